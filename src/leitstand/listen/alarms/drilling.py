"""A drill: our own sentences, injected into a copy of the real counts, go the whole way to a person.

The detector of the drill learns from the same mentions as the real one, up to an hour ago; then the injected
posts come on top. Nothing of it enters mentions, stories or the real detector; the posts are removed after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction

from leitstand.listen.alarms import looking, queries, storms
from leitstand.listen.alarms.counts import EVERY, Bins, Heard, Known, bins, start_of
from leitstand.listen.alarms.detector import EMPTY, Budgets, Held, Sight, moments, unpack
from leitstand.listen.alarms.sentences import AUTHORS, SENTENCES
from leitstand.listen.models import Alarm, AlarmDrill, Watch

STORM = timedelta(hours=1)
STRENGTHS = (4.0, 12.0, 40.0)
"""So many times what is usual at most; the next one only if the detector saw no storm in the one before."""

LEAST_A_BIN = 2
LEAST_PAST = timedelta(days=7)
"""A younger watch is taken to have heard nothing before: without a past nothing stands out."""

LASTS = timedelta(minutes=60)
"""A drill that nobody takes ends by itself."""

MOST_QUIET_BINS = 288


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a drill stands on: the watch, the bins really counted, and a detector that knows them."""

    watch: Watch
    held: Held
    real: Bins
    known: Known
    budgets: Budgets
    start: datetime
    end: datetime


def move(drill: AlarmDrill, now: datetime) -> int:
    """Begin a drill that was asked for; end one whose alarm was taken. Says whether anything moved."""
    alarm = queries.alarm_of(drill)
    if alarm is None:
        return _begin(drill, now)
    if alarm.state == "open" and now - drill.asked < LASTS:
        return 0
    return _end(drill, alarm, now)


def _begin(drill: AlarmDrill, now: datetime) -> int:
    if drill.watch is None:
        AlarmDrill.objects.filter(pk=drill.pk).update(missed=True, ended=now)
        return 1
    ground = _ground(drill.watch, now)
    for strength in STRENGTHS:
        posts = _posts(ground, strength, drill.organization.language)
        held, sight = _injected(ground, posts)
        if sight.raised:
            return _raise(drill, posts, held, sight, now)
    AlarmDrill.objects.filter(pk=drill.pk, ended=None).update(missed=True, ended=now)
    return 1


@transaction.atomic
def _raise(drill: AlarmDrill, posts: list[dict[str, Any]], held: Held, sight: Sight, now: datetime) -> int:
    drill.posts, drill.packed = posts, held.pack()
    if not AlarmDrill.objects.filter(pk=drill.pk, ended=None, packed=b"").update(
        posts=posts, packed=drill.packed
    ):
        return 0  # another process was quicker
    assert drill.watch is not None  # noqa: S101  # seen by the caller
    storms.open_alarm(drill.organization, storms.Seen(drill.watch, sight, held, drill=drill), now)
    return 1


@transaction.atomic
def _end(drill: AlarmDrill, alarm: Alarm, now: datetime) -> int:
    """The injected storm passes, by the same detector; then its posts and its detector are thrown away."""
    if not AlarmDrill.objects.filter(pk=drill.pk, ended=None).update(ended=now, posts=[], packed=b""):
        return 0
    if alarm.calmed is None:
        _calm_down(drill)
        storms.calm(alarm, now)
    return 1


def _calm_down(drill: AlarmDrill) -> None:
    """Silence until the copied detector says that it is calm."""
    if drill.watch is None:
        return
    held = unpack(bytes(drill.packed))
    budgets = looking.budgets_with(drill.organization_id, drill.watch.pk)
    last = max(points[-1][0] for points in held.recent.values())
    start = datetime.fromtimestamp(last, tz=drill.asked.tzinfo) + EVERY
    for moment in moments(start, start + MOST_QUIET_BINS * EVERY):
        if not held.step(drill.watch.pk, moment, EMPTY, budgets).blowing:
            return


def _ground(watch: Watch, now: datetime) -> _Ground:
    """The detector as it would be had it learned up to an hour ago, and what was really counted since."""
    end = start_of(now)
    start = end - STORM
    budgets = looking.budgets_with(watch.organization_id, watch.pk)
    first = queries.first_heard(watch.pk, end - queries.BACK)
    known: Known = set()
    real = bins(queries.heard([watch.pk], end - queries.BACK, end), known)
    held = Held()
    began = min(start_of(first) if first else start, start - LEAST_PAST)
    held.walk(watch.pk, (began, start), real, budgets)
    return _Ground(watch, held, real, known, budgets, start, end)


def _posts(ground: _Ground, strength: float, language: str) -> list[dict[str, Any]]:
    """The injected posts, oldest first, growing over the hour; every fourth repeats one before it."""
    points = ground.held.recent.get((ground.watch.pk, "volume"), [])
    usual = max((point[4] for point in points), default=1.0)
    texts = SENTENCES.get(language, SENTENCES["en"])
    found: list[dict[str, Any]] = []
    for number, moment in enumerate(moments(ground.start, ground.end)):
        grown = min((number + 1) / 6, 1.0)
        for nth in range(max(ceil(strength * usual * grown), LEAST_A_BIN)):
            found.append(_post(len(found), moment + EVERY * (nth + 1) / (nth + 2), texts))
    return found


def _post(number: int, at: datetime, texts: tuple[str, ...]) -> dict[str, Any]:
    author = f"{AUTHORS[number % len(AUTHORS)]} {number // len(AUTHORS) + 1}"
    text = texts[number % len(texts)]
    repeats = number % 4 == 3
    voice = {
        "author": author,
        "copy_of": f"drill-{number - 1}" if repeats else None,
        "network": ("mastodon", "bluesky")[number % 2],
        "new": True,
    }
    return {
        "at": at.isoformat(),
        "text": texts[(number - 1) % len(texts)] if repeats else text,
        "voice": voice,
    }


def _injected(ground: _Ground, posts: list[dict[str, Any]]) -> tuple[Held, Sight]:
    """The same counting and the same detector, over what was really heard and what is injected."""
    key = ground.watch.pk
    heard = [
        Heard(watch=key, at=at, published=at, author=one["voice"]["author"])
        for one in posts
        for at in [datetime.fromisoformat(one["at"])]
    ]
    both = bins(heard, set(ground.known))
    for place, real in ground.real.items():
        one = both.setdefault(place, type(real)())
        one.volume += real.volume
        one.negative += real.negative
        one.judged += real.judged
        one.authors |= real.authors
        one.new |= real.new
    held = ground.held.only(key)
    return held, held.walk(key, (ground.start, ground.end), both, ground.budgets)
