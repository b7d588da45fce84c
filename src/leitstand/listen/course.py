"""How one story went: who was first, who followed whom, on which network when, and in which tone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from leitstand.listen import front, outlets
from leitstand.listen.judging.queries import Share, share
from leitstand.listen.judging.questions import SHIPPED
from leitstand.listen.models import Mention
from leitstand.listen.spans import span
from leitstand.listen.voices.first import likeliest
from leitstand.listen.weights import weights

if TYPE_CHECKING:
    from leitstand.listen.front import Told
    from leitstand.listen.models import Story
    from leitstand.people.models import Organization

MOST = 1500
"""Posts of a story that are looked at, the earliest first."""
TURNS, ECHOES, REPEATERS = 60, 25, 8
LIGHT = (
    "post_id", "network", "source_id", "author_id", "author_name", "author_handle", "url", "published",
    "heard", "in_reply_to", "copy_of", "taken_down",
)  # fmt: skip
"""What is read of every post; the rest only of those that are shown."""
BINS = 48
TONE = SHIPPED[0]


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of time on one network; places and heights in percent of the lane."""

    left: float
    width: float
    own: float
    repeats: float

    @property
    def top(self) -> float:
        """Where the words of their own begin; repeats stand on them."""
        return 100 - self.own

    @property
    def top_repeats(self) -> float:
        """Where the repeats begin."""
        return 100 - self.own - self.repeats


@dataclass(frozen=True, slots=True)
class Lane:
    """One network: its posts over time, the first one's moment and how long after the very first."""

    network: str
    own: int
    repeats: int
    first: datetime
    behind: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Echo:
    """A voice that followed: its first own words, how long after the first source, and how it is tied."""

    mention: Mention
    behind: str
    tie: str
    repeated: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A post, and those who repeated it, the earliest first."""

    mention: Mention
    repeats: int
    repeaters: tuple[tuple[str, str], ...]  # (name, how long after)


@dataclass(frozen=True, slots=True)
class Tone:
    """Each tone in words, its share among the posts that were judged, and the interval of that share."""

    shares: tuple[tuple[str, str, str], ...]
    judged: int
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One story from its first post on.

    `claimed` says it was first, `heard` came to us first, `likeliest` was first, looking back.
    """

    told: Told
    now: datetime
    lanes: tuple[Lane, ...]
    begins: datetime
    ends: datetime
    echoes: tuple[Echo, ...]
    more_echoes: int
    turns: tuple[Turn, ...]
    more: bool
    tone: Tone
    claimed: Mention | None
    heard: Mention | None
    likeliest: Mention | None


def page(organization: Organization, id: int, now: datetime) -> StoryPage:
    """Everything about one story; a fixed number of queries. Raises Gone."""
    told = front.story(organization, id, now)
    owners = weights(organization).owners
    spoken = Mention.objects.filter(story=told.story).annotate(speaks=outlets.speaking(owners))
    rows = list(spoken.only(*LIGHT).order_by("published", "pk")[: MOST + 1])
    heard = rows[:MOST]
    begins, ends = heard[0].published, heard[-1].published
    followers, turns = _followers(heard), _turns(heard)
    standing = [row for row in heard if row.taken_down is None]
    claimed, came = (
        next(iter(standing), None),
        min(standing, key=lambda row: (row.heard, row.pk), default=None),
    )
    first = likeliest(heard) if len(heard) > 1 else None
    echoed = list(_echoes(heard, followers[: ECHOES + 1]))
    whole = _whole(
        told.story,
        (claimed, came, first, *(one.mention for one in turns[:TURNS]), *(one.mention for one in echoed)),
    )
    return StoryPage(
        told=told,
        now=now,
        lanes=tuple(_lanes(heard, begins, ends)),
        begins=begins,
        ends=ends,
        echoes=tuple(replace(one, mention=whole[one.mention.pk]) for one in echoed),
        more_echoes=max(len(followers) - 1 - ECHOES, 0),
        turns=tuple(replace(one, mention=whole[one.mention.pk]) for one in turns[:TURNS]),
        more=len(rows) > MOST or len(turns) > TURNS,
        tone=_tone(organization, told, begins, ends),
        claimed=whole[claimed.pk] if claimed else None,
        heard=whole[came.pk] if came else None,
        likeliest=whole[first.pk] if first else None,
    )


def _whole(story: Story, shown: Iterable[Mention | None]) -> dict[int, Mention]:
    """These posts with everything that is shown of them."""
    rows = front.timeline(story).filter(pk__in={row.pk for row in shown if row}).defer("post")
    return {row.pk: row for row in rows}


def _lanes(rows: Sequence[Mention], begins: datetime, ends: datetime) -> list[Lane]:
    """The networks in the order in which they joined."""
    length = max(ends - begins, timedelta(minutes=1))
    counts: defaultdict[str, Counter[tuple[int, bool]]] = defaultdict(Counter)
    firsts: dict[str, datetime] = {}
    for row in rows:
        place = min(int((row.published - begins) / length * BINS), BINS - 1)
        counts[row.network][place, not row.copy_of] += 1
        firsts.setdefault(row.network, row.published)
    highest = max(here[place, True] + here[place, False] for here in counts.values() for place in range(BINS))
    return [
        Lane(
            network,
            sum(n for (_place, own), n in counts[network].items() if own),
            sum(n for (_place, own), n in counts[network].items() if not own),
            first,
            span(first - begins) if first > begins else "",
            tuple(_bars(counts[network], highest)),
        )
        for network, first in firsts.items()
    ]


def _bars(here: Counter[tuple[int, bool]], highest: int) -> list[Bar]:
    return [
        Bar(
            round(100 * place / BINS, 2),
            round(80 / BINS, 2),
            round(100 * here[place, True] / highest, 1),
            round(100 * here[place, False] / highest, 1),
        )
        for place in sorted({place for place, _own in here})
    ]


def _followers(rows: Sequence[Mention]) -> list[Mention]:
    """The first source, then the first own words of each further voice, in the order in which they came."""
    seen: dict[str, Mention] = {}
    for row in rows:
        if not row.copy_of and row.taken_down is None:
            seen.setdefault(row.speaks, row)  # type: ignore[attr-defined]  # annotated by the query
    return list(seen.values())


def _echoes(rows: Sequence[Mention], followers: Sequence[Mention]) -> Iterable[Echo]:
    """Each follower of the first: how long after it, tied to it by what, and repeated by how many."""
    repeated = Counter(row.copy_of for row in rows if row.copy_of)
    names = {row.post_id: _name(row) for row in rows}
    written = dict(Mention.objects.filter(pk__in=[row.pk for row in followers]).values_list("pk", "post"))
    for row in followers[1:]:
        first = followers[0]
        if row.in_reply_to in names:
            tie = gettext("answers %(name)s") % {"name": names[row.in_reply_to]}
        elif first.url and first.url in str(written.get(row.pk)):
            tie = gettext("links to the first source")
        else:
            tie = gettext("own words, no link to the first source")
        yield Echo(row, span(row.published - first.published), tie, repeated[row.post_id])


def _turns(rows: Sequence[Mention]) -> list[Turn]:
    """Each post once; its repeats stand behind it. A repeat of something we did not hear stands alone."""
    there = {row.post_id: row for row in rows if not row.copy_of}
    leaders: dict[str, Mention] = {}
    behind: defaultdict[str, list[Mention]] = defaultdict(list)
    for row in rows:
        key = row.copy_of or row.post_id
        if key not in leaders and (not row.copy_of or key not in there):
            leaders[key] = row
        else:
            behind[key].append(row)
    return [
        Turn(
            one,
            len(behind[key]),
            tuple((_name(row), _apart(one, row)) for row in behind[key][:REPEATERS]),
        )
        for key, one in leaders.items()
    ]


def _apart(one: Mention, other: Mention) -> str:
    return span(max(other.published - one.published, timedelta()))


def _tone(organization: Organization, told: Told, begins: datetime, ends: datetime) -> Tone:
    until = ends + timedelta(microseconds=1)
    found = {
        label: share(organization, TONE.key, label, since=begins, until=until, story=told.story.pk)
        for label in TONE.labels
    }
    shares = tuple(
        (gettext(TONE.words(label)), f"{100 * (one.share or 0):.0f}\u00a0%", _between(one))
        for label, one in found.items()
    )
    return Tone(shares, next(iter(found.values())).of, told.posts)


def _between(one: Share) -> str:
    return f"{100 * one.low:.0f}–{100 * one.high:.0f}\u00a0%"


def _name(row: Mention) -> str:
    return row.author_name or row.author_handle or row.author_id or "?"
