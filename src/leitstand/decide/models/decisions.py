"""Tables of decisions: what was decided why, by whose words, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import DECISION


class Decision(models.Model):
    """Something decided, or proposed to a group, with what was known then and the day to look again.

    `figures`: what was on the table then, frozen: [{"name", "value", "low", "high", "n", "period"}].
    `deadline`: until then a group says its word and the owner decides; without one it was decided at once.
    A "Second Life card" has `kill`, the sign by which one stops, and a cap of hours a week.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="decisions"
    )
    words = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    alternatives = models.CharField(max_length=1000, blank=True)
    evidence = models.CharField(max_length=2000, blank=True)
    figures = models.JSONField(default=list, blank=True)
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="decisions")
    proposed = models.DateTimeField(default=timezone.now)
    proposed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    deadline = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, default=DECISION.start)
    at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    review = models.DateField(null=True, blank=True)
    hours_cap = models.FloatField(null=True, blank=True)  # hours a week
    kill = models.CharField(max_length=300, blank=True)
    aims = models.ManyToManyField("speak.Aim", related_name="decisions", blank=True)
    public = models.BooleanField(default=False)
    named = models.BooleanField(default=False)  # the owner agreed to be named in public

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(DECISION.states)), name="decision_state"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-proposed"])]

    def __str__(self) -> str:
        return self.words


class Vote(models.Model):
    """One member's word about a proposal; the last one counts."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    vote = models.CharField(max_length=8)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["decision", "person"], name="one_vote_each")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.person_id}: {self.vote}"


class LookBack(models.Model):
    """A look at a decision later: it held, was changed or was wrong, in somebody's words."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="looks")
    outcome = models.CharField(max_length=10)
    words = models.CharField(max_length=1000)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.outcome}"
