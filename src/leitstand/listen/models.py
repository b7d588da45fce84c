"""Tables of what we listen to and what we heard."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Source(models.Model):
    """An address we listen to. The cursor is stored together with the posts it stands behind."""

    WORKING, QUIET, FAILING, PAUSED = "working", "quiet", "failing", "paused"
    MATCHES, ALL = "matches", "all"
    NOTIFICATIONS = "notifications"  # the source of what is addressed to an account of ours

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="sources")
    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="sources"
    )
    network = models.CharField(max_length=40)
    source = models.CharField(max_length=1000)
    name = models.CharField(max_length=300)
    live = models.BooleanField(default=False)  # held open by the listener instead of polled
    keep = models.CharField(max_length=8, default=MATCHES)  # what becomes a mention
    state = models.CharField(max_length=10, default=WORKING)
    cursor = models.TextField(blank=True, default="")
    interval_seconds = models.PositiveIntegerField(default=300)
    next_fetch = models.DateTimeField(default=timezone.now, db_index=True)
    last_asked = models.DateTimeField(null=True, blank=True)
    last_answered = models.DateTimeField(null=True, blank=True)
    last_heard = models.DateTimeField(null=True, blank=True)  # when something new came
    newest = models.DateTimeField(null=True, blank=True)  # the latest moment any of its posts claims
    usual_gap_seconds = models.FloatField(null=True, blank=True)  # between two posts, of `gaps` gaps
    gaps = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)  # {"sentence": ..., "facts": {...}}
    posts_seen = models.PositiveBigIntegerField(default=0)  # read, repeats included
    mentions_kept = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "network", "source", "account"], name="one_source_each"
            ),
            models.UniqueConstraint(
                fields=["organization", "network", "source"],
                condition=models.Q(account=None),
                name="one_public_source_each",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def addressed(self) -> bool:
        """Is what comes from here said to us?"""
        return self.source == self.NOTIFICATIONS


class Watch(models.Model):
    """A query kept by somebody: tell me when this is said."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="watches")
    name = models.CharField(max_length=100)
    query = models.TextField()
    active = models.BooleanField(default=True)
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name"], name="one_watch_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Story(models.Model):
    """Posts of all networks that tell the same; the headline is the first source's."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="stories")
    key = models.CharField(max_length=200)  # the id the analysis gave
    headline = models.CharField(max_length=300)
    first_published = models.DateTimeField(db_index=True)
    last_published = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_story_of_a_key")
        ]

    def __str__(self) -> str:
        return self.headline


class Mention(models.Model):
    """A post that answered a watch or was addressed to us. Foreign HTML is sanitised before it is stored."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="mentions")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="mentions")
    story = models.ForeignKey(Story, null=True, on_delete=models.SET_NULL, related_name="mentions")
    watches = models.ManyToManyField(Watch, related_name="mentions", blank=True)
    post_id = models.CharField(max_length=700)
    network = models.CharField(max_length=40)
    author_id = models.CharField(max_length=500, blank=True)
    author_name = models.CharField(max_length=300, blank=True)
    author_handle = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)  # plain, for lists and search
    url = models.CharField(max_length=2000, blank=True)
    in_reply_to = models.CharField(max_length=700, blank=True, db_index=True)
    language = models.CharField(max_length=35, blank=True)
    copy_of = models.CharField(max_length=700, blank=True)
    addressed = models.BooleanField(default=False)  # came through our own account's notifications or pages
    post = models.JSONField()  # the whole post, ActivityStreams, sanitised
    published = models.DateTimeField()  # claimed by the author; observed time where none was claimed
    heard = models.DateTimeField(db_index=True)  # observed by us
    taken_down = models.DateTimeField(null=True, blank=True)  # the author or network deleted it: a tombstone

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "post_id"], name="one_mention_of_a_post")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "-published"])]

    def __str__(self) -> str:
        return self.post_id


class Memory(models.Model):
    """What a remembering analysis knows, kept in the same transaction as the posts it learned from.

    `version` is a new random number with each change, so that a process sees whether its own copy still
    holds. The row "watches" remembers nothing: its version changes with the watches, and holding it
    keeps two processes from taking in for the same organisation at the same time.
    """

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="memories")
    analysis = models.CharField(max_length=100)
    packed = models.BinaryField()
    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "analysis"], name="one_memory_each")
        ]

    def __str__(self) -> str:
        return self.analysis
