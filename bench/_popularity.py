"""The same news items on three networks over two days: what the first hours say of the last."""

from __future__ import annotations

import csv
import io
import lzma
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from leitstand.estimates import growth, tails
from leitstand.vocabulary.estimate import Estimate

NETWORKS = {"Facebook": "Facebook", "GooglePlus": "Google+", "LinkedIn": "LinkedIn"}
STEPS_AN_HOUR, HOURS = 3, (2, 6, 12, 24)
SEED, TESTED = 11, 1500
Line = tuple[str, str, str, str]


def lines(place: Path) -> Iterator[Line]:
    """What was found, a line each."""
    told = {title: _read(place / f"{name}.csv.xz") for name, title in NETWORKS.items()}
    for title, counts in told.items():
        for split in ("at random", "later items"):
            yield from _foretold(title, counts, split)
        yield _grown(title, counts)
        yield _heavy(title, counts)
    yield from _compared(told)


def few(place: Path) -> Iterator[Line]:
    """With thirty posts, as an organisation has them: the model of the pages beside the textbook's."""
    for name, title in NETWORKS.items():
        yield _few(title, _read(place / f"{name}.csv.xz"))


def _read(place: Path) -> np.ndarray:
    """Counts by item (in the order of the file) and step of 20 minutes; items never seen are left out."""
    with lzma.open(place) as file:
        rows = list(csv.reader(io.TextIOWrapper(file, "utf-8")))
    counts = np.array([[float(cell) for cell in row[1:]] for row in rows[1:]])
    return np.maximum(counts[counts[:, -1] >= 0], 0)


def _foretold(title: str, counts: np.ndarray, split: str) -> Iterator[Line]:
    """The final value from the first hours: 60 % learned from, the rest (at most TESTED) foretold."""
    dice = np.random.default_rng(SEED)
    order = dice.permutation(len(counts)) if split == "at random" else np.arange(len(counts))
    cut = int(0.6 * len(counts))
    known, asked = counts[order[:cut]], counts[order[cut:]]
    asked = asked[np.sort(dice.permutation(len(asked))[:TESTED])]
    for hours in HOURS:
        at = hours * STEPS_AN_HOUR - 1
        early, late = known[:, at].tolist(), known[:, -1].tolist()
        found = [growth.alike(one, early, late) for one in asked[:, at]]
        final = asked[:, -1]
        held = float(np.mean([one.low <= real <= one.high for one, real in zip(found, final, strict=True)]))
        wide = float(np.mean([one.high - one.low for one in found]))
        ours = _off([one.mean for one in found], final)
        share = sum(early) / max(sum(late), 1)
        scaled, still = _off(asked[:, at] / max(share, 1e-9), final), _off(asked[:, at], final)
        low, high = _share(held, len(final))
        figure = (
            f"80 % interval holds the final value in {held:.1%} ({low:.1%} to {high:.1%}, n = {len(final)}), "
            f"{wide:,.1f} wide on average; off by a factor of {ours:.2f}"
        )
        peer = f"divided by the mean share {scaled:.2f}; as it stands {still:.2f}"
        yield f"{title} after {hours} h, {split}", figure, peer, f"{ours / min(scaled, still):.2f}"


def _off(told: object, real: np.ndarray) -> float:
    """The mean factor by which the foretold (plus one) misses the real (plus one)."""
    return float(np.exp(np.mean(np.abs(np.log1p(np.asarray(told)) - np.log1p(real)))))


def _few(title: str, counts: np.ndarray) -> Line:
    """The gamma model that pages use, with only 30 known posts: 100 times 30, 50 asked each, after 12 h."""
    dice, inside, n, at = np.random.default_rng(SEED), 0, 0, 12 * STEPS_AN_HOUR - 1
    sums = plain = plain_sums = 0
    for _ in range(100):
        drawn = counts[dice.choice(len(counts), 80, replace=False)]
        known, asked = drawn[:30], drawn[30:]
        usual = float(known[:, -1].mean())
        seen = float(known[:, at].sum() / max(known[:, -1].sum(), 1)) or 0.3
        rests = [growth.rest(one[at], seen, usual) for one in asked]
        for one, more in zip(asked, rests, strict=True):
            inside, n = inside + _holds(growth.final(one[at], more, 30), one[-1]), n + 1
        bare = [_textbook(one[at], seen, usual) for one in asked]
        for one, more in zip(asked, bare, strict=True):
            plain += _holds(growth.final(one[at], more, 30), one[-1])
        both = growth.Rest(sum(one.mean for one in bare), sum(one.variance for one in bare))
        plain_sums += _holds(growth.final(float(asked[:, at].sum()), both, 30), asked[:, -1].sum())
        whole = growth.final(float(asked[:, at].sum()), growth.together(rests), 30)
        sums += _holds(whole, asked[:, -1].sum())
    low, high = _share(inside / n, n)
    least, most = _share(sums / 100, 100)
    figure = (
        f"80 % interval of a post holds in {inside / n:.1%} ({low:.1%} to {high:.1%}, n = {n:,}), of the sum "
        f"of 50 posts in {sums:.0f} of 100 ({least:.0%} to {most:.0%}); in whole counts"
    )
    peer = f"gamma and Poisson without pace and common error: {plain / n:.1%}, sum {plain_sums} of 100"
    return f"{title} after 12 h, 30 posts known", figure, peer, ""


def _textbook(counted: float, seen: float, usual: float) -> growth.Rest:
    """Rates are gamma of shape 0.5, counts Poisson, and every post grows alike."""
    known = 0.5 / max(usual, 1e-9) + seen
    mean = (1 - seen) * (0.5 + counted) / known
    return growth.Rest(mean, mean + (1 - seen) * mean / known)


def _holds(told: Estimate, real: float) -> bool:
    """In whole counts: half a count is none."""
    return math.floor(told.low + 0.5) <= real <= math.ceil(told.high - 0.5)


def _grown(title: str, counts: np.ndarray) -> Line:
    """The share seen at 6, 12 and 24 hours, learned from 60 items; held against all others."""
    dice, ages = np.random.default_rng(SEED), np.array([1, 2, 3, 6, 12, 24, 36, 48])
    at = ages * STEPS_AN_HOUR - 1
    truth = {hours: counts[:, hours * 3 - 1].sum() / counts[:, -1].sum() for hours in (6, 12, 24)}
    held = dict.fromkeys(truth, 0)
    for number in range(100):
        drawn = counts[dice.choice(len(counts), 60, replace=False)]
        tracks = [growth.Track([*ages.tolist(), 672.0], [*row[at].tolist(), row[-1]]) for row in drawn]
        found = growth.fit(tracks, seed=number)
        for hours, real in truth.items():
            one = found.seen(hours)
            held[hours] += one.low <= real <= one.high
    told = ", ".join(f"{hours} h {truth[hours]:.0%} (held in {held[hours]} of 100)" for hours in truth)
    return f"{title}, share of the final count by age", f"{told}; learned from 60 items", "", ""


def _heavy(title: str, counts: np.ndarray) -> Line:
    final = counts[:, -1]
    found, index = tails.read(final.tolist()), tails.hill(final.tolist())
    assert found is not None
    assert index is not None
    figure = (
        f"{found.half} of {found.n} items ({found.half / found.n:.1%}) brought half, the largest "
        f"{found.top:.1%}; nothing at all: {np.mean(final == 0):.0%}; median {np.median(final):.0f}, mean "
        f"{found.mean.mean:.1f} ({found.mean.low:.1f} to {found.mean.high:.1f}); Hill {index.mean:.2f} "
        f"({index.low:.2f} to {index.high:.2f}, n = {index.n})"
    )
    return f"{title}, who carried it", figure, "", ""


def _compared(told: dict[str, np.ndarray]) -> Iterator[Line]:
    """How often 30 posts on each point to the wrong network, by mean and by median of log(1 + count)."""
    dice, names = np.random.default_rng(SEED), list(told)
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            a, b = told[one][:, -1], told[other][:, -1]
            wrong = {"mean": 0, "mean of logs": 0}
            for _ in range(2000):
                x, y = dice.choice(a, 30), dice.choice(b, 30)
                wrong["mean"] += (x.mean() > y.mean()) != (a.mean() > b.mean())
                wrong["mean of logs"] += (np.log1p(x).mean() > np.log1p(y).mean()) != (
                    np.log1p(a).mean() > np.log1p(b).mean()
                )
            ratio, low, high = _ratio(a, b, dice)
            figure = (
                f"{ratio:.1f} times as much in the mean ({low:.1f} to {high:.1f}, 80 %, n = {len(a)} and "
                f"{len(b)}); 30 posts each point the wrong way in {wrong['mean'] / 2000:.1%} by the mean, "
                f"{wrong['mean of logs'] / 2000:.1%} by the mean of logs (2,000 draws)"
            )
            yield f"{one} against {other}", figure, "", ""


def _ratio(a: np.ndarray, b: np.ndarray, dice: np.random.Generator) -> tuple[float, float, float]:
    drawn = [
        (dice.standard_exponential(len(a)) @ a / len(a)) / (dice.standard_exponential(len(b)) @ b / len(b))
        for _ in range(400)
    ]
    low, high = np.quantile(drawn, (0.1, 0.9))
    return float(a.mean() / b.mean()), float(low), float(high)


def _share(share: float, n: int) -> tuple[float, float]:
    half = 1.2816 * math.sqrt(max(share * (1 - share), 1e-9) / n)
    return share - half, min(share + half, 1.0)
