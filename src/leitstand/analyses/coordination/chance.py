"""How probable is it that nothing but chance, popularity and habit made two accounts meet so often?"""

from __future__ import annotations

import numpy as np

from leitstand.analyses.coordination.sharing import Numbers, Shares

TERMS = 400
"""So many terms of a tail are added; by then they have become too small to matter."""


def binomial_tail(least: Numbers, trials: Numbers, chance: Shares) -> Shares:
    """P(X >= least) for X ~ Bin(trials, chance), elementwise.

    With `chance` the mean of the single chances this bounds the Poisson-binomial tail from above, as long as
    `least` lies above the mean (Hoeffding 1956, theorem 5); below it, 1 is answered.
    """
    chance = np.clip(chance, 1e-12, 1 - 1e-12)
    log_factorial = _log_factorials(int(trials.max(initial=0)))
    term = np.full(len(least), -np.inf)
    total = np.full(len(least), -np.inf)
    for step in range(TERMS):
        hits = least + step
        going = hits <= trials
        if not going.any():
            break
        k, n, p = hits[going], trials[going], chance[going]
        term[going] = log_factorial[n] - log_factorial[k] - log_factorial[n - k]
        term[going] += k * np.log(p) + (n - k) * np.log1p(-p)
        term[~going] = -np.inf
        total = np.logaddexp(total, term)
    return np.where(least > trials * chance, np.minimum(np.exp(total), 1.0), 1.0)


def poisson_tail(least: Numbers, mean: Shares) -> Shares:
    """P(X >= least) for X ~ Poisson(mean), elementwise; 1 where `least` is not above the mean."""
    mean = np.maximum(mean, 1e-300)
    log_factorial = _log_factorials(int(least.max(initial=0)) + TERMS)
    total = np.full(len(least), -np.inf)
    for step in range(TERMS):
        term = (least + step) * np.log(mean) - mean - log_factorial[least + step]
        total = np.logaddexp(total, term)
        if not len(term) or float(np.max(term - total)) < -40:
            break
    return np.where(least > mean, np.minimum(np.exp(total), 1.0), 1.0)


def adjusted(p: Shares, tests: int) -> Shares:
    """q-values of the smallest p-values of `tests` (the rest counts as 1), under any dependence.

    Benjamini and Yekutieli 2001, theorem 1.3: a false-discovery rate that needs no independence, which pairs
    of accounts never have.
    """
    if not len(p):
        return p
    order = np.argsort(p, kind="stable")
    harmonic = np.log(tests) + 0.5772156649 + 1 / (2 * tests)
    rank = np.arange(1, len(p) + 1)
    raised = p[order] * tests * harmonic / rank
    q = np.minimum.accumulate(raised[::-1])[::-1]
    back = np.empty_like(q)
    back[order] = np.minimum(q, 1.0)
    return back


def rhythms(account: Numbers, moment: Shares, accounts: int, prior: float = 24.0) -> Shares:
    """For each account the share of its day in each of 24 hours, against everybody's, drawn towards 1.

    `prior` is how many posts the common rhythm weighs. Two accounts that are awake at the same few hours meet
    more often than others: by the mean product of their rows.
    """
    hour = ((moment // 3600) % 24).astype(np.int64)
    common = np.bincount(hour, minlength=24) + 1.0
    common /= common.sum()
    counts = np.zeros((accounts, 24))
    np.add.at(counts, (account, hour), 1.0)
    counts += prior * common
    each: Shares = counts / counts.sum(axis=1, keepdims=True) / np.sqrt(np.square(common).sum())
    return each


def _log_factorials(most: int) -> Shares:
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, most + 1)))))
