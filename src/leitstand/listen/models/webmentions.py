"""Pages that told us they link to ours, pages we told that we link to them, and whether we do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Linking(models.Model):
    """An organisation's choice to tell pages that its own articles link to them; without a row: off."""

    organization = models.OneToOneField("people.Organization", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(null=True, blank=True)  # what was published before is not told; None: off
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.since}"


class LinkAsked(models.Model):
    """Somebody says that `source` links to our `target`: looked at by the worker, each time asked."""

    WAITING, LINKED, GONE, FAILED = "waiting", "linked", "gone", "failed"

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=2000)
    target = models.CharField(max_length=2000)
    pair = models.CharField(max_length=64)  # sha256 of both, for they are too long for an index
    state = models.CharField(max_length=8, default=WAITING)
    asked = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "pair"], name="one_link_each_asked")
        ]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}: {self.state}"


class LinkTold(models.Model):
    """A page that our article `source` links to; told once. `endpoint` "": it wants no telling."""

    WAITING, TOLD, FAILED = "waiting", "told", "failed"

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=2000)
    target = models.CharField(max_length=2000)
    pair = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default=WAITING)
    endpoint = models.CharField(max_length=2000, blank=True)
    found = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(null=True, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "pair"], name="one_link_each_told")
        ]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}: {self.state}"
