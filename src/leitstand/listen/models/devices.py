"""The devices on which people let the browser show them alarms, and the key by which we are known there."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from encrypted_fields.fields import EncryptedTextField


class PushKey(models.Model):
    """The key pair that signs our web push (VAPID, RFC 8292), made at first use; there is one row."""

    private = EncryptedTextField()
    made = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"made {self.made}"


class PushDevice(models.Model):
    """One browser of one person. Who knows `endpoint` may send to it, so it is kept encrypted.

    `digest` is the SHA-256 of the endpoint in hex: a browser that signs in as somebody else moves to them.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="push_devices")
    name = models.CharField(max_length=80)
    endpoint = EncryptedTextField()
    digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = EncryptedTextField()
    added = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True, blank=True)  # the last notice its push service took
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}, of the last notice

    def __str__(self) -> str:
        return f"{self.name} of {self.person_id}"
