"""How an organisation's front page is made, and whether others may read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class FrontPage(models.Model):
    """The weights of an organisation's front page, its seeds, and its public page, which is off at first."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="front_page"
    )
    halved_hours = models.PositiveIntegerField(
        default=18
    )  # after so long without a new post: half the weight
    spread = models.FloatField(default=0.25)  # what each further network adds
    stranger = models.FloatField(default=0.25)  # a voice that no seed heard, where there are seeds; seeds: 1
    seeds = models.ManyToManyField("listen.Source", blank=True, related_name="+")
    public = models.BooleanField(default=False)
    slug = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    title = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=500, blank=True)
    indexed = models.BooleanField(default=False)  # whether search engines may list the public page
    changed = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(public=False) | Q(slug__isnull=False), name="public_has_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.slug or "")


class Owner(models.Model):
    """Somebody with several outlets, which count as one voice; `outlets` are hosts, handles or author ids."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="owners")
    name = models.CharField(max_length=120)
    outlets = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_owner_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name
