"""Who was first and who acted together, worked out in the background and kept until the next time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
