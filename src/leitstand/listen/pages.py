"""What each page of this room receives: one dataclass a page, computed here and nowhere in a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext

from leitstand.listen import daily, queries
from leitstand.listen.daily import Days
from leitstand.listen.explorer.queries import latest
from leitstand.listen.ground import Ground
from leitstand.listen.health import FAILURES, GAPS
from leitstand.listen.judging.pages import Judged, judged
from leitstand.listen.models import Mention, Source, Watch
from leitstand.listen.queries import Extent, Told
from leitstand.listen.spans import after, span
from leitstand.listen.voices.first import Repeated, repeated
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

JUST_COME_UP = timedelta(hours=24)
PERIODS = (
    ("1", _("Today"), timedelta(days=1)),
    ("3", _("3 days"), timedelta(days=3)),
    ("7", _("Week"), timedelta(days=7)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesPage:
    """The front page."""

    told: list[Told]
    period: str
    extent: Extent
    ground: Ground
    failing: int
    now: datetime
    periods: tuple[tuple[str, str, timedelta], ...] = PERIODS

    @property
    def lead(self) -> Told | None:
        """The story on top."""
        return self.told[0] if self.told else None

    @property
    def rest(self) -> list[Told]:
        """The others in their order."""
        return self.told[1:]

    @property
    def newest(self) -> list[Told]:
        """What has come up last, newest first."""
        fresh = [one for one in self.told if self.now - one.story.first_published < JUST_COME_UP]
        return sorted(fresh, key=lambda one: one.story.first_published, reverse=True)[:4]


def stories(organization: Organization, period: str, now: datetime) -> StoriesPage:
    """The front page of a period; an unknown one counts as three days."""
    spans = {name: long for name, _label, long in PERIODS}
    period = period if period in spans else "3"
    waiting = queries.waiting(organization)
    return StoriesPage(
        told=queries.stories(organization, now, spans[period]),
        period=period,
        extent=queries.extent(organization, now, spans[period]),
        ground=Ground(sources=waiting.sources, watches=queries.active_watches(organization)),
        failing=waiting.failing,
        now=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionPage:
    """One mention in its conversation."""

    mention: Mention
    conversation: list[Mention]
    judged: list[Judged]
    repeats: Repeated | None
    may: bool


def mention(organization: Organization, id: int, *, may: bool = False) -> MentionPage:
    """One mention. Raises Gone."""
    found = queries.mention(organization, id)
    return MentionPage(
        mention=found,
        conversation=queries.conversation(found),
        judged=judged(found),
        repeats=repeated(found),
        may=may,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchesPage:
    """What we look for."""

    watches: list[Watch]
    sources: int
    may: bool


def watches(organization: Organization, now: datetime, *, may: bool) -> WatchesPage:
    """All watches with what they found in two weeks."""
    return WatchesPage(
        watches=queries.watches(organization, now),
        sources=queries.waiting(organization).sources,
        may=may,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is doing, in words: a chip, and a sentence that says why and what comes next."""

    chip: str
    icon: str
    label: str
    sentence: str
    todo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One source with how it is doing, its days, and its usual gap."""

    source: Source
    health: Health
    days: Days
    usual_gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """What we listen to, what needs us first."""

    sources: list[Doing]
    watches: int
    failing: int
    may: bool
    now: datetime
    asked: int


def sources(organization: Organization, now: datetime, *, may: bool) -> SourcesPage:
    """All sources with how they are doing."""
    rows = list(queries.with_recent(queries.sources(organization), now))
    days = daily.of(organization, now)
    none = Days(rows=())
    return SourcesPage(
        sources=[
            Doing(source=row, health=health(row, now), days=days.get(row.pk, none), usual_gap=_usual_gap(row))
            for row in rows
        ],
        watches=queries.active_watches(organization),
        failing=sum(row.state == Source.FAILING for row in rows),
        may=may,
        now=now,
        asked=sum(row.state != Source.PAUSED for row in rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """One source: how it is doing, and the latest it brought."""

    source: Source
    health: Health
    days: Days
    usual_gap: str
    interval: str
    lag: str
    mentions: list[Mention]
    may: bool


def source(organization: Organization, id: int, now: datetime, *, may: bool) -> SourcePage:
    """One source. Raises Gone."""
    row = queries.source(organization, id)
    return SourcePage(
        source=row,
        health=health(row, now),
        days=daily.of(organization, now, [row])[row.pk],
        usual_gap=_usual_gap(row),
        interval="" if row.live else span(timedelta(seconds=row.interval_seconds)),
        lag=_lag(row),
        mentions=latest(organization, 10, source=row.pk),
        may=may,
    )


def _usual_gap(source: Source) -> str:
    """Between two of its posts; "" while that is not known."""
    known = source.usual_gap_seconds is not None and source.gaps >= GAPS
    return span(timedelta(seconds=source.usual_gap_seconds or 0)) if known else ""


def _lag(source: Source) -> str:
    """How far a live source is behind what is said; "" for others, and while that is not known."""
    if not source.live or source.lag_seconds is None:
        return ""
    seconds = gettext("%(n)s s") % {"n": number_format(source.lag_seconds, 1)}
    return span(source.behind) if source.behind else seconds


def health(source: Source, now: datetime) -> Health:
    """The state of a source and what it means."""
    if source.state == Source.PAUSED:
        return Health(
            chip="",
            icon="pause",
            label=gettext("paused"),
            sentence=gettext("It is not asked until you resume it."),
        )
    if source.account and source.account.state != queries.ACCOUNT_WORKING:
        return Health(
            chip="stop",
            icon="key-round",
            label=gettext("waits"),
            sentence=gettext("Its account has to be connected again; then it goes on where it stopped."),
        )
    if source.state == Source.FAILING or source.failures >= FAILURES:
        return _failing(source, now)
    if source.last_answered is None:
        return Health(
            chip="",
            icon="clock",
            label=gettext("new"),
            sentence=gettext("It is asked for the first time in a moment."),
        )
    if source.state == Source.QUIET and source.newest and source.usual_gap_seconds:
        facts = {
            "silence": after(now - source.newest),
            "gap": span(timedelta(seconds=source.usual_gap_seconds)),
            "n": source.gaps,
        }
        said = (
            gettext("Nothing new for %(silence)s; usually something comes every %(gap)s (n = %(n)s).") % facts
        )
        todo = gettext(
            "It answers, so nothing is broken here. Open it yourself: if it has moved, add its new address "
            "and remove this one; if it only rests, leave it."
        )
        return Health(chip="unknown", icon="moon", label=gettext("quiet"), sentence=said, todo=todo)
    if source.behind:
        return _behind(source, source.behind)
    return Health(chip="done", icon="check", label=gettext("works"), sentence=_works(source))


def _behind(source: Source, late: timedelta) -> Health:
    said = gettext(
        "Held open, but %(span)s behind: %(size)s have arrived and wait to be stored; the network keeps the "
        "rest until we take it. Nothing is lost."
    )
    return Health(
        chip="unknown",
        icon="hourglass",
        label=gettext("behind"),
        sentence=said % {"span": span(late), "size": filesizeformat(source.waiting_bytes)},
        todo=gettext(
            "It catches up by itself once less is said. If it stays behind, this machine is too slow for all "
            "that is listened to."
        ),
    )


def _failing(source: Source, now: datetime) -> Health:
    problem = source.problem or {}
    said = (
        gettext(problem["sentence"])
        if problem.get("sentence")
        else gettext("Reading it broke off without a reason we know. Nothing that was heard is lost.")
    )
    if problem.get("facts"):
        said %= problem["facts"]
    wait = source.next_fetch - now
    soon = gettext("It is tried again in a moment.")
    later = gettext("It is tried again in %(span)s.") % {"span": after(wait)}
    return Health(
        chip="stop",
        icon="octagon-x",
        label=gettext("fails"),
        sentence=f"{said} {later if wait > timedelta(minutes=1) else soon}",
        todo=_broken_since(source, now),
    )


def _broken_since(source: Source, now: datetime) -> str:
    """How long, how often, and what is not lost."""
    if source.last_answered is None:
        return gettext("It has never answered. Check its address; remove it and add it anew if it is wrong.")
    said = gettext(
        "It last answered %(span)s ago and failed %(n)s times since. What it says meanwhile is read once it "
        "answers, as far back as it shows."
    )
    return said % {"span": after(now - source.last_answered), "n": source.failures}


def _works(source: Source) -> str:
    if source.live:
        return gettext("Held open; new posts arrive within seconds.")
    return gettext("Asked every %(span)s.") % {"span": span(timedelta(seconds=source.interval_seconds))}
