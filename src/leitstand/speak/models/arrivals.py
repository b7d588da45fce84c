"""Tables of what came from files of other programs: each post once, whatever became of it here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Arrival(models.Model):
    """One post of a file that was brought in. `key` is its name there; it stays when the thought goes."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=300)
    thought = models.ForeignKey(
        "speak.Thought", null=True, on_delete=models.SET_NULL, related_name="arrivals"
    )
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_arrival_each")
        ]

    def __str__(self) -> str:
        return self.key
