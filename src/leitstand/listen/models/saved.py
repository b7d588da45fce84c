"""Lists of mentions that somebody wants to see again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class SavedView(models.Model):
    """What a list is narrowed to, under a name; for its owner alone, or shared with the organisation."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="saved_views"
    )
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=100)
    shared = models.BooleanField(default=False)
    narrowed = models.CharField(max_length=2000, blank=True)  # as the address of the list says it
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "owner", "name"], name="one_saved_view_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
