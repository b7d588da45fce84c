"""Tables of webhooks: who is told what becomes of our posts, and what they answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from encrypted_fields.fields import EncryptedTextField


class Hook(models.Model):
    """An address outside that is told of some kinds of events, each signed with a secret we share."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=1000)
    secret = EncryptedTextField()  # bytes as base64
    kinds = models.JSONField(default=list)  # of hooks.signing.KINDS
    active = models.BooleanField(default=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    problem = models.JSONField(null=True, blank=True)  # why it was switched off by itself

    def __str__(self) -> str:
        return self.url


class Message(models.Model):
    """One event on its way to one hook; the same `key` and `body` at every attempt."""

    DUE, DONE, FAILED = "due", "done", "failed"

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    event = models.CharField(max_length=40)
    body = models.TextField()  # exactly what is signed
    state = models.CharField(max_length=6, default=DUE)
    created = models.DateTimeField(default=timezone.now)
    next_try = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    attempts = models.JSONField(default=list)  # [{at, status, problem: {sentence, facts}}]

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "next_try"])]

    def __str__(self) -> str:
        return f"{self.event} -> {self.hook_id}: {self.state}"
