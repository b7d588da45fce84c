"""Tables of taking back: one press for all networks, what we keep of it, and who may press at night."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Recall(models.Model):
    """Somebody took something back everywhere.

    `kept` is what it said, with its `sha256`, under hold until `until` (None: without an end). `thought` is
    None for an answer; `correction` is the thought that puts it right.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="recalls")
    thought = models.ForeignKey(
        "speak.Thought", null=True, blank=True, on_delete=models.SET_NULL, related_name="recalls"
    )
    correction = models.ForeignKey(
        "speak.Thought", null=True, blank=True, on_delete=models.SET_NULL, related_name="puts_right"
    )
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    night = models.BooleanField(default=False)
    kept = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-at"])]

    def __str__(self) -> str:
        return f"{self.reason} ({self.at:%Y-%m-%d})"
