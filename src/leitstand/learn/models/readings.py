"""Tables of what networks counted for our publications."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Course(models.Model):
    """When we read back what came of a publication, and whether that works."""

    delivery = models.OneToOneField("speak.Delivery", on_delete=models.CASCADE, related_name="course")
    next_reading = models.DateTimeField(null=True, blank=True, db_index=True)  # none: no more readings
    readings = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"course of {self.delivery_id}"


class Outcome(models.Model):
    """What the network counted for one publication, of one kind, at one moment."""

    delivery = models.ForeignKey("speak.Delivery", on_delete=models.CASCADE, related_name="outcomes")
    seen = models.DateTimeField()
    kind = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "seen", "kind"], name="one_outcome_of_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.kind} {self.count}"
