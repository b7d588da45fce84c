"""Whether, what for and how long everything that is heard is kept, and looking for a watch in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import BACKFILL


class Archiving(models.Model):
    """An organisation's choice to keep what no watch found, too; without a row: off."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="archiving"
    )
    active = models.BooleanField(default=False)
    purpose = models.CharField(max_length=500, blank=True)
    days = models.PositiveIntegerField(default=14)
    changed = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(active=False) | ~models.Q(purpose=""), name="an_archive_has_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class Backfill(models.Model):
    """Looking for a watch in the archive by day; `last_day` is done, so a crash goes on after it."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="backfills"
    )
    watch = models.ForeignKey("listen.Watch", on_delete=models.CASCADE, related_name="backfills")
    state = models.CharField(max_length=10, default=BACKFILL.start)
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    claimed = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    days_all = models.PositiveIntegerField(default=0)
    days_done = models.PositiveIntegerField(default=0)
    posts_read = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    made = models.PositiveBigIntegerField(default=0)  # mentions that were not there before
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(BACKFILL.states)), name="backfill_state"
            ),
            models.UniqueConstraint(
                fields=["watch"],
                condition=models.Q(state__in=["asked", "running"]),
                name="one_open_backfill_of_a_watch",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id}: {self.state}"
