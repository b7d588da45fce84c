"""What we listen to."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

BEHIND_SECONDS = 60.0
"""A live source that is later than this is worth telling."""


class Source(models.Model):
    """An address we listen to. The cursor is stored together with the posts it stands behind."""

    WORKING, QUIET, FAILING, PAUSED = "working", "quiet", "failing", "paused"
    MATCHES, ALL = "matches", "all"
    NOTIFICATIONS = "notifications"  # the source of what is addressed to an account of ours

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="sources")
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    network = models.CharField(max_length=40)
    source = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)
    live = models.BooleanField(default=False)  # held open by the listener instead of polled
    keep = models.CharField(max_length=8, default=MATCHES)  # what becomes a mention
    state = models.CharField(max_length=10, default=WORKING)
    cursor = models.TextField(blank=True, default="")
    interval_seconds = models.PositiveIntegerField(default=300)
    next_fetch = models.DateTimeField(default=timezone.now, db_index=True)
    last_asked = models.DateTimeField(null=True, blank=True)
    last_answered = models.DateTimeField(null=True, blank=True)
    last_heard = models.DateTimeField(null=True, blank=True)  # when something new came
    newest = models.DateTimeField(null=True, blank=True)  # the latest moment any of its posts claims
    usual_gap_seconds = models.FloatField(null=True, blank=True)  # between two posts, of `gaps` gaps
    gaps = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}
    posts_seen = models.PositiveBigIntegerField(default=0)  # read, repeats included
    mentions_kept = models.PositiveBigIntegerField(default=0)
    lag_seconds = models.FloatField(null=True, blank=True)  # a live one: from being said to being stored
    waiting_bytes = models.PositiveBigIntegerField(default=0)  # a live one: received and not stored yet
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "network", "source", "account"], name="one_source_each"
            ),
            models.UniqueConstraint(
                fields=["organization", "network", "source"],
                condition=models.Q(account=None),
                name="one_public_source_each",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def addressed(self) -> bool:
        """Is what comes from here said to us?"""
        return self.source == self.NOTIFICATIONS

    @property
    def behind(self) -> timedelta | None:
        """If it is held open and late with what its network says: how much, at last."""
        late = self.live and self.lag_seconds is not None and self.lag_seconds >= BEHIND_SECONDS
        return timedelta(seconds=self.lag_seconds or 0.0) if late else None


class SourceDay(models.Model):
    """What one day (UTC) of listening to a source brought and cost."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="by_day")
    day = models.DateField()
    asked = models.PositiveIntegerField(default=0)  # visits; of a live source: times it was opened
    failed = models.PositiveIntegerField(default=0)
    read_bytes = models.PositiveBigIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)  # later than any it had brought before
    mentions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "day"], name="one_day_of_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.day}"
