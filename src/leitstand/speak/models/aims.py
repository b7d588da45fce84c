"""Tables of what posts and replies are for, as the charter says it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Aim(models.Model):
    """A goal, a sentence or an audience of the charter that a post, a reply or an hour can point to.

    Decide writes these rows, because it stands above: what it changes in the charter arrives here. One that
    the charter no longer has stays for those who pointed to it, and is not `usable` any more.
    """

    GOAL, SENTENCE, AUDIENCE = "goal", "sentence", "audience"

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="aims")
    kind = models.CharField(max_length=12)
    words = models.CharField(max_length=300)
    usable = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "kind"])]

    def __str__(self) -> str:
        return self.words
