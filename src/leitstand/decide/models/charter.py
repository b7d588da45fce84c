"""Tables of the charter: what we are for, what we want by when, whom for, and how that was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Charter(models.Model):
    """Where the charter of an organisation stands, and the draft of its next version.

    `version` 0: nothing has been decided yet. `draft` is what somebody is writing (see `charter.drafts`);
    `draft_number` rises with each save of it, so that two writers notice each other.
    """

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="charter"
    )
    version = models.PositiveIntegerField(default=0)
    decided = models.DateTimeField(null=True, blank=True)
    review = models.DateField(null=True, blank=True)
    draft = models.JSONField(null=True, blank=True)
    draft_number = models.PositiveIntegerField(default=0)
    draft_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    public = models.BooleanField(default=False)
    public_words = models.CharField(max_length=500, blank=True)
    public_changed = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_id} version {self.version}"


class CharterVersion(models.Model):
    """The charter as it was decided once, never changed since; `content` as `charter.drafts` has it."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="charter_versions"
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=1000)
    decided_by = models.CharField(max_length=200, blank=True)
    review = models.DateField(null=True, blank=True)
    content = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_charter_version_each")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} version {self.number}"


class Sentence(models.Model):
    """One sentence of the charter, with the names of those who decided it; `ended`: struck since then."""

    MISSION, VALUE, VISION = "mission", "value", "vision"

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="sentences"
    )
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=200, blank=True)
    aim = models.OneToOneField("speak.Aim", on_delete=models.CASCADE, related_name="sentence")
    position = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "ended"])]

    def __str__(self) -> str:
        return self.words


class Goal(models.Model):
    """What shall be so by a day, how one sees that it is, and how one sees that it fails."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="goals")
    words = models.CharField(max_length=300)
    sign_of_success = models.CharField(max_length=300)
    sign_of_failure = models.CharField(max_length=300)
    due = models.DateField()
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="goals")
    aim = models.OneToOneField("speak.Aim", on_delete=models.CASCADE, related_name="goal")
    position = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "ended"])]

    def __str__(self) -> str:
        return self.words


class Audience(models.Model):
    """Whom we want to reach. `kind`: peers, staff, customers, public, or one of our own."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="charter_audiences"
    )
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=200)
    aim = models.OneToOneField("speak.Aim", on_delete=models.CASCADE, related_name="audience")
    position = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "ended"])]

    def __str__(self) -> str:
        return self.words


class Stance(models.Model):
    """The three questions as answered on a day: by a voice, or (`person` none) for the whole organisation.

    Written once, never changed: who answers anew adds a row, so that the history stays.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="stances")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="stances"
    )
    aims = models.CharField(max_length=500, blank=True)
    circle = models.CharField(max_length=500, blank=True)
    means = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "person", "-at"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.person_id} {self.at}"
