"""What we heard, and the stories it tells."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from leitstand.listen.models.sources import Source
from leitstand.listen.models.watches import Watch


class Story(models.Model):
    """Posts of all networks that tell the same; the headline is the first source's."""

    organization = models.ForeignKey("people.Organization", on_delete=models.CASCADE, related_name="stories")
    key = models.CharField(max_length=200)  # the id the analysis gave
    headline = models.CharField(max_length=300)
    first_published = models.DateTimeField(db_index=True)
    last_published = models.DateTimeField(db_index=True)
    size = models.PositiveIntegerField(default=0)  # its mentions, kept by stories.retell

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="one_story_of_a_key")
        ]
        indexes: ClassVar = [
            # With the size, so that the front page can weigh up a week without a look at its mentions.
            models.Index(fields=["organization", "-last_published", "size"], name="story_by_last"),
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
    voice = models.CharField(max_length=500, blank=True, default="")  # as whose it counts, see outlets.py
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
    judged = models.DateTimeField(null=True, blank=True)  # when all questions were asked; none: it waits

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "post_id"], name="one_mention_of_a_post")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organization", "-published"]),
            # One for each way a list is narrowed, so that the first page costs the same with many rows.
            models.Index(fields=["organization", "network", "-published"], name="mention_by_network"),
            models.Index(fields=["organization", "language", "-published"], name="mention_by_language"),
            models.Index(fields=["organization", "author_id", "-published"], name="mention_by_author"),
            models.Index(fields=["source", "-published"], name="mention_by_source"),
            models.Index(fields=["organization", "heard"], name="mention_by_heard"),
            models.Index(
                fields=["-published"], condition=models.Q(judged=None), name="mentions_to_be_judged"
            ),
        ]

    def __str__(self) -> str:
        return self.post_id
