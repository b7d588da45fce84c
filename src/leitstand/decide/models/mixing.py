"""Tables of hours proposed, of what was decided about them, and of what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import RECOMMENDATION


class Reckoned(models.Model):
    """The last fit of the mix for an organisation, kept so that a page need not make it anew.

    `seal`: fingerprint of the material. `fit`: what `estimates.mix` wrote, no pickle. `milliseconds`: how
    long it took. `leaning`: how the proposal leans on the team's own values, as JSON; none: not yet.
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="reckoned"
    )
    seal = models.CharField(max_length=64)
    fit = models.BinaryField()
    made = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField(default=0)
    leaning = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.seal[:8]}"


class Recommendation(models.Model):
    """Hours a week as proposed on a day, exactly as they were shown, what was decided, and what came of it.

    `seal`: fingerprint of what it was reckoned from. `today` and `chosen`: hours by network. `lines`: the
    proposal, one object a network. `gain`, `expected` (value a week under what was decided): [mean, low,
    high, n], 80 %. `starts` is a Monday, `ends` the Monday after the last week. `result`: what was seen.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="recommendations"
    )
    state = models.CharField(max_length=10, default=RECOMMENDATION.start)
    choice = models.CharField(
        max_length=10, blank=True
    )  # accepted, half or refused, also after the look back
    seal = models.CharField(max_length=64)
    shown = models.DateTimeField(default=timezone.now)
    budget = models.FloatField()
    today = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    gain = models.JSONField(default=list)
    p_gain = models.FloatField(default=0)
    chosen = models.JSONField(default=dict)
    expected = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, db_index=True)
    looked = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(RECOMMENDATION.states)), name="recommendation_state"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(state=RECOMMENDATION.start),
                name="one_open_recommendation",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "state"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.state} {self.shown:%Y-%m-%d}"
