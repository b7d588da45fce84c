"""Tables of reports: weeks as they were told, people's remarks on them, and letters that carry them."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import LETTER


class WeekReport(models.Model):
    """The figures of one week ("2026-W46") as they were counted at `measured`.

    They are counted anew until the week is over and somebody has read or was sent it: from then on (`frozen`)
    they stay as they were, and what changed since is told beside them.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="report_weeks"
    )
    week = models.CharField(max_length=8)
    figures = models.JSONField(default=dict)
    measured = models.DateTimeField()
    frozen = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "week"], name="one_report_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.week}"


class Remark(models.Model):
    """What somebody says about a week or one of its figures ("": the whole week), in their own words."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="report_remarks"
    )
    week = models.CharField(max_length=8)
    figure = models.CharField(max_length=20, blank=True)
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.CharField(max_length=2000)
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "week"])]

    def __str__(self) -> str:
        return self.content[:80]


class ReportPlan(models.Model):
    """When the report of the week that ended is sent, on the organisation's clock; Monday is 0.

    `since`: the first week it is sent for, so that no old ones follow.
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="report_plan"
    )
    active = models.BooleanField(default=False)
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.TimeField(default=time(7))
    since = models.CharField(max_length=8, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.weekday}, {self.hour}"


class ReportReader(models.Model):
    """A member who wants the weekly report by mail."""

    membership = models.OneToOneField(
        "people.Membership", on_delete=models.CASCADE, related_name="report_reader"
    )
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.membership_id)


class ReportLetter(models.Model):
    """One week's report on its way to one person; the row is the queue, so it is sent once."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="report_letters"
    )
    week = models.CharField(max_length=8)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=LETTER.start)
    due = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    sent = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "week", "person"], name="one_letter_a_week"),
            models.CheckConstraint(condition=models.Q(state__in=sorted(LETTER.states)), name="letter_state"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return f"{self.week} to {self.person_id}: {self.state}"
