"""Tables of what we plan to say: one thought, a variant of it per account, and its history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Thought(models.Model):
    """One thing to say, in the name of one voice; for whom, to what end, and when.

    `version` rises with each change, so that two editors notice each other. `due` is the moment in UTC;
    `time_zone` the zone in which it was meant. Nothing goes out before `embargo`.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="thoughts")
    voice = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="thoughts")
    title = models.CharField(max_length=200, blank=True)
    content = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="de")
    audience = models.CharField(max_length=200, blank=True)
    goal = models.CharField(max_length=200, blank=True)
    aims = models.ManyToManyField("speak.Aim", related_name="thoughts", blank=True)
    due = models.DateTimeField(null=True, blank=True, db_index=True)
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    embargo = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    binned = models.DateTimeField(null=True, blank=True)
    corrects = models.ForeignKey(
        "speak.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-changed"])]

    def __str__(self) -> str:
        return self.title or self.content[:80]


class Variant(models.Model):
    """A thought as it is said by one account; an empty `content` says what the thought says.

    What is not `chosen` keeps its words and goes nowhere.
    """

    thought = models.ForeignKey(Thought, on_delete=models.CASCADE, related_name="variants")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="variants")
    content = models.TextField(blank=True)
    name = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    visibility = models.CharField(max_length=20, blank=True)
    chosen = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thought", "account"], name="one_variant_each")
        ]

    def __str__(self) -> str:
        return f"{self.thought_id} as {self.account_id}"


class Version(models.Model):
    """A thought as it stood after somebody changed it: written once, never changed.

    `said`: what the thought and each variant said. `authors`: by text, spans [start, end, person].
    """

    thought = models.ForeignKey(Thought, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    said = models.JSONField(default=dict)
    authors = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thought", "number"], name="one_version_each")
        ]

    def __str__(self) -> str:
        return f"{self.thought_id} version {self.number}"
