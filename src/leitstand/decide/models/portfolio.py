"""Tables of the portfolio: where we are, on trial or leaving; why, at what cost, and what was forecast."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import PORTFOLIO


class Presence(models.Model):
    """One network that we consider, try, keep, leave or have left, with what was agreed about it.

    `network` is a connector's name, or one of our own making where no connector exists ("tiktok"); `title` is
    how people call it, and `folded` the same without case and spaces, once each. Hours are hours a week,
    `cap` None: no cap; `least`: below this presence we had better not be there. Costs are in `currency`.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="presences"
    )
    network = models.CharField(max_length=60)
    title = models.CharField(max_length=60)
    folded = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=PORTFOLIO.start)
    reason = models.CharField(max_length=500)
    criterion = models.CharField(max_length=500, blank=True)  # when we would leave
    mission = models.BooleanField(default=False)  # kept for a reason of the charter, whatever it brings
    aims = models.ManyToManyField("speak.Aim", related_name="presences", blank=True)
    cap = models.FloatField(null=True, blank=True)
    floor = models.FloatField(default=0)
    least = models.FloatField(default=0)
    call_cost = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    month_cost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    legal = models.TextField(blank=True)
    review = models.DateField(null=True, blank=True)
    leaving_since = models.DateTimeField(null=True, blank=True)  # steps of the exit before do not count
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "folded"], name="one_presence_each_title"),
            models.UniqueConstraint(fields=["organization", "network"], name="one_presence_each_network"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(PORTFOLIO.states)), name="presence_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PresenceTurn(models.Model):
    """What was decided about a network, with its reason and what was agreed then; never changed."""

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    here = models.CharField(max_length=10, blank=True)
    there = models.CharField(max_length=10)
    words = models.CharField(max_length=500)
    terms = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.presence_id}: {self.here} -> {self.there}"


class ExitStep(models.Model):
    """A person's word on one step of leaving a network; never changed, the latest of a step holds.

    `outcome`: "done", "impossible" or "open" (it turned out not to be done). `evidence`: how one can see it.
    """

    DONE, IMPOSSIBLE, OPEN = "done", "impossible", "open"

    presence = models.ForeignKey(Presence, on_delete=models.CASCADE, related_name="exit_steps")
    step = models.CharField(max_length=12)
    outcome = models.CharField(max_length=10)
    evidence = models.CharField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.presence_id} {self.step}: {self.outcome}"


class SleepForecast(models.Model):
    """How probable it was, on a day, that an account would publish nothing in the `weeks` to come.

    Kept as it was made; `slept` is what came of it, None until those weeks are over.
    """

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="sleep_forecasts")
    made = models.DateField()
    weeks = models.PositiveSmallIntegerField(default=4)
    mean = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    n = models.PositiveIntegerField()
    slept = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "made"], name="one_sleep_forecast_each")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made}: {self.mean:.2f}"
