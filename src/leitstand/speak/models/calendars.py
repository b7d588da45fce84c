"""Tables of the calendar: the secret address under which one person subscribes to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class CalendarAddress(models.Model):
    """One address for each person in each organisation; its `key` changes when it is made anew."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4)
    created = models.DateTimeField(default=timezone.now)
    asked = models.DateTimeField(null=True, blank=True)  # when a calendar last fetched it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "person"], name="one_calendar_address_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.organization_id}"
