"""How often does the weekly report call noise a change, and how often does it see a true one? Simulated.

    script/bench drift [--weeks N] [--dry]

Each simulated organisation has seven figures (three counts, two shares, one rate, one mean), a history
of 8 or 26 weeks and one more week that is like those before, or in which every figure is doubled or halved
(shares: moved by 15 points). The peer is what many reports do: mean and two standard deviations.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from statistics import fmean, stdev

import numpy as np
from _ledger import write

from leitstand.estimates import drift

FIGURES, SEED = 7, 20261122
MEANS, SPREADS, CASES = (2.0, 37.0, 734.0), (0.05, 0.25), (37, 700)
Call = Callable[[], tuple[bool, bool]]


def main() -> None:
    """Simulate quiet weeks and changed ones, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--weeks", type=int, default=400, help="simulated weeks for each history and change")
    asked.add_argument("--dry", action="store_true", help="write nothing")
    options = asked.parse_args()
    dice = np.random.default_rng(SEED)
    for history in (8, 26):
        for change in (1.0, 2.0, 0.5):
            calls = [week(dice, history, change) for _ in range(options.weeks)]
            ours, theirs = (np.array([[call[n] for call in one] for one in calls]) for n in (0, 1))
            said = f"{history} weeks before, {_words(change)}: "
            figure = said + f"{100 * ours.mean():.1f} % of figures called, {ours.any(1).mean():.3f} of weeks"
            peer = (
                f"mean and two standard deviations: {100 * theirs.mean():.1f} %, {theirs.any(1).mean():.3f}"
            )
            sys.stdout.write(f"{figure} | {peer}\n")
            if not options.dry:
                write("drift", figure, peer=peer)


def week(dice: np.random.Generator, history: int, change: float) -> list[tuple[bool, bool]]:
    """One week's seven figures: called by us, called by the rule of thumb."""
    sure = drift.level(FIGURES)
    found = [_count(dice, history, change, mean, sure) for mean in MEANS]
    found += [_share(dice, history, change, cases, sure) for cases in CASES]
    return [*found, _rate(dice, history, change, sure), _mean(dice, history, change, sure)]


def _count(
    dice: np.random.Generator, history: int, change: float, mean: float, sure: float
) -> tuple[bool, bool]:
    spread = dice.choice(SPREADS)
    means = mean * dice.gamma(1 / spread**2, spread**2, history + 1)
    means[-1] *= change
    seen = dice.poisson(means).tolist()
    return _called(drift.counts(seen[:-1], sure=sure), seen[-1], seen[:-1])


def _share(
    dice: np.random.Generator, history: int, change: float, cases: int, sure: float
) -> tuple[bool, bool]:
    share, rho = dice.choice([0.2, 0.6]), dice.choice([0.005, 0.02])
    true = dice.beta(share * (1 - rho) / rho, (1 - share) * (1 - rho) / rho, history + 1)
    true[-1] += {2.0: 0.15, 0.5: -0.15}.get(change, 0.0)
    of = np.maximum(dice.poisson(cases, history + 1), 1)
    hits = dice.binomial(of, np.clip(true, 0.0, 1.0))
    past = [(int(h), int(n)) for h, n in zip(hits[:-1], of[:-1], strict=True)]
    found = drift.shares(past, int(of[-1]), sure=sure)
    return _called(found, hits[-1] / of[-1], [h / n for h, n in past])


def _rate(dice: np.random.Generator, history: int, change: float, sure: float) -> tuple[bool, bool]:
    hours = dice.gamma(25, 14.5 / 25, history + 1)
    means = 2.2 * hours * dice.gamma(16, 1 / 16, history + 1)
    means[-1] *= change
    seen = dice.poisson(means).tolist()
    found = drift.counts(seen[:-1], sure=sure, exposure=hours[:-1].tolist(), now=float(hours[-1]))
    return _called(found, seen[-1] / hours[-1], [y / h for y, h in zip(seen[:-1], hours[:-1], strict=True)])


def _mean(dice: np.random.Generator, history: int, change: float, sure: float) -> tuple[bool, bool]:
    seen = dice.normal(20, 4, history + 1)
    seen[-1] *= change
    return _called(drift.means(seen[:-1].tolist(), sure=sure), float(seen[-1]), seen[:-1].tolist())


def _called(found: drift.Range | None, value: float, past: list[float]) -> tuple[bool, bool]:
    middle, wide = fmean(past), 2 * stdev(past)
    return bool(found and found.beyond(value)), abs(value - middle) > wide


def _words(change: float) -> str:
    return {1.0: "nothing changed", 2.0: "doubled (shares +15 points)"}.get(
        change, "halved (shares -15 points)"
    )


if __name__ == "__main__":
    main()
