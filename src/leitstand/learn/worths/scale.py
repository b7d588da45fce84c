"""What one outcome is worth on a day: the team's values with their history. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

NOW, THEN = "now", "then"


@dataclass(frozen=True, slots=True)
class Rate:
    """One amount said once: for a kind and a goal (None: for all), from a day on."""

    kind: str
    aim: int | None
    amount: float
    since: date
    made: datetime


class Scale:
    """Amounts by kind, goal and day; a later saying takes the place of an earlier one from its day on."""

    def __init__(self, rates: Iterable[Rate], today: date, values: str = NOW) -> None:
        self._rates: dict[tuple[str, int | None], list[Rate]] = {}
        self._today, self._then = today, values == THEN
        for one in sorted(rates, key=lambda one: (one.since, one.made)):
            self._rates.setdefault((one.kind, one.aim), []).append(one)

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds that are or were worth something to somebody."""
        return frozenset(kind for (kind, _aim), rates in self._rates.items() if any(r.amount for r in rates))

    def amount(self, kind: str, aims: Iterable[int], day: date) -> float:
        """The worth of one: as one of its goals says (the most where several do), else as for all; else 0."""
        own = [found for aim in aims if (found := self._at(kind, aim, day)) is not None]
        return max(own) if own else (self._at(kind, None, day) or 0.0)

    def _at(self, kind: str, aim: int | None, day: date) -> float | None:
        asked = day if self._then else self._today
        valid = [one for one in self._rates.get((kind, aim), ()) if one.since <= asked]
        return valid[-1].amount if valid else None
