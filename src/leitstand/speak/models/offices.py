"""Tables of who answers for what: the office with its share of time, authorities, and handing over."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Office(models.Model):
    """The Chief Social Media Officer, or however it is called here: who, which share of a post, deputy."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="office"
    )
    title = models.CharField(max_length=150, blank=True)
    holder = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    deputy = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    percent = models.PositiveSmallIntegerField(default=0)  # of a full post
    since = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.title}: {self.holder}"


class Authority(models.Model):
    """One line of the list of authorities: what somebody may decide, at which hours, how to reach them."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="authorities"
    )
    what = models.CharField(max_length=200)
    when = models.CharField(max_length=100, blank=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="authorities")
    deputy = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reach = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["what", "pk"]

    def __str__(self) -> str:
        return f"{self.what}: {self.person_id}"


class Handover(models.Model):
    """Somebody hands over to somebody. `items`: what was open then, [{kind, words, url, done, by}]."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="handovers"
    )
    giver = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    taker = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    items = models.JSONField(default=list)
    words = models.TextField(blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-at"])]

    def __str__(self) -> str:
        return f"{self.giver_id} to {self.taker_id}, {self.at:%Y-%m-%d}"
