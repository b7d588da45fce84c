"""Keeps the stories told: one row a key, the headline in the words of whoever was first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from leitstand.listen.models import Mention, Story

LONGEST_HEADLINE = 140
_SENTENCE = re.compile(r".{30,139}?[.!?…](?= )")


def found(organization_id: int, told: Iterable[tuple[str | None, Mention]]) -> dict[str, Story]:
    """The stories of these keys; those that are not there yet are made."""
    firsts: dict[str, Mention] = {}
    for key, mention in told:
        if key:
            firsts.setdefault(key, mention)
    known = {s.key: s for s in Story.objects.filter(organization=organization_id, key__in=firsts)}
    made = [
        Story(
            organization_id=organization_id,
            key=key,
            headline=headline(mention.name, mention.text),
            first_published=mention.published,
            last_published=mention.published,
        )
        for key, mention in firsts.items()
        if key not in known
    ]
    return known | {story.key: story for story in Story.objects.bulk_create(made)}


def move(organization_id: int, moves: Iterable[tuple[str, str]]) -> set[int]:
    """Move mentions (by post) to the story (by key) they belong to after all; says which stories changed."""
    wanted = dict(moves)
    if not wanted:
        return set()
    there = Story.objects.filter(organization=organization_id, key__in=set(wanted.values()))
    stories = {story.key: story for story in there}
    rows = list(Mention.objects.filter(organization=organization_id, post_id__in=wanted).defer("post"))
    touched = {row.story_id for row in rows}
    for row in rows:
        row.story = stories.get(wanted[row.post_id], row.story)
    Mention.objects.bulk_update(rows, ["story"])
    return {pk for pk in touched | {row.story_id for row in rows} if pk}


def retell(story_ids: Iterable[int]) -> None:
    """Take beginning, end, size and headline from the mentions: the headline from the first that stands.

    A story that has no mention left goes. At most three queries, however many stories.
    """
    first = Mention.objects.filter(story=OuterRef("pk"), taken_down=None).order_by("published", "pk")
    rows = list(
        Story.objects.filter(pk__in=set(story_ids)).annotate(
            first_name=Subquery(first.values("name")[:1]),
            first_text=Subquery(first.values("text")[:1]),
            begins=Min("mentions__published"),
            ends=Max("mentions__published"),
            posts=Count("mentions"),
        )
    )
    empty = [story.pk for story in rows if story.begins is None]
    rows = [story for story in rows if story.begins is not None]
    for story in rows:
        story.headline = headline(story.first_name or "", story.first_text or "")
        story.first_published = story.begins
        story.last_published = story.ends
        story.size = story.posts
    if empty:
        Story.objects.filter(pk__in=empty).delete()
    Story.objects.bulk_update(rows, ["headline", "first_published", "last_published", "size"])


def resize(story_ids: Iterable[int]) -> None:
    """Count the mentions of stories of which some are gone; nothing else about them changes."""
    there = Mention.objects.filter(story=OuterRef("pk")).order_by().values("story")
    counted = Subquery(there.annotate(n=Count("pk")).values("n"))
    Story.objects.filter(pk__in=set(story_ids)).update(size=Coalesce(counted, 0))


def headline(name: str, text: str) -> str:
    """The title, else the first sentence of the text; cut between words where it is too long."""
    said = " ".join((name or text).split())
    if not name and (sentence := _SENTENCE.match(said)):
        return sentence[0].removesuffix(".")
    if len(said) <= LONGEST_HEADLINE:
        return said
    return said[:LONGEST_HEADLINE].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
