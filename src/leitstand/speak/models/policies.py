"""Tables of the policy: what is known of the organisation, saved versions, who read them, looks at links."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Circumstances(models.Model):
    """What rules may know about an organisation. None and "" mean that nobody has said it.

    `roster`: people whose names need consent, [{"name", "agreed", "aliases"}]. `facts`: own names and values
    that conditions of articles may ask.
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="circumstances"
    )
    kind = models.CharField(max_length=20, blank=True)
    land = models.CharField(max_length=2, blank=True)
    public_body = models.BooleanField(null=True, blank=True)
    listed = models.BooleanField(null=True, blank=True)
    roster = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.kind}"


class PolicyVersion(models.Model):
    """The policy's files as they were saved, or as they were found changed: written once, never changed.

    `texts` by file name; `hash` of everything, `wording` of what people read; `words`: what was changed.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="policies")
    hash = models.CharField(max_length=64)
    wording = models.CharField(max_length=64)
    texts = models.JSONField(default=dict)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "-at"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.hash[:12]}"


class Acknowledgement(models.Model):
    """Somebody has read one wording of the policy and said so."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="acknowledgements"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="acknowledgements")
    wording = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "person", "wording"], name="one_acknowledgement_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.wording[:12]}"


class Training(models.Model):
    """Somebody was trained in speaking for the organisation; the latest day counts."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="trainings"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="trainings")
    day = models.DateField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "person"], name="one_training_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}"


class ProfileLook(models.Model):
    """Is the imprint there, as the weekly look at a profile found it; `found` None: not reached."""

    account = models.OneToOneField("people.Account", on_delete=models.CASCADE, related_name="profile_look")
    found = models.BooleanField(null=True)
    clicks = models.PositiveSmallIntegerField(null=True)
    url = models.CharField(max_length=2000, blank=True)
    looked = models.DateTimeField()
    next_look = models.DateTimeField(db_index=True)
    problem = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.found}"


class LinkLook(models.Model):
    """Where an address in our posts led when we last asked; `status` None: it did not answer."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="link_looks"
    )
    url = models.CharField(max_length=2000)
    status = models.PositiveSmallIntegerField(null=True)
    final_url = models.CharField(max_length=2000, blank=True)
    gone = models.BooleanField(default=False)
    looked = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "url"], name="one_link_look_each")
        ]

    def __str__(self) -> str:
        return f"{self.url}: {self.status}"
