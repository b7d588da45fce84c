"""The front page: stories in the order in which somebody with ten minutes should read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log2
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from leitstand.listen.models import Mention, Story
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

HALVED = timedelta(hours=18)
"""After this long without a new post a story weighs half."""

SPREAD = 0.25
"""How much each further network adds."""

MOST_RANKED = 1000
VOICES_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story as the front page shows it; `voices` are distinct authors with words of their own."""

    story: Story
    voices: int
    repeats: int
    posts: int
    networks: tuple[str, ...]
    own_words: tuple[Mention, ...]

    @property
    def first(self) -> Mention | None:
        """Whoever said it first."""
        return self.own_words[0] if self.own_words else None

    @property
    def excerpt(self) -> str:
        """What the first one said beyond the headline."""
        said = self.first.text if self.first else ""
        beyond = said.removeprefix(self.story.headline) if self.story.headline else said
        return beyond.lstrip(" .,:;!?…–-").rstrip()

    @property
    def others(self) -> tuple[Mention, ...]:
        """Who added something, the earliest first; nobody twice."""
        seen = {self.first.author_id} if self.first else set()
        them = []
        for mention in self.own_words[1:]:
            if mention.author_id not in seen:
                seen.add(mention.author_id)
                them.append(mention)
        return tuple(them)


def weight(voices: int, networks: int, silent: timedelta) -> float:
    """Independent voices, doubled counts one more; each further network a quarter more; half after 18 h."""
    fresh: float = 0.5 ** (max(silent, timedelta()) / HALVED)
    return log2(1 + voices) * (1 + SPREAD * max(networks - 1, 0)) * fresh


def stories(organization: Organization, now: datetime, span: timedelta, most: int = 13) -> list[Told]:
    """The best `most` stories with something new in the last `span`: three queries."""
    rows = list(
        _counted(Story.objects.filter(organization=organization, last_published__gt=now - span))
        .filter(posts__gt=0)
        .order_by("-last_published")[:MOST_RANKED]
    )
    rows.sort(
        key=lambda row: (
            -weight(row.voices, row.spread, now - row.last_published),
            -row.last_published.timestamp(),
            row.pk,
        )
    )
    return _told(rows[:most])


def story(organization: Organization, id: int) -> Told:
    """One story. Raises Gone."""
    row = _counted(Story.objects.filter(organization=organization, pk=id)).first()
    if row is None:
        raise Gone(_("This story is not here any more: the time of its posts was over."))
    return _told([row])[0]


def timeline(of: Story) -> QuerySet[Mention]:
    """Every mention of a story, the first one first."""
    rows = Mention.objects.filter(story=of).select_related("source", "story").prefetch_related("watches")
    return rows.order_by("published", "pk")


@dataclass(frozen=True, slots=True)
class Extent:
    """What the front page is made from: stories of two or more posts, posts that stand alone, all posts."""

    stories: int
    alone: int
    posts: int


def extent(organization: Organization, now: datetime, span: timedelta) -> Extent:
    """How much there is behind the front page: one query."""
    rows = Story.objects.filter(organization=organization, last_published__gt=now - span)
    sizes = list(rows.annotate(posts=Count("mentions")).values_list("posts", flat=True))
    return Extent(sum(n > 1 for n in sizes), sum(n == 1 for n in sizes), sum(sizes))


def _counted(them: QuerySet[Story]) -> QuerySet[Any]:
    own = Q(mentions__copy_of="", mentions__taken_down=None)
    return them.annotate(
        voices=Count("mentions__author_id", distinct=True, filter=own),
        repeats=Count("mentions__pk", distinct=True, filter=~Q(mentions__copy_of="")),
        posts=Count("mentions__pk", distinct=True),
        spread=Count("mentions__network", distinct=True),
    )


def _told(rows: Sequence[Any]) -> list[Told]:
    spread, words = _networks(rows), _own_words(rows)
    return [
        Told(
            story=row,
            voices=row.voices,
            repeats=row.repeats,
            posts=row.posts,
            networks=tuple(spread[row.pk]),
            own_words=tuple(words[row.pk]),
        )
        for row in rows
    ]


def _networks(rows: Iterable[Story]) -> Mapping[int, list[str]]:
    pairs = Mention.objects.filter(story__in=[row.pk for row in rows]).values_list("story", "network")
    found = defaultdict(list)
    for story_id, network in pairs.distinct().order_by("story", "network"):
        found[story_id].append(network)
    return found


def _own_words(rows: Iterable[Story]) -> Mapping[int | None, list[Mention]]:
    """The first few of each story that are no repeats and still stand."""
    place = Window(RowNumber(), partition_by=F("story"), order_by=[F("published"), F("pk")])
    firsts = (
        Mention.objects.filter(story__in=[row.pk for row in rows], copy_of="", taken_down=None)
        .annotate(place=place)
        .filter(place__lte=VOICES_SHOWN)
        .select_related("source")
        .defer("post")
        .order_by("story", "place")
    )
    found: defaultdict[int | None, list[Mention]] = defaultdict(list)
    for mention in firsts:
        found[mention.story_id].append(mention)
    return found
