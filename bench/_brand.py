"""Posts of a cosmetics brand: how much of their success do hour, weekday and type explain? Hardly any."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

OUTCOMES = ("T_Interactions", "LP_Engage_With_Post", "comment", "share")
FOLDS, REPEATS, SEED = 10, 10, 7
STRENGTHS = (1.0, 10.0, 100.0, 1000.0)
Line = tuple[str, str, str, str]


def lines(place: Path) -> Iterator[Line]:
    """What was found, a line each."""
    with place.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["T_Interactions"]]
    sets = {
        "hour and weekday": ("Hour", "Weekday"),
        "type": ("Type",),
        "hour, weekday and type": ("Hour", "Weekday", "Type"),
        "everything known before (with month, paid, category)": (
            "Hour",
            "Weekday",
            "Type",
            "Month",
            "Paid",
            "Category",
        ),
    }
    for outcome in OUTCOMES:
        y = np.array([np.log1p(float(row[outcome] or 0)) for row in rows])
        for title, columns in sets.items():
            found = _explained(_dummies(rows, columns), y)
            low, high = np.quantile(found, (0.1, 0.9))
            figure = (
                f"{found[0]:+.1%} of the variance of log {outcome} on posts not learned from "
                f"({low:+.1%} to {high:+.1%}, 80 %, n = {len(y)})"
            )
            yield f"brand posts: {title} explain", figure, "", ""
    yield _hours(rows)


def _dummies(rows: list[dict[str, str]], columns: tuple[str, ...]) -> np.ndarray:
    """A column for each value of each name."""
    made = []
    for column in columns:
        for value in sorted({row[column] for row in rows}):
            made += [[float(row[column] == value) for row in rows]]
    return np.array(made).T


def _explained(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The share of variance explained by ridge, out of sample; first the estimate, then of 200 resamples."""
    told = np.mean([_foretold(x, y, seed) for seed in range(REPEATS)], axis=0)
    dice = np.random.default_rng(SEED)
    found = [_share(told, y)]
    for _ in range(200):
        drawn = dice.integers(0, len(y), len(y))
        found.append(_share(told[drawn], y[drawn]))
    return np.array(found)


def _share(told: np.ndarray, y: np.ndarray) -> float:
    return float(1 - np.sum((y - told) ** 2) / np.sum((y - y.mean()) ** 2))


def _foretold(x: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """Each post from a ridge that has not seen it; its strength chosen on the posts it has seen."""
    fold = np.random.default_rng(seed).permutation(len(y)) % FOLDS
    told = np.empty(len(y))
    for number in range(FOLDS):
        seen = fold != number
        inner = np.arange(seen.sum()) % 5
        errors = []
        for strength in STRENGTHS:
            off = [
                np.sum(
                    (
                        y[seen][inner == k]
                        - _ridge(x[seen][inner != k], y[seen][inner != k], strength)(x[seen][inner == k])
                    )
                    ** 2
                )
                for k in range(5)
            ]
            errors.append(sum(off))
        told[~seen] = _ridge(x[seen], y[seen], STRENGTHS[int(np.argmin(errors))])(x[~seen])
    return told


def _ridge(x: np.ndarray, y: np.ndarray, strength: float):
    middle, mean = x.mean(axis=0), y.mean()
    centred = x - middle
    weights = np.linalg.solve(centred.T @ centred + strength * np.eye(x.shape[1]), centred.T @ (y - mean))
    return lambda new: mean + (new - middle) @ weights


def _hours(rows: list[dict[str, str]]) -> Line:
    """Hours of the day as a random effect (by moments): what is left of the best one once shrunk."""
    y = np.array([np.log1p(float(row["T_Interactions"])) for row in rows])
    groups = [y[[row["Hour"] == hour for row in rows]] for hour in sorted({row["Hour"] for row in rows})]
    groups = [one for one in groups if len(one) >= 3]
    n = np.array([len(one) for one in groups])
    means = np.array([one.mean() for one in groups])
    within = sum(((one - one.mean()) ** 2).sum() for one in groups) / (n.sum() - len(n))
    grand = float(np.average(means, weights=n))
    between = max(float(np.average((means - grand) ** 2, weights=n) - within * len(n) / n.sum()), 0.0)
    shrunk = (means - grand) * between / (between + within / n)
    raw = np.exp(means.max() - means.min())
    figure = (
        f"best against worst of {len(n)} hours with at least 3 posts: factor {raw:.2f} raw, "
        f"{np.exp(shrunk.max() - shrunk.min()):.2f} shrunk (n = {int(n.sum())}); hours differ by "
        f"{np.sqrt(between):.2f} (standard deviation of logs), posts of one hour by {np.sqrt(within):.2f}"
    )
    return "brand posts: the best hour", figure, "", ""
