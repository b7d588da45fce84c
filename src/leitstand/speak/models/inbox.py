"""Tables of what became of what was said to us: treatments, and answers."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import MENTION


class Treatment(models.Model):
    """What became of a mention in the inbox; none yet means: new.

    While it is new it may be somebody's (`assignee`), and it may be away until a moment (`until`).
    """

    mention = models.OneToOneField("listen.Mention", on_delete=models.CASCADE, related_name="treatment")
    state = models.CharField(max_length=12, default=MENTION.start)
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    assignee = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.state}"


class Reply(models.Model):
    """An answer written by a person; its text never changes once a delivery exists."""

    mention = models.ForeignKey("listen.Mention", on_delete=models.CASCADE, related_name="replies")
    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="replies")
    content = models.TextField()
    language = models.CharField(max_length=35, default="de")
    aims = models.ManyToManyField("speak.Aim", related_name="replies", blank=True)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content[:80]
