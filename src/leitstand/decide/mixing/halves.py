"""Hours as people plan them: in halves, adding up to the budget, within what the portfolio allows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leitstand.vocabulary.mix import Question

HALF = 0.5


def in_halves(hours: Mapping[str, float], question: Question) -> dict[str, float]:
    """The same split in half hours. The sum stays; what is no whole half goes where it is missed most.

    Floors, caps and least presence hold; a network that was given nothing is given nothing.
    """
    total = sum(hours.values())
    most = {one: question.caps.get(one, math.inf) for one in hours}
    least = {one: _least(one, given, question) for one, given in hours.items()}
    found = {
        one: min(max(math.floor(given / HALF + 1e-9) * HALF, least[one]), most[one]) if given > 0 else 0.0
        for one, given in hours.items()
    }
    while (left := total - sum(found.values())) > 1e-9:
        step = min(HALF, left)
        free = [one for one, given in hours.items() if given > 0 and found[one] + step <= most[one] + 1e-9]
        if not free:
            break
        found[max(free, key=lambda one: (hours[one] - found[one], one))] += step
    while (over := sum(found.values()) - total) > 1e-9:
        step = min(HALF, over)
        free = [one for one in found if found[one] - step >= least[one] - 1e-9]
        if not free:
            break
        found[max(free, key=lambda one: (found[one] - hours[one], one))] -= step
    return {one: round(given, 2) for one, given in found.items()}


def _least(network: str, given: float, question: Question) -> float:
    floor = question.floors.get(network, 0.0)
    return min(max(floor, question.least.get(network, 0.0)), given) if given > 0 else floor
