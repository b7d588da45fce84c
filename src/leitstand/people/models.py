"""Tables of who works here and as whom we speak."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from encrypted_fields.fields import EncryptedJSONField

from leitstand.vocabulary.words import _


class Organization(models.Model):
    """Whose Leitstand this is. A demo is an organisation of its own and goes with all it holds."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="de")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    is_demo = models.BooleanField(default=False)
    retention_days = models.PositiveIntegerField(default=180)
    measuring = models.DateTimeField(
        null=True, blank=True
    )  # hours are measured since then; none: they are not
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    def day(self, at: datetime) -> date:
        """The day that clocks show where the organisation is."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


class People(BaseUserManager["Person"]):
    """Makes people; an e-mail address is their name for signing in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who can sign in, with a password or later with a passkey."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who works here, with what they chose for themselves."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    theme = models.CharField(max_length=5, blank=True)
    density = models.CharField(max_length=11, blank=True)
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """Two letters for the face."""
        words = (self.name or self.email.split("@")[0].replace(".", " ")).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Rights come from roles (see `queries.may`), never from Django's permission tables."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Likewise: there is no admin of Django here."""
        return False


class Role(models.TextChoices):
    """What a member may do; each role may do what those before it may."""

    READER = "reader", _("Reader")
    EDITOR = "editor", _("Editor")
    OWNER = "owner", _("Owner")


class Membership(models.Model):
    """A person in an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organization"], name="one_membership_each")
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class Invitation(models.Model):
    """A link that makes one person a member, once; it ends by itself or when an owner takes it back."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "email"], name="one_invitation_each")
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"


class Account(models.Model):
    """A network account we speak as. What was given and what is sent along is only kept encrypted."""

    WORKING, RECONNECT, PAUSED, DISCONNECTED = "working", "reconnect", "paused", "disconnected"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=40)  # no choices: a new network needs no migration
    actor_id = models.CharField(max_length=500)
    name = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=300, blank=True)
    server = models.CharField(max_length=300)
    url = models.CharField(max_length=1000, blank=True)
    given = EncryptedJSONField(default=dict)
    headers = EncryptedJSONField(default=dict)
    state = models.CharField(max_length=12, default=WORKING)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}
    connected_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    connected = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)  # the program renews ahead of it
    renew_at = models.DateTimeField(null=True, blank=True)  # when it next tries to
    renewing = models.DateTimeField(null=True, blank=True)  # somebody asks for a new permission since then
    ends = models.DateTimeField(null=True, blank=True)  # nobody but the owner can prolong it
    warned = models.PositiveSmallIntegerField(null=True, blank=True)  # so many days before `ends`

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "network", "server", "actor_id"], name="one_account_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.handle or self.name} ({self.network})"


class SigningIn(models.Model):
    """Somebody who was sent to a network's own page and has not come back yet: one use, ten minutes.

    `state` and `holder` are fingerprints: of what the network sends back, and of a secret in the session.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40)
    state = models.CharField(max_length=64, unique=True)
    holder = models.CharField(max_length=64)
    kept = EncryptedJSONField(default=dict)  # {"given": {...}, "verifier": ...}
    first_run = models.BooleanField(default=False)
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.person_id} at {self.network}"


class Spent(models.Model):
    """What an account has used of one quota of its network since a moment."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="spent")
    bucket = models.CharField(max_length=60)
    begins = models.DateTimeField()  # of the day, or of the slot where the period has no beginning
    units = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "bucket", "begins"], name="one_count_each")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.bucket}: {self.units}"
