"""A week's figures beside the weeks before: the range of each, and which of them lie beyond noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leitstand import registry
from leitstand.learn.reports.facts import COUNT, FIGURES, RATE, SHARE, Expected, Facts, Kind, Measured
from leitstand.vocabulary.shares import wilson

if TYPE_CHECKING:
    from types import ModuleType

SHELF, WEEKS_SURE = "leitstand.estimates", 7.0
"""One false call in so many weeks is bearable."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the week. `value`, `low`, `high`: its interval of 80 %; None: not known."""

    kind: Kind
    measured: Measured | None
    value: float | None
    low: float | None
    high: float | None
    expected: Expected | None

    @property
    def beyond(self) -> str:
        """ "more" or "less" beyond noise, else ""."""
        if self.expected is None or self.value is None:
            return ""
        more, less = self.value > self.expected.high, self.value < self.expected.low
        return "more" if more else "less" if less else ""


def value(kind: Kind, measured: Measured) -> float | None:
    """The figure itself; None where there was nothing to take a share of, or no hour."""
    if kind.behaves == COUNT:
        return measured.hits
    return measured.hits / measured.of if measured.of > 0 else None


def lines(facts: Facts) -> list[Line]:
    """Every figure in its order, also those that are not known."""
    return [_line(kind, facts) for kind in FIGURES]


def expect(measured: Mapping[str, Measured], past: Sequence[Facts]) -> dict[str, Expected]:
    """What was to be expected of a week after these, so that all figures together rarely cry wolf."""
    if not past:
        return {}
    drift = _drift()
    known = [
        kind for kind in FIGURES if kind.name in measured and value(kind, measured[kind.name]) is not None
    ]
    sure = drift.level(len(known), WEEKS_SURE)
    found: dict[str, Any] = {}
    for kind in known:
        before = [week.measured[kind.name] for week in past if kind.name in week.measured]
        found[kind.name] = _range(drift, kind, before, measured[kind.name], sure)
    return {
        name: Expected(one.low, one.high, one.middle, one.weeks, one.sure)
        for name, one in found.items()
        if one is not None
    }


def _range(drift: ModuleType, kind: Kind, before: Sequence[Measured], now: Measured, sure: float) -> Any:
    if kind.behaves == SHARE:
        return drift.shares([(one.hits, int(one.of)) for one in before], int(now.of), sure=sure)
    hits = [one.hits for one in before]
    if kind.behaves == RATE:
        return drift.counts(hits, sure=sure, exposure=[one.of for one in before], now=now.of)
    return drift.counts(hits, sure=sure)


def _line(kind: Kind, facts: Facts) -> Line:
    measured = facts.measured.get(kind.name)
    found = value(kind, measured) if measured else None
    low: float | None = None
    high: float | None = None
    if measured and found is not None and kind.behaves == SHARE:
        low, high = wilson(round(measured.hits), round(measured.of))
    if measured and found is not None and kind.behaves == RATE:
        low, high = _drift().interval(measured.hits, measured.of)
    return Line(kind, measured, found, low, high, facts.expected.get(kind.name))


def _drift() -> ModuleType:
    return registry.module(SHELF, "drift")
