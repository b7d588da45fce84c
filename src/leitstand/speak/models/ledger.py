"""Tables of the publishing ledger: what goes out, where it stands, and what we took back."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import DELIVERY, TAKEDOWN


class Delivery(models.Model):
    """One row of the ledger: one revision of a text on its way to one account.

    It is an answer (`reply`) or part `part` of a variant of a thought. `content`, `language` and `note` say
    exactly what goes out and never change; `after` is the part of a thread that must be public before.
    """

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="deliveries"
    )
    reply = models.ForeignKey(
        "speak.Reply", null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    variant = models.ForeignKey(
        "speak.Variant", null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    part = models.PositiveSmallIntegerField(default=0)
    after = models.ForeignKey("self", null=True, blank=True, on_delete=models.RESTRICT, related_name="next")
    release = models.ForeignKey(
        "speak.Release", null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="deliveries")
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.TextField(default="")
    language = models.CharField(max_length=35, default="de")
    note = models.JSONField(default=dict)  # in_reply_to, name, summary, pictures: [{sha256, media_type, alt}]
    created = models.DateTimeField(default=timezone.now)
    revision = models.CharField(max_length=64)  # sha256 of exactly what goes out
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # idempotency key and seed of record keys
    state = models.CharField(max_length=10, default=DELIVERY.start)
    due = models.DateTimeField(default=timezone.now, db_index=True)
    published = models.DateTimeField(null=True, blank=True)  # fixed before the first attempt
    claimed = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)  # which process holds it; see tasks
    next_look = models.DateTimeField(null=True, blank=True, db_index=True)
    looks = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    receipt_id = models.CharField(max_length=700, blank=True)
    receipt_url = models.CharField(max_length=2000, blank=True)
    receipt_published = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}
    prepared = models.TextField(default="", blank=True)  # how far its media are; the network's own words
    overdue = models.DateTimeField(null=True, blank=True)  # when somebody was told that it is late

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply", "account", "revision"], name="one_delivery_each"),
            models.UniqueConstraint(
                fields=["variant", "part"],
                condition=~models.Q(state__in=["withdrawn", "refused"]),
                name="one_delivery_of_each_part",
            ),
            models.CheckConstraint(
                condition=models.Q(reply=None) ^ models.Q(variant=None), name="answer_or_variant"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(DELIVERY.states)), name="delivery_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due"]),
            # Is a post that was heard one of ours? Asked of every post that an account of ours is named with.
            models.Index(fields=["receipt_id"], name="delivery_by_receipt"),
            models.Index(fields=["receipt_url"], name="delivery_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.content[:40]} -> {self.account_id}: {self.state}"


class Takedown(models.Model):
    """Taking one publication back: requested, accepted by the network, seen gone by us."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="takedown")
    recall = models.ForeignKey(
        "speak.Recall", null=True, blank=True, on_delete=models.SET_NULL, related_name="takedowns"
    )
    witness = models.CharField(max_length=12, blank=True)  # who saw it gone: "public" or "interface"
    state = models.CharField(max_length=12, default=TAKEDOWN.start)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    requested = models.DateTimeField(default=timezone.now)
    accepted = models.DateTimeField(null=True, blank=True)
    gone = models.DateTimeField(null=True, blank=True)
    looked = models.DateTimeField(null=True, blank=True)
    next_step = models.DateTimeField(null=True, blank=True, db_index=True)
    looks = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(TAKEDOWN.states)), name="takedown_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.state}"


class Step(models.Model):
    """One step of a delivery or its take-down, written down and never changed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    what = models.CharField(max_length=12)  # "delivery" or "takedown"
    here = models.CharField(max_length=12, blank=True)
    there = models.CharField(max_length=12)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.here} -> {self.there}"
