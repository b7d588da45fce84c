"""The front page: stories in the order in which somebody with ten minutes should read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from leitstand import registry
from leitstand.listen import outlets
from leitstand.listen.models import Mention, Story
from leitstand.listen.weights import Reckoning, Weights, weights
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

AGES = (0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 9)
"""Ages of a story in times in which its weight is halved; the weight changes little between two of them."""

OF_AN_AGE = 60
"""So many of each age are weighed, the largest: what is smaller and as old does not come before them."""

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
    reckoning: Reckoning

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


def stories(
    organization: Organization, now: datetime, span: timedelta, most: int = 13, *, public: bool = False
) -> list[Told]:
    """The best `most` stories with something new in the last `span`: at most seven queries.

    With `public` only posts count that everybody may read: none addressed to us, none not meant for all.
    """
    chosen = weights(organization)
    there = Story.objects.filter(organization=organization, last_published__gt=now - span)
    large = Story.objects.filter(pk__in=_largest(there, chosen, now))
    counted = _counted(large, chosen, public=public).filter(posts__gt=0)
    if public:
        counted = counted.filter(voices__gt=0)
    rows = [(row, _reckoned(row, chosen, now)) for row in counted]
    rows.sort(key=lambda pair: (-pair[1].total, -pair[0].last_published.timestamp(), pair[0].pk))
    return _told(rows[:most], public=public)


def _largest(them: QuerySet[Story], chosen: Weights, now: datetime) -> list[int]:
    """The largest stories of each age, by their own size: no mention is read."""
    ages = [When(last_published__gt=now - chosen.halved * age, then=n) for n, age in enumerate(AGES)]
    place = Window(
        RowNumber(),
        partition_by=Case(*ages, default=len(AGES)),
        order_by=[F("size").desc(), F("last_published").desc()],
    )
    ranked = them.annotate(place=place).filter(place__lte=OF_AN_AGE)
    return list(ranked.values_list("pk", flat=True))


def story(organization: Organization, id: int, now: datetime, *, public: bool = False) -> Told:
    """One story. Raises Gone."""
    chosen = weights(organization)
    there = Story.objects.filter(organization=organization, pk=id)
    row = _counted(there, chosen, public=public).first()
    if row is None or (public and not row.voices):
        raise Gone(_("This story is not here any more: the time of its posts was over."))
    return _told([(row, _reckoned(row, chosen, now))], public=public)[0]


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
    found = rows.aggregate(
        stories=Count("pk", filter=Q(size__gt=1)),
        alone=Count("pk", filter=Q(size=1)),
        posts=Coalesce(Sum("size"), 0),
    )
    return Extent(**found)


def for_all(path: str = "") -> Q:
    """A filter of mentions (`path` leads to them): what everybody may read on its network."""
    open_to_all = Q(**{f"{path}addressed": False}) & ~Q(**{f"{path}network__in": registry.circles()})
    return open_to_all & ~Q(**{f"{path}post__has_key": "mastodon:visibility"})


def own_words(path: str = "") -> Q:
    """A filter of mentions: they repeat nobody and still stand."""
    return Q(**{f"{path}copy_of": "", f"{path}taken_down": None})


def voices(organization: Organization) -> Count:
    """How many voices some mentions have, to annotate them with, counted as the front page counts them."""
    return Count(outlets.speaking(weights(organization).owners), distinct=True, filter=own_words())


def _counted(them: QuerySet[Story], chosen: Weights, *, public: bool) -> QuerySet[Any]:
    """Each story with what its weight is made from. Networks that only repeat add nothing.

    All counts share one join, so that a mention is there once and only what is asked for is sorted out.
    """
    shown = for_all("mentions__") if public else Q()
    own, voice = own_words("mentions__") & shown, outlets.speaking(chosen.owners, "mentions__")
    of_seeds = own & Q(mentions__source__in=chosen.seeds)
    return them.annotate(
        voices=Count(voice, distinct=True, filter=own),
        seeded=Count(voice, distinct=True, filter=of_seeds) if chosen.seeds else Value(0),
        repeats=Count("mentions__pk", filter=shown & ~Q(mentions__copy_of="")),
        posts=Count("mentions__pk", filter=shown or None),
        spread=Count("mentions__network", distinct=True, filter=own),
    )


def _reckoned(row: Any, chosen: Weights, now: datetime) -> Reckoning:
    return Reckoning(
        voices=row.voices,
        seeded=row.seeded,
        networks=row.spread,
        silent=now - row.last_published,
        weights=chosen,
    )


def _told(pairs: Sequence[tuple[Any, Reckoning]], *, public: bool) -> list[Told]:
    shown = for_all() if public else Q()
    rows = [row for row, _reckoning in pairs]
    spread, words = _networks(rows, shown), _own_words(rows, shown)
    return [
        Told(
            story=row,
            voices=row.voices,
            repeats=row.repeats,
            posts=row.posts,
            networks=tuple(spread[row.pk]),
            own_words=tuple(words[row.pk]),
            reckoning=reckoning,
        )
        for row, reckoning in pairs
    ]


def _networks(rows: Iterable[Story], shown: Q) -> Mapping[int, list[str]]:
    there = Mention.objects.filter(shown, story__in=[row.pk for row in rows])
    pairs = there.values_list("story", "network")
    found = defaultdict(list)
    for story_id, network in pairs.distinct().order_by("story", "network"):
        found[story_id].append(network)
    return found


def _own_words(rows: Iterable[Story], shown: Q) -> Mapping[int | None, list[Mention]]:
    """The first few of each story that are no repeats and still stand."""
    place = Window(RowNumber(), partition_by=F("story"), order_by=[F("published"), F("pk")])
    firsts = (
        Mention.objects.filter(own_words() & shown, story__in=[row.pk for row in rows])
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
