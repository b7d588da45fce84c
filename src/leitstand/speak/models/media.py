"""Tables of the media library: pictures with their rights, and where they are used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Medium(models.Model):
    """A picture or film in the library. The bytes lie in the home, named by `sha256`, and never change.

    `alt` and `credit` by language. `consents`: people shown, each with what they agreed to and until when.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="media")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=2000, blank=True)
    licence = models.CharField(max_length=60, blank=True)
    expires = models.DateField(null=True, blank=True)
    alt = models.JSONField(default=dict)
    consents = models.JSONField(default=list)
    ai_made = models.BooleanField(default=False)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    binned = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="one_medium_each")
        ]

    def __str__(self) -> str:
        return self.title or self.sha256[:12]


class Use(models.Model):
    """A medium in a thought, or in one variant of it; `crop` is [left, top, right, bottom] as shares of 1.

    `alt` in the thought's language; empty with `waived` saying why no alternative is needed.
    """

    thought = models.ForeignKey("speak.Thought", on_delete=models.CASCADE, related_name="uses")
    medium = models.ForeignKey(Medium, on_delete=models.RESTRICT, related_name="uses")
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=2000, blank=True)
    waived = models.CharField(max_length=300, blank=True)
    crop = models.JSONField(null=True, blank=True)
    variants = models.ManyToManyField("speak.Variant", blank=True, related_name="uses")

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["thought", "medium"], name="one_use_each")]

    def __str__(self) -> str:
        return f"{self.medium_id} in {self.thought_id}"
