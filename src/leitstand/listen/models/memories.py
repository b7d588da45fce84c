"""What the analyses remember."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Memory(models.Model):
    """What a remembering analysis knows, kept in the same transaction as the posts it learned from.

    `version` is a new random number with each change, so that a process sees whether its own copy still
    holds. The row "watches" remembers nothing: its version changes with the watches, and holding it
    keeps two processes from taking in for the same organisation at the same time.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="memories")
    analysis = models.CharField(max_length=100)
    packed = models.BinaryField()
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "analysis"], name="one_memory_each")
        ]

    def __str__(self) -> str:
        return self.analysis
