"""What we listen for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Watch(models.Model):
    """A query kept by somebody: tell me when this is said."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="watches")
    name = models.CharField(max_length=100)
    query = models.TextField()
    active = models.BooleanField(default=True)
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_watch_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
