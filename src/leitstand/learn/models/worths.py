"""Tables of what outcomes are worth to the team, and of numbers that come from elsewhere than networks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from encrypted_fields.fields import EncryptedJSONField


class Unit(models.Model):
    """In what an organisation weighs its outcomes, in its own word: "conversations"."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="worth_unit"
    )
    name = models.CharField(max_length=60)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class OwnKind(models.Model):
    """A kind of outcome that only this organisation counts; `kind` is "own:" and a short name."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "kind"], name="one_own_kind_each")
        ]

    def __str__(self) -> str:
        return self.name


class Worth(models.Model):
    """What one outcome of a kind is worth from a day on, for one goal or (none) for all. Never changed.

    A later row with the same kind and aim takes its place from its own day on; the past keeps what it was.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="worths")
    aim = models.ForeignKey(
        "speak.Aim", null=True, blank=True, on_delete=models.CASCADE, related_name="worths"
    )
    kind = models.CharField(max_length=40)
    amount = models.FloatField()  # in the organisation's unit
    since = models.DateField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="worth_not_negative")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount} since {self.since}"

    @property
    def shown(self) -> float | int:
        """The amount as people write it: 5, not 5.0."""
        return int(self.amount) if self.amount.is_integer() else self.amount


class Meter(models.Model):
    """Where numbers come from that no network tells: web statistics, server logs, forms, people's hands.

    `reads` is its way in (see worths.meters), `kind` what one count of it is, `aim` the goal it counts for.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="meters")
    name = models.CharField(max_length=100)
    reads = models.CharField(max_length=12)
    kind = models.CharField(max_length=40, default="visit")
    aim = models.ForeignKey(
        "speak.Aim", null=True, blank=True, on_delete=models.SET_NULL, related_name="meters"
    )
    server = models.CharField(max_length=300, blank=True)
    site = models.CharField(max_length=200, blank=True)
    secret = EncryptedJSONField(default=dict)  # {"token": ...}
    active = models.BooleanField(default=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    renewed = models.DateTimeField(default=timezone.now)  # a counting address made before is worth nothing
    last_read = models.DateTimeField(null=True, blank=True)
    next_read = models.DateTimeField(null=True, blank=True, db_index=True)
    told = models.JSONField(null=True, blank=True)  # what the last reading said: {sentence, facts}
    problem = models.JSONField(null=True, blank=True)  # {sentence, facts}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_meter_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """So many of a kind on a day, from one network ("": from none in particular). Reading again replaces.

    What is typed for a week stands on its Monday.
    """

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="tallies")
    day = models.DateField()
    network = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    count = models.PositiveBigIntegerField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meter", "day", "network", "kind"], name="one_tally_of_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.network} {self.kind}: {self.count}"


class LogRead(models.Model):
    """How far one log file has been counted, so that it can be given again and counts nothing twice.

    `head` and `digest` are keyed fingerprints of its first line and of all that was counted: no address of a
    reader can be read out of them.
    """

    meter = models.ForeignKey(Meter, on_delete=models.CASCADE, related_name="logs")
    head = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField(default=0)  # bytes, unpacked
    lines = models.PositiveBigIntegerField(default=0)
    first = models.DateTimeField(null=True, blank=True)
    last = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meter", "head"], name="one_reading_of_a_log")
        ]

    def __str__(self) -> str:
        return f"{self.meter_id}: {self.lines} lines"


class Ripening(models.Model):
    """How much of its final count a post of a network has by age, learned from our own posts.

    `curve`: [[hours, share, low, high, posts], …], as estimates.growth says it.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=40, blank=True)  # "": of all together
    curve = models.JSONField(default=list)
    posts = models.PositiveIntegerField(default=0)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "network"], name="one_ripening_each")
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.posts} posts"
