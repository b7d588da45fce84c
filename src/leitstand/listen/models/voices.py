"""Who was first and who acted together, worked out in the background and kept until the next time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class VoicesReport(models.Model):
    """What the mentions of the last `days` tell about their voices; made anew every few hours.

    A page over a million mentions is one row. Nothing here is a source: erased mentions are gone with the
    next report, and the row can be thrown away at any time.
    """

    ORIGIN, COORDINATION = "origin", "coordination"

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField()
    made = models.DateTimeField()
    took_seconds = models.FloatField(default=0.0)
    mentions = models.PositiveIntegerField(default=0)  # looked at
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "kind", "days"], name="one_report_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class Echo(models.Model):
    """A mention that repeats an earlier post, as it was worked out last; gone with its mention."""

    mention = models.OneToOneField(
        "listen.Mention", primary_key=True, on_delete=models.CASCADE, related_name="echo"
    )
    first = models.CharField(max_length=700)  # id of the post that carried it first
    first_author = models.CharField(max_length=500, blank=True)
    lead_seconds = models.FloatField(null=True, blank=True)

    def __str__(self) -> str:
        return self.first


class Audience(models.Model):
    """Who follows an account, looked at once as a sample: sums only, nothing of any single follower.

    Without `made` and `problem` it waits for a worker. `content` is {"looked_at", "within", "shares"}.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="audiences"
    )
    network = models.CharField(max_length=40)
    address = models.CharField(max_length=500)  # as it was typed
    name = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    wanted = models.PositiveIntegerField()  # so many were to be drawn
    asked = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField(null=True, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)  # as the network counts them
    read = models.PositiveIntegerField(default=0)  # of the list, from its newest end
    content = models.JSONField(default=dict, blank=True)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}

    def __str__(self) -> str:
        return self.name or self.address
