"""NAB's series and its scoring, written from the description in its README (Lavin and Ahmad 2015)."""

from __future__ import annotations

import csv
import json
import lzma
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROFILES = {"standard": (1.0, 1.0, 0.11), "low FP": (1.0, 1.0, 0.22), "low FN": (1.0, 2.0, 0.11)}
"""Weights of a window found, of a window missed, of a false alarm."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One series: when, how much, and the windows (first and last row) that hold an anomaly."""

    moments: tuple[datetime, ...]
    values: tuple[float, ...]
    windows: tuple[tuple[int, int], ...]

    @property
    def probation(self) -> int:
        """Rows at the beginning that are not scored."""
        return min(int(0.15 * len(self.values)), 750)

    @property
    def weeks(self) -> float:
        """How long the scored part is."""
        return (self.moments[-1] - self.moments[self.probation]).total_seconds() / 604_800

    def inside(self, row: int) -> bool:
        """Whether the row lies in a window."""
        return any(first <= row <= last for first, last in self.windows)


def series(folder: Path, group: str = "") -> dict[str, Labelled]:
    """The series of a group (all without one), by their keys such as realTweets/Twitter_volume_FB.csv."""
    labels = json.loads((folder / "windows.json").read_text())
    found = {}
    for place in sorted(folder.glob(f"{group}*.csv.xz")):
        with lzma.open(place, "rt") as file:
            rows = list(csv.reader(file))[1:]
        key = place.name.removesuffix(".xz").replace("__", "/")
        moments = tuple(_moment(row[0]) for row in rows)
        windows = tuple(
            (bisect_left(moments, _moment(first)), bisect_right(moments, _moment(last)) - 1)
            for first, last in labels[key]
        )
        found[key] = Labelled(moments, tuple(float(row[1]) for row in rows), windows)
    return found


def best(told: Sequence[tuple[Labelled, Sequence[float]]], profile: str) -> tuple[float, float]:
    """The highest score any one threshold reaches, and that threshold (as NAB itself chooses it)."""
    points, missed, windows = _points(told, profile)
    raw, found = -missed, (0.0, math.inf)
    for number, (threshold, gain) in enumerate(points):
        raw += gain
        last = number + 1 == len(points) or points[number + 1][0] != threshold
        if last and threshold > 0:
            found = max(found, (_normal(raw, missed, windows), threshold))
    return found


def at(told: Sequence[tuple[Labelled, Sequence[float]]], profile: str, threshold: float) -> float:
    """The score of one threshold, 100 at most; 0 is a detector that never alarms."""
    points, missed, windows = _points(told, profile)
    return _normal(sum(gain for score, gain in points if score >= threshold) - missed, missed, windows)


def _points(
    told: Sequence[tuple[Labelled, Sequence[float]]], profile: str
) -> tuple[list[tuple[float, float]], float, int]:
    """(threshold, gain) falling; what no alarm at all costs; the number of windows."""
    _tp, fn, _fp = PROFILES[profile]
    points = [point for one, scores in told for point in _gains(one, scores, profile)]
    windows = sum(len(one.windows) for one, _scores in told)
    return sorted(points, key=lambda point: -point[0]), fn * windows, windows


def _normal(raw: float, missed: float, windows: int) -> float:
    return 100 * (raw + missed) / (windows + missed)


def _gains(one: Labelled, scores: Sequence[float], profile: str) -> list[tuple[float, float]]:
    """What is won or lost when the threshold falls to the score of a row."""
    tp, fn, fp = PROFILES[profile]
    gains, last = [], None
    for row in range(one.probation, len(scores)):
        ended = [window for window in one.windows if window[1] < row]
        last = ended[-1] if ended else None
        if not one.inside(row):
            place = 1.0 if last is None else -_sigmoid((row - last[1]) / (last[1] - last[0]))
            gains.append((scores[row], -fp * place))
    for first, end in one.windows:
        width, reached = end - first + 1, None
        rows = sorted(range(max(first, one.probation), end + 1), key=lambda row: -scores[row])
        for row in rows:
            worth = tp * _sigmoid(-(end - row + 1) / width) / _sigmoid(-1.0)
            if reached is None:
                gains.append((scores[row], worth + fn))
                reached = worth
            elif worth > reached:
                gains.append((scores[row], worth - reached))
                reached = worth
    return gains


def _sigmoid(x: float) -> float:
    return -1.0 if x > 3 else 2 / (1 + math.exp(5 * x)) - 1


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)
