"""Experiments: winners made of noise under daily peeking, and the time to a right answer.

    script/bench experiment [--runs 10000] [--seed 1] [--dry]

Null worlds: what a unit brings does not depend on its arm, and after every block somebody looks. Ours is the
very rule of `leitstand experiment read`; beside it a t-test at 5 %, looked at after every block, and one that
is looked at once, at the end (the fixed horizon). "First condition alone" is the always-valid interval
without the demand that the effect be as large as what matters.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from _ledger import write
from scipy import stats

from leitstand.estimates.trial import believing, betting, drawing
from leitstand.estimates.trial.reading import BELIEVED

Floats = npt.NDArray[np.float64]
Dice = np.random.Generator
BLOCKS = 30
AT_ONCE = 500


def counts(dice: Dice, shape: tuple[int, int]) -> Floats:
    """Replies a day."""
    return dice.poisson(5.0, shape).astype(float)


def rare(dice: Dice, shape: tuple[int, int]) -> Floats:
    """Applications: most days none."""
    return dice.poisson(0.4, shape).astype(float)


def heavy(dice: Dice, shape: tuple[int, int]) -> Floats:
    """Visits of a post: infinite variance."""
    return dice.pareto(1.5, shape) * 20


def together(dice: Dice, shape: tuple[int, int]) -> Floats:
    """Switchback days that hang together: what is talked about today is talked about tomorrow."""
    noise, level = dice.normal(0, 0.5, shape), np.zeros(shape)
    for day in range(1, shape[1]):
        level[:, day] = 0.8 * level[:, day - 1] + noise[:, day]
    return dice.poisson(8 * np.exp(level)).astype(float)


def season(dice: Dice, shape: tuple[int, int]) -> Floats:
    """A weekday rhythm, growth and a break in the middle."""
    day = np.arange(shape[1])
    rhythm = 6 + 4 * (day % 7 < 5) + 0.1 * day - 5 * ((day > 25) & (day < 35))
    return dice.poisson(rhythm, shape).astype(float)


WORLDS: dict[str, Callable[[Dice, tuple[int, int]], Floats]] = {
    "counts": counts,
    "rare counts": rare,
    "heavy tails": heavy,
    "switchback, autocorrelated": together,
    "season, growth, holidays": season,
}


def coins(runs: int, blocks: int, seed: int) -> Floats:
    """The program's own lots: +1 where the first unit of the block is the other way."""
    return np.array(
        [
            [2.0 * drawing.shuffled(seed * runs + run, b, 2)[0] - 1 for b in range(blocks)]
            for run in range(runs)
        ]
    )


def ours(differences: Floats, least: float, scale: float | None) -> tuple[Floats, Floats]:
    """By run: the first block after which there is a winner, and the same without the second condition."""
    said, half = [], []
    for some in np.array_split(differences, max(len(differences) // AT_ONCE, 1)):
        against = betting.logs(some, np.array([0.0]), scale)[:, 0] >= math.log(20)
        up = np.cumsum(some, axis=-1) > 0
        belief = believing.believe(some, least, scale)
        above, below = belief.above(least), 1 - belief.above(-least)
        matters = np.where(up, above, below) >= BELIEVED
        ruled_out = np.logical_or.accumulate(against, axis=-1)
        said.append(first(ruled_out & matters))
        half.append(first(against))
    return np.concatenate(said), np.concatenate(half)


def peeked(differences: Floats) -> Floats:
    """A t-test at 5 % after every block from the third: the first block with a winner."""
    n = np.arange(1.0, differences.shape[-1] + 1)
    mean = np.cumsum(differences, axis=-1) / n
    spread = np.maximum(np.cumsum(differences**2, axis=-1) - n * mean**2, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / np.sqrt(spread / (n - 1) / n)
        found = t >= stats.t.ppf(0.975, n - 1)
    found[:, :2] = False
    return first(found)


def first(found: npt.NDArray[np.bool_]) -> Floats:
    """The first block in which it is so, from 1; infinite: never."""
    return np.where(found.any(axis=-1), found.argmax(axis=-1) + 1.0, np.inf)


def nothing(runs: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """Null worlds."""
    lots = coins(runs, BLOCKS, seed)
    for name, world in WORLDS.items():
        values = world(np.random.default_rng(seed), (runs, 2 * BLOCKS))
        differences = (values[:, ::2] - values[:, 1::2]) * lots
        least = 0.1 * float(np.median(values) or values.mean())
        won, half = ours(differences, least, None)
        test = peeked(differences)
        once = np.abs(stats.ttest_1samp(differences, 0, axis=1).pvalue) < 0.05
        wrong, every = float(np.isfinite(won).mean()), float(np.isfinite(test).mean())
        yield (
            f"no effect, {name}, {runs:,} experiments of {BLOCKS} blocks, a look after each",
            f"winner of noise {wrong:.2%} (nominal 5 %); first condition alone "
            f"{np.isfinite(half).mean():.2%}",
            f"t-test peeked at {every:.1%}, looked at once {once.mean():.1%}",
            f"{wrong / every:.3f}",
        )


def small(runs: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """A true effect below what matters: nobody should be called a winner."""
    lots = coins(runs, 4 * BLOCKS, seed)
    dice = np.random.default_rng(seed)
    for share in (0.25, 0.5, 1.0):
        plain, more = dice.poisson(5, lots.shape), dice.poisson(5 + 2 * share, lots.shape)
        differences = (more - plain).astype(float)
        won, _half = ours(differences, 2.0, None)
        yield (
            f"a true effect of {share:g} of the least that matters, counts, {4 * BLOCKS} blocks",
            f"called a winner {np.isfinite(won).mean():.2%}",
            f"t-test peeked at {np.isfinite(peeked(differences)).mean():.1%}",
            "",
        )


def found(runs: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """Power and time beside a fixed horizon that was planned for exactly this effect at 80 % power."""
    dice = np.random.default_rng(seed)
    for effect in (1.5, 2.0, 3.0, 4.0, 6.0):
        needed = fixed(effect, math.sqrt(2 * 5 + effect))
        blocks = max(2 * needed, 12)
        plain = dice.poisson(5, (runs, blocks))
        differences = (dice.poisson(5 + effect, (runs, blocks)) - plain).astype(float)
        scale = float(np.abs(dice.poisson(5, 400) - dice.poisson(5, 400)).mean())
        won, _half = ours(differences, effect / 2, scale)
        right = np.isfinite(won)
        once = stats.ttest_1samp(differences[:, :needed], 0, axis=1).pvalue < 0.05
        middle = float(np.median(won))
        yield (
            f"effect {effect:g} on counts of 5, {blocks} blocks at most",
            f"found {right.mean():.0%}, by the end of the fixed horizon {(won <= needed).mean():.0%}; half "
            f"are found by block {middle:.0f}",
            f"fixed horizon {needed} blocks: found {once.mean():.0%}, never sooner",
            f"{middle / needed:.2f} of its time",
        )


def larger(runs: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """The effect is another than the fixed horizon was planned for, as it mostly is."""
    dice = np.random.default_rng(seed)
    needed = fixed(2.0, math.sqrt(2 * 5 + 2))
    for effect in (3.0, 4.0, 6.0):
        plain = dice.poisson(5, (runs, 2 * needed))
        won, _half = ours((dice.poisson(5 + effect, plain.shape) - plain).astype(float), 1.0, None)
        middle = float(np.median(won))
        yield (
            f"planned for an effect of 2, truly {effect:g}",
            f"found {np.isfinite(won).mean():.0%}, half by block {middle:.0f}, nine of ten by block "
            f"{np.quantile(won, 0.9):.0f}",
            f"fixed horizon: block {needed}",
            f"{middle / needed:.2f} of its time",
        )


def unlike(runs: int, seed: int) -> Iterator[tuple[str, str, str, str]]:
    """The limit of the claim: effects that differ from block to block and average out to nothing."""
    lots, dice = coins(runs, BLOCKS, seed), np.random.default_rng(seed)
    plain = dice.poisson(5, (runs, BLOCKS)) - dice.poisson(5, (runs, BLOCKS))
    effects = {
        "up and down alike": dice.choice([-4.0, 4.0], lots.shape),
        "mostly a little less, rarely much more": np.where(dice.random(lots.shape) < 0.1, 9.0, -1.0),
    }
    for name, effect in effects.items():
        won, half = ours(plain * lots + effect, 1.0, None)
        yield (
            f"effects differ and average out ({name}), {runs:,} experiments",
            f"winner {np.isfinite(won).mean():.2%}; first condition alone {np.isfinite(half).mean():.2%}",
            f"t-test peeked at {np.isfinite(peeked(plain * lots + effect)).mean():.1%}",
            "",
        )


def fixed(effect: float, spread: float) -> int:
    """Blocks of a t-test at 5 % with 80 % power."""
    n = 3
    while stats.nct.sf(stats.t.ppf(0.975, n - 1), n - 1, effect / spread * math.sqrt(n)) < 0.8:
        n += 1
    return n


def lots(seed: int) -> tuple[str, str, str, str]:
    """Balance and reproducibility of the lot."""
    runs, blocks = 2000, 60
    drawn = coins(runs, blocks, seed)
    again = np.array_equal(drawn, coins(runs, blocks, seed))
    share, follow = float((drawn > 0).mean()), float((drawn[:, 1:] == drawn[:, :-1]).mean())
    return (
        f"lots of {runs:,} seeds, {blocks} blocks",
        f"drawn again the same: {again}; other way first {share:.3%}, as the block before {follow:.3%}; arms "
        "differ by 0 units in every block by construction",
        f"fair 50 % ± {100 * 1.96 / math.sqrt(runs * blocks) / 2:.2f}",
        "",
    )


def main() -> None:
    """Run everything, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    began = time.perf_counter()
    parts = (
        nothing(given.runs, given.seed),
        unlike(given.runs, given.seed),
        small(2000, given.seed),
        found(2000, given.seed),
        larger(2000, given.seed),
        [lots(given.seed)],
    )
    for part in parts:
        for what, figure, peer, ratio in part:
            print(f"{what}: {figure} | {peer} | {ratio}", flush=True)
            if not given.dry:
                write("experiment", f"{what}: {figure}", peer=peer, ratio=ratio)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
