"""What of a week's kept figures is another now: posts that were erased or came late, hours put right."""

from __future__ import annotations

from dataclasses import dataclass

from leitstand.learn.reports import figures
from leitstand.learn.reports.facts import FIGURES, Facts, Kind


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure: what it was when it was told, and what it is now; None: not known."""

    kind: Kind
    then: float | None
    now: float | None


def between(then: Facts, now: Facts) -> list[Changed]:
    """The figures that a page would show differently now."""
    found = []
    for kind in FIGURES:
        before, after = (
            figures.value(kind, week.measured[kind.name]) if kind.name in week.measured else None
            for week in (then, now)
        )
        if before != after:
            found.append(Changed(kind, before, after))
    return found
