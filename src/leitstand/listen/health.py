"""How a source is doing: what an answer or a failure changes, when to ask again, when silence is news."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from leitstand.listen import daily
from leitstand.listen.models import Source
from leitstand.vocabulary.errors import LeitstandError, TryLater

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=1)
ADDRESSED_LONGEST = SHORTEST
FIRST = timedelta(minutes=5)
LONGEST_BACKOFF = timedelta(hours=6)
LONGEST_OBEYED = timedelta(days=1)
"""A server that asks for more patience than this is asked once a day."""

LIVE_AGAIN = timedelta(seconds=5)
"""A stream that ended is opened again after twice this, then after longer."""

LEASE = timedelta(minutes=10)
"""A claimed source whose reader died is asked again after this."""

FAILURES = 3
"""So many hitches in a row make a source count as failing; one hiccup is no news."""

SILENCE = 8.0
"""Silent for so many usual gaps: at an even pace that happens about once in 3,000 gaps."""

SHORTEST_SILENCE = timedelta(minutes=15)
GAPS = 5
"""Fewer gaps than this say nothing about what is usual."""

MEMORY = 0.1
"""How much the latest gap weighs."""

_KEPT = ("next_fetch", "interval_seconds", "failures", "state", "problem", "last_answered")


def microseconds(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - EPOCH) // _MICROSECOND


def heard(source: Source, published: Iterable[int], now: datetime) -> int:
    """Learn the usual gap from posts later than the newest one known; says how many those are.

    `published`: when each post was, in microseconds since 1970. Changes the row, does not save it.
    """
    latest = microseconds(now)
    moments = sorted(min(one, latest) for one in published)
    if source.newest and source.newest > now:  # the clock was wrong then or is now
        source.newest = now
    newest = microseconds(source.newest) if source.newest else None
    gaps, later = [], 0
    for moment in moments:
        if newest is None or moment > newest:
            later += 1
            gaps += [] if newest is None else [(moment - newest) / 1_000_000]
            newest = moment
    _learn(source, gaps)
    if later and newest is not None:
        source.newest = EPOCH + newest * _MICROSECOND
    if gaps or (moments and source.last_heard is None):
        source.last_heard = now
    return later


def _learn(source: Source, gaps: Iterable[float]) -> None:
    usual, known = source.usual_gap_seconds, source.gaps
    for gap in gaps:
        weight = max(MEMORY, 1 / (known + 1))
        usual = gap if usual is None else usual + (gap - usual) * weight
        known += 1
    source.usual_gap_seconds, source.gaps = usual, known


def answered(source: Source, now: datetime) -> None:
    """The source has answered, with posts or without. Changes the row, does not save it."""
    source.last_answered, source.failures, source.problem = now, 0, None
    if source.state != Source.PAUSED:
        source.state = Source.QUIET if quiet(source, now) else Source.WORKING


def quiet(source: Source, now: datetime) -> bool:
    """Has it been silent for much longer than it usually is? Not known before GAPS gaps."""
    if source.newest is None or source.usual_gap_seconds is None or source.gaps < GAPS:
        return False
    remarkable = max(timedelta(seconds=source.usual_gap_seconds * SILENCE), SHORTEST_SILENCE)
    return now - source.newest > remarkable


def interval(source: Source, now: datetime) -> timedelta:
    """How long to leave the source in peace: half its usual gap, longer while it is silent, 2 min to 1 h."""
    longest = ADDRESSED_LONGEST if source.addressed else LONGEST
    if source.newest is None or source.usual_gap_seconds is None:
        return min(FIRST, longest)
    silent = max(now - source.newest, timedelta())
    expected = max(timedelta(seconds=source.usual_gap_seconds), silent / 4)
    return min(max(expected / 2, SHORTEST), longest)


def rested(source: Source, now: datetime) -> None:
    """After a whole reading: say when it is asked next. Saves the row."""
    answered(source, now)
    pause = interval(source, now)
    source.interval_seconds = round(pause.total_seconds())
    source.next_fetch = now + pause
    _keep(source)


def opened(source: Source, now: datetime) -> None:
    """A live source is opened; until it has answered that counts as a failure. Saves the row."""
    source.last_asked, source.failures = now, source.failures + 1
    source.next_fetch = now + backoff(source)
    row = Source.objects.filter(pk=source.pk)
    row.update(last_asked=now, failures=source.failures, next_fetch=source.next_fetch)
    daily.note(source, now, asked=1)


def failed(source: Source, error: LeitstandError, now: datetime) -> None:
    """Write down what went wrong and when to try again. Saves the row; the cursor stays where it was.

    `failures` already counts this one: it is raised with the claim, so that a crash counts as well.
    """
    source.problem = told(error)
    if not isinstance(error, TryLater) or source.failures >= FAILURES:
        source.state = Source.FAILING
    source.next_fetch = now + backoff(source, error)
    _keep(source)
    daily.note(source, now, failed=1)


def _keep(source: Source) -> None:
    """Save, unless somebody paused or removed the source meanwhile."""
    row = Source.objects.filter(pk=source.pk).exclude(state=Source.PAUSED)
    row.update(**{name: getattr(source, name) for name in _KEPT})


def backoff(source: Source, error: LeitstandError | None = None) -> timedelta:
    """Twice as long with each failure, up to 6 h, spread by up to a fifth; at least as long as told."""
    doubled = (LIVE_AGAIN if source.live else SHORTEST) * (1 << min(source.failures, 12))
    draw = zlib.crc32(f"{source.pk} {source.failures}".encode()) / 2**32
    pause = min(doubled, LONGEST_BACKOFF) * (0.8 + 0.2 * draw)
    told_to = error.wait if isinstance(error, TryLater) else timedelta()
    return max(pause, min(told_to, LONGEST_OBEYED))


def told(error: LeitstandError) -> dict[str, object]:
    """An error as it is kept in a row: its sentence and its facts."""
    return {"sentence": error.sentence, "facts": {key: str(fact) for key, fact in error.facts.items()}}
