"""How early storms are found, and how seldom there is none: NAB's series, storms of ours put into them.

    script/bench storm [--data DIR] [--places N] [--dry]

DIR (by default ../shared/data/nab) holds the series. The threshold for NAB's score is 0.5 (once a week), and
beside it the one which is best on series of ours (bench/_weather.py), never one chosen on those that are
scored. Alarms are those of `leitstand storm --alarms-per-week 1`, nothing is chosen afterwards. The peer,
mean + z x sd (15 minutes against the last week, what most products ship), gets the z that just keeps one
alarm a week on each series.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import _ledger, _nab, _weather  # noqa: E402  # found only from here on
from leitstand.analyses.storm import Budget, Judgement, Series  # noqa: E402

TWEETS = "realTweets"
PUBLISHED = "published: CAD OSE 86.1, ARTime 82.0, Numenta 71.7, ADVec 62.7 (thresholds chosen on the labels)"
GOALS = {5: (60, 90), 3: (90, 75), 10: (360, 100)}
MADE = 16
Told = list[tuple[_nab.Labelled, Sequence[float]]]


def main() -> None:
    """Score, inject, time, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "nab")
    asked.add_argument("--places", type=int, default=12, help="storms of each kind in each series")
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    tweets = list(_nab.series(given.data, TWEETS).values())
    if not tweets:
        raise SystemExit(f"{given.data}: no series of {TWEETS} are there.")
    for bench, figure, peer in [*scores(tweets), *injected(tweets, given.places)]:
        print(f"{bench}: {figure} | {peer}", flush=True)
        if not given.dry:
            _ledger.write(bench, figure, peer=peer)


def scores(tweets: Sequence[_nab.Labelled]) -> Iterable[tuple[str, str, str]]:
    """NAB's score of the five series, with the threshold of our own series."""
    made = [_weather.made(seed) for seed in range(MADE)]
    for name, detector in (("spike", spike), ("mean + z x sd", week_z)):
        ours = [(one, detector(one)) for one in made]
        theirs = [(one, detector(one)) for one in tweets]
        figures = []
        for profile in _nab.PROFILES:
            _score, threshold = _nab.best(ours, profile)
            own, best = _nab.best(theirs, profile)
            weekly, fixed = (_nab.at(theirs, profile, one) for one in (0.5, threshold))
            figures.append(
                f"{profile} {weekly:.1f} at 0.5, {fixed:.1f} at {threshold:.3f}, best {own:.1f} at {best:.3f}"
            )
        yield "storm", f"NAB realTweets, {name}: {'; '.join(figures)}", PUBLISHED


def spike(one: _nab.Labelled) -> list[float]:
    """Our spike scores."""
    return [said.spike for said in follow(one)[0]]


def follow(one: _nab.Labelled, keep: Iterable[int] = ()) -> tuple[list[Judgement], dict[int, Series]]:
    """What is said of each row, and the series as it was before some of them."""
    series, kept, wanted = Series(300.0, Budget.of(1.0)), {}, set(keep)
    told = []
    for row, (moment, value) in enumerate(zip(one.moments, one.values, strict=True)):
        if row in wanted:
            kept[row] = series.copy()
        told.append(series.step(moment, value))
    return told, kept


def week_z(one: _nab.Labelled, values: Sequence[float] | None = None) -> list[float]:
    """z / (z + 6), z of the last 15 minutes against mean and deviation of the week before."""
    values = one.values if values is None else values
    scores, total, square = [], 0.0, 0.0
    for row, value in enumerate(values):
        count = min(row, _weather.WEEK)
        mean = total / count if count else value
        deviation = max(square / count - mean * mean, 0.0) ** 0.5 if count else 0.0
        last = values[max(row - 2, 0) : row + 1]
        z = max(sum(last) / len(last) - mean, 0.0) / (deviation + 1e-9) if count >= 200 else 0.0
        scores.append(z / (z + 6))
        total, square = total + value, square + value * value
        if row >= _weather.WEEK:
            old = values[row - _weather.WEEK]
            total, square = total - old, square - old * old
    return scores


def injected(tweets: Sequence[_nab.Labelled], count: int) -> Iterable[tuple[str, str, str]]:
    """Alarms on the untouched series, the time of a bin, and the storms that were found."""
    starts = [_weather.places(one, count, 11) for one in tweets]
    begun = [follow(one, at) for one, at in zip(tweets, starts, strict=True)]
    yield "storm", calm(tweets, [[bool(said.alarm) for said in told] for told, _kept in begun]), ""
    yield "storm", pace(tweets), ""
    bars = [bar(one) for one in tweets]
    for ramp in (False, True):
        for hours in (2, 6):
            for times in (2, 3, 5, 10):
                kind = _weather.Kind(times, hours, ramp)
                mine, theirs = [], []
                for one, at, (_told, kept), high in zip(tweets, starts, begun, bars, strict=True):
                    for start in at:
                        storm = kind.blow(one, start, 5)
                        mine.append(found(kept[start], one, start, storm))
                        theirs.append(found_by_z(one, start, storm, high))
                how = "within an hour" if ramp else "at once"
                yield "storm", f"x{times} {hours} h {how}: {shown(mine)}", f"mean + z x sd: {shown(theirs)}"


def calm(tweets: Sequence[_nab.Labelled], alarms: Sequence[Sequence[bool]]) -> str:
    """False alarms a week and series where nothing was put in."""
    weeks = sum(one.weeks for one in tweets)
    rows = [
        (one, row)
        for one, told in zip(tweets, alarms, strict=True)
        for row, alarm in enumerate(told)
        if alarm and row >= one.probation
    ]
    most = max(sum(one is own for own, _row in rows) / one.weeks for one in tweets)
    outside = sum(not one.inside(row) for one, row in rows)
    return (
        f"untouched series, budget 1 a week: {len(rows) / weeks:.2f} alarms a week and series, "
        f"{outside / weeks:.2f} outside labelled windows, most {most:.2f}"
    )


def pace(tweets: Sequence[_nab.Labelled]) -> str:
    """Microseconds a bin takes."""
    one, took = tweets[0], []
    series = Series(300.0)
    for moment, value in zip(one.moments, one.values, strict=True):
        began = time.thread_time_ns()
        series.step(moment, value)
        took.append((time.thread_time_ns() - began) / 1000)
    took.sort()
    return f"a bin takes {took[len(took) // 2]:.0f} us (median), {took[int(0.99 * len(took))]:.0f} us (p99)"


def found(before: Series, one: _nab.Labelled, start: int, storm: Sequence[float]) -> float:
    """Minutes from the storm's beginning to the alarm; infinite without one."""
    series = before.copy()
    for number, value in enumerate(storm):
        if series.step(one.moments[start + number], value).alarm:
            return 5.0 * (number + 1)
    return float("inf")


def bar(one: _nab.Labelled) -> float:
    """The lowest bar for the z that gives at most one alarm a week (at most one in six hours) untouched."""
    scores = week_z(one)
    low, high = 0.0, 1.0
    for _round in range(20):
        middle = (low + high) / 2
        alarms, last = 0, -72
        for row in range(one.probation, len(scores)):
            if scores[row] >= middle and row - last >= 72:
                alarms, last = alarms + 1, row
        low, high = (low, middle) if alarms <= one.weeks else (middle, high)
    return high


def found_by_z(one: _nab.Labelled, start: int, storm: Sequence[float], high: float) -> float:
    """The same, for the peer."""
    first = start - _weather.WEEK - 5
    scores = week_z(one, [*one.values[first:start], *storm])[start - first :]
    return next((5.0 * (n + 1) for n, score in enumerate(scores) if score >= high), float("inf"))


def shown(minutes: Sequence[float]) -> str:
    """Shares found within an hour, an hour and a half, and at all; the median delay of those found."""
    within = [100 * sum(m <= most for m in minutes) / len(minutes) for most in (60, 90, 1e9)]
    told = [m for m in minutes if m < 1e9]
    delay = f", median {statistics.median(told):.0f} min" if told else ""
    return f"{within[0]:.0f} % in 60 min, {within[1]:.0f} % in 90 min, {within[2]:.0f} % at all{delay}"


if __name__ == "__main__":
    main()
