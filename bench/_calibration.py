"""Simulation-based calibration of the mix: organisations drawn from what it assumes."""

from __future__ import annotations

import numpy as np
from _organisations import week_name
from scipy.special import expit
from scipy.stats import chisquare

from leitstand.estimates import mix
from leitstand.estimates.mix import mode
from leitstand.estimates.mix import prior as assumed
from leitstand.estimates.mix.curves import curves
from leitstand.estimates.mix.response import BASE, CARRY, HALF, LEVEL, SPREAD, stocks
from leitstand.estimates.mix.table import laid_out
from leitstand.vocabulary.mix import Question, Week

NETWORKS, WEEKS, BINS = 6, 26, 10


def ranks(count: int, first: int = 50_000) -> tuple[list[int], float, float]:
    """Counts of ranks of the truth in ten bins; chi² and its p. One network an organisation: independent."""
    found = [_rank(np.random.default_rng(seed)) for seed in range(first, first + count)]
    counts = np.bincount((np.array(found) * BINS).astype(int).clip(0, BINS - 1), minlength=BINS)
    statistic, p = chisquare(counts)
    return counts.tolist(), float(statistic), float(p)


def case(question: Question, today: np.ndarray) -> dict[str, object]:
    """A question as its model sees it, with the spreads learned from it, for a peer that fits the same."""
    table = laid_out(question)
    model = mode.Model(table, assumed.prior(table), mode.drift_basis(len(table.hours)), [])
    made = mode.found(model)[0].prior
    count = len(today)
    said = {"typical": table.typical, "stays": assumed.COMMON_STAYS, "common": float(made.common**0.5)}
    said |= {"bias": assumed.CREDIT_BIAS, "carry_spread": assumed.SPREADS[CARRY]}
    said |= {"ahead": 3.5 / assumed.DRIFT_WEEKS, "drift": made.drift[:count].tolist()}
    for name, column in (("level", LEVEL), ("base", BASE), ("half", HALF), ("size", SPREAD)):
        at = assumed.LEARNED.index(column)
        centre = "scale" if column == LEVEL else name
        said |= {centre: float(made.centre[at]), f"{name}_wide": float(made.weight[at] ** -0.5)}
        said[f"{name}_spread"] = float(made.spread[column] ** 0.5)
    rows = {"hours": table.hours[:, :count].tolist(), "value": table.value[:, :count].tolist()}
    return rows | {"basis": model.drift.tolist(), "today": today.tolist(), "said": said}


def _rank(rng: np.random.Generator) -> float:
    usual = rng.dirichlet(np.ones(NETWORKS) * 2) * 20 + 0.2
    hours = usual * np.exp(rng.normal(0, 0.35, (WEEKS, NETWORKS)))
    hyper = {LEVEL: rng.normal(np.log(20), 1.0), BASE: rng.normal(*assumed.HYPER[BASE])}
    typical = float(np.exp(np.log(hours.mean(0)).mean()))
    hyper[HALF] = rng.normal(np.log(typical), assumed.HYPER[HALF][1])
    hyper[SPREAD] = rng.normal(*assumed.HYPER[SPREAD])
    level, base, half, spread = (
        rng.normal(hyper[c], assumed.SPREADS[c], NETWORKS) for c in (LEVEL, BASE, HALF, SPREAD)
    )
    carry = expit(rng.normal(-1.2, assumed.SPREADS[3], NETWORKS))
    bias = rng.normal(0, assumed.CREDIT_BIAS, NETWORKS)
    acts = (rng.random(NETWORKS) >= assumed.NOTHING_HERE) & (rng.random() >= assumed.NOTHING_ANYWHERE)
    common = np.linalg.cholesky(np.linalg.inv(mode.common_precision(WEEKS + 6))) @ rng.normal(size=WEEKS + 6)
    common *= assumed.COMMON
    basis = mode.drift_basis(WEEKS)
    drift = basis @ rng.normal(0, assumed.DRIFT, (basis.shape[1], NETWORKS))
    stock = stocks(hours, carry, slopes=False)[0]
    power = 1 + int(rng.random() < assumed.STEEP_FIRST)
    stock, typical = stock**power, typical**power
    half, base = np.exp(power * half), np.where(acts, expit(base), 1.0)
    ratio = stock * (typical + half) / typical / (stock + half)
    size = np.exp(spread)
    mean = np.exp(level + bias + drift + common[:WEEKS, None]) * (base + (1 - base) * ratio)
    value = rng.negative_binomial(size, size / (size + np.maximum(mean, 1e-9)))
    told = hours * np.exp(rng.normal(0, 0.1, hours.shape))
    rows = [
        Week(week=week_name(w), network=f"n{k}", hours=float(told[w, k]), value=float(value[w, k]))
        for w in range(WEEKS)
        for k in range(NETWORKS)
    ]
    fit = mix.fit(
        Question(budget_hours=20, today={f"n{k}": float(usual[k]) for k in range(NETWORKS)}, history=rows)
    )
    draws = curves(fit, ["n0"])
    one = draws.value(0, float(usual[0]) + 1) - draws.value(0, float(usual[0]))
    most = np.exp(level[0] + rng.normal(0, assumed.DRIFT * np.sqrt(3.5 / 8))) * (1 - base[0])
    most *= (typical + half[0]) / typical * np.exp(common[WEEKS:]).mean()
    now, more = usual[0] ** power, (usual[0] + 1) ** power
    true = most * (more / (more + half[0]) - now / (now + half[0]))
    ties = (one == true).sum()
    return float(((one < true).sum() + rng.random() * ties) / len(one))
