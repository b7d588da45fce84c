"""Tables of the matrix: where a voice or an account wants to speak, and where a post stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Wanted(models.Model):
    """The shares a voice or an account is meant to have, in percent; the latest of each holds, all are kept.

    `professional` 0 is wholly personal, `public` 0 a closed circle. A post is pointed out when it
    lies further than `tolerance` points from what its account wants. Decide writes these rows.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="wanted")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="wanted"
    )
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="wanted"
    )
    professional = models.PositiveSmallIntegerField()
    public = models.PositiveSmallIntegerField()
    tolerance = models.PositiveSmallIntegerField(default=50)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(person=None) ^ models.Q(account=None), name="wanted_of_voice_or_account"
            ),
            models.CheckConstraint(
                condition=models.Q(professional__lte=100, public__lte=100, tolerance__lte=100),
                name="wanted_in_percent",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "at"])]

    def __str__(self) -> str:
        return f"{self.professional} % professional, {self.public} % public"


class Place(models.Model):
    """How professional a thought is, in percent, as its author says it; no row: nobody has said it."""

    thought = models.OneToOneField("speak.Thought", on_delete=models.CASCADE, related_name="place")
    professional = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(professional__lte=100), name="place_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.thought_id}: {self.professional} % professional"
