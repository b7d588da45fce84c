"""Tables of time accounts: what was done when (for a fortnight), sums, plans, corrections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Mark(models.Model):
    """Somebody did something in this minute. Folded to sums of days after two weeks."""

    membership = models.ForeignKey("people.Membership", on_delete=models.CASCADE, related_name="hours_marks")
    minute = models.DateTimeField()
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "minute"], name="one_mark_a_minute")
        ]
        indexes: ClassVar = [models.Index(fields=["minute"])]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.minute}"


class Sum(models.Model):
    """One person's minutes of a day, after 90 days of a week; `added`: by hand, in weeks only."""

    membership = models.ForeignKey("people.Membership", on_delete=models.CASCADE, related_name="hours_sums")
    begins = models.DateField()
    days = models.PositiveSmallIntegerField(default=1)  # 1 or 7
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)
    low = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    high = models.PositiveIntegerField(default=0)
    added = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "begins", "days", "network", "kind"], name="one_sum_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.begins} {self.minutes} min"


class Correction(models.Model):
    """Minutes that somebody added to a day of their own, or took away, and why."""

    membership = models.ForeignKey(
        "people.Membership", on_delete=models.CASCADE, related_name="hours_corrections"
    )
    day = models.DateField()
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)
    minutes = models.IntegerField()
    reason = models.CharField(max_length=200, blank=True)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["membership", "day"])]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.day} {self.minutes:+} min"


class Choice(models.Model):
    """What somebody chose for their own hours: to pause measuring, to let small sums be told."""

    membership = models.OneToOneField(
        "people.Membership", on_delete=models.CASCADE, related_name="hours_choice"
    )
    paused = models.DateTimeField(null=True, blank=True)
    agreed = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.membership_id}"


class Plan(models.Model):
    """Hours a week meant for a network, by one voice or (none) by whoever; without `ended` it holds."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="hours_plans"
    )
    voice = models.ForeignKey(
        "people.Membership", null=True, blank=True, on_delete=models.CASCADE, related_name="hours_plans"
    )
    network = models.CharField(max_length=40, blank=True)
    hours = models.FloatField()
    aims = models.ManyToManyField("speak.Aim", related_name="hours_plans", blank=True)
    since = models.DateField()
    ended = models.DateField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "voice", "network"],
                condition=models.Q(ended=None, voice__isnull=False),
                name="one_plan_a_voice",
            ),
            models.UniqueConstraint(
                fields=["organization", "network"],
                condition=models.Q(ended=None, voice=None),
                name="one_plan_for_whoever",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network or 'all'}: {self.hours} h"


class Closing(models.Model):
    """A week whose sums were told. They stay as they are then: who looks twice learns nothing new."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="hours_closings"
    )
    monday = models.DateField()
    hidden = models.BooleanField(default=False)  # there were hours that too few people worked
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "monday"], name="one_closing_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.monday}"


class Told(models.Model):
    """Minutes of a closed week that may be told, by `people` who are not named."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="told")
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8)
    low = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    corrected = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.closing_id}: {self.network} {self.kind} {self.minutes} min"


class Agreed(models.Model):
    """Who agreed to be in a sum of fewer than three; with the last of them the sum goes."""

    told = models.ForeignKey(Told, on_delete=models.CASCADE, related_name="agreed")
    membership = models.ForeignKey("people.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["told", "membership"], name="agreed_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.told_id}: {self.membership_id}"
