"""What rooms above this one hand in for a report: experiments that run, accounts that could fall asleep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Running:
    """An experiment that runs: its name, how far it is, the difference so far and its interval.

    `step` ("Week 4 of 6."), `unit` and `says` are in the language of the page; without a difference
    nothing is known yet.
    """

    name: str
    step: str
    unit: str = ""
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    says: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sleeping:
    """How likely it is that nothing appears on a network for four weeks; shares, from `n` posts."""

    network: str
    chance: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `record`: how good such forecasts were, a sentence."""

    running: tuple[Running, ...] = ()
    sleeping: tuple[Sleeping, ...] = ()
    record: str = ""


Teller = Callable[["Organization", datetime], Beside]
_TELLERS: list[Teller] = []


def hand_in(teller: Teller) -> None:
    """Ask this one too, from now on. Called once, at the start, by what stands above."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def told(organization: Organization, now: datetime) -> Beside:
    """What all of them say, one after the other."""
    parts = [teller(organization, now) for teller in _TELLERS]
    return Beside(
        running=tuple(one for part in parts for one in part.running),
        sleeping=tuple(one for part in parts for one in part.sleeping),
        record=" ".join(part.record for part in parts if part.record),
    )
