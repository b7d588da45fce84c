"""Tables of working off the inbox together: who writes, what colleagues say, what is asked of networks."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils import timezone

from leitstand.vocabulary.lives import MODERATION


def seed() -> str:
    """By what an organisation draws its second looks, so that a draw can be repeated and not foreseen."""
    return secrets.token_hex(8)


class Claim(models.Model):
    """Somebody is writing an answer; `seen` is when they last did. It lapses by itself."""

    mention = models.OneToOneField("listen.Mention", on_delete=models.CASCADE, related_name="claim")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    seen = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.person_id}"


class Aside(models.Model):
    """A word to colleagues about a mention. It never leaves the house: nothing that sends reads this."""

    mention = models.ForeignKey("listen.Mention", on_delete=models.CASCADE, related_name="asides")
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.CharField(max_length=2000)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content[:80]


class SavedReply(models.Model):
    """Words that are needed again and again, with {name}, {handle} and {organisation} to be filled in."""

    organization = models.ForeignKey(
        "people.Organization", on_delete=models.CASCADE, related_name="saved_replies"
    )
    name = models.CharField(max_length=80)
    content = models.TextField(max_length=5000)
    language = models.CharField(max_length=35, default="de")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_saved_reply_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Moderation(models.Model):
    """What a network is asked to do with somebody's comment on our pages; `act` as in `Network.moderate`."""

    mention = models.ForeignKey("listen.Mention", on_delete=models.CASCADE, related_name="moderations")
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=MODERATION.start)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_step = models.DateTimeField(null=True, blank=True, db_index=True)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(MODERATION.states)), name="moderation_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.act} {self.state}"


class Batch(models.Model):
    """One press on one or many mentions, with what each was before, so that it can be undone.

    `before`: [{mention, before, after}], both {state, reason, assignee, until}.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=list)
    undone = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.act}: {len(self.before)}"


class SecondLook(models.Model):
    """A mention that was let stand and drawn for another person to look at. `verdict`: "", right or wrong."""

    mention = models.OneToOneField("listen.Mention", on_delete=models.CASCADE, related_name="second_look")
    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="+")
    first = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=20)
    drawn = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=8, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.verdict or 'drawn'}"


class TriagePlan(models.Model):
    """What an organisation assumes and draws: minutes an answer takes, and the share looked at twice."""

    organization = models.OneToOneField(
        "people.Organization", on_delete=models.CASCADE, related_name="triage_plan"
    )
    minutes = models.PositiveIntegerField(default=5)
    percent = models.PositiveIntegerField(default=5)
    seed = models.CharField(max_length=32, default=seed)

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.percent} %"


class Budget(models.Model):
    """How many minutes a week somebody has for the inbox; none: nobody has said."""

    membership = models.OneToOneField(
        "people.Membership", on_delete=models.CASCADE, related_name="inbox_budget"
    )
    minutes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.minutes} min"


class Stretch(models.Model):
    """Work in the inbox without a pause, from the first to the last thing seen of it."""

    membership = models.ForeignKey(
        "people.Membership", on_delete=models.CASCADE, related_name="inbox_stretches"
    )
    start = models.DateTimeField()
    end = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["membership", "end"])]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.start} to {self.end}"
