"""Pairs of accounts that met more often than popularity, activity and daily rhythm explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitstand.analyses.coordination import chance
from leitstand.analyses.coordination.sharing import Columns, Numbers, Shares, Truths
from leitstand.analyses.coordination.together import CROWD, Meetings, following, meetings, preceding

OTHERS = 10.0
"""A thing's own crowd says as much about how fast it is handed on as this many accounts elsewhere do."""
KIND = 5.0
"""Things of one kind say how fast such things are handed on; so many things of every kind count beside."""
ODD = 1e-4
"""Pairs whose company is less probable than this are no measure of what is usual."""
SAMPLED = 2_000
"""So many accounts are looked at to count how many pairs had the chance to be found."""
PIECE = 20_000


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs (`one` < `other`) by what they shared: `common` things, `met` of them within `seconds`.

    `p` is the larger of two chances, corrected for the windows tried; `q` bounds the share of false
    findings among all pairs with a q as small. `tests` is how many pairs could have been found.
    """

    one: Numbers
    other: Numbers
    met: Numbers
    common: Numbers
    seconds: Shares
    p: Shares
    q: Shares
    tests: int

    def of(self, keep: Truths) -> Edges:
        """Some of them."""
        columns = (self.one, self.other, self.met, self.common)
        one, other, met, common = (column[keep] for column in columns)
        return Edges(one, other, met, common, self.seconds[keep], self.p[keep], self.q[keep], self.tests)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the null model knows of things and accounts."""

    columns: Columns
    mine: Numbers  # account * things + thing, sorted: who shared what
    things: int
    activity: Numbers  # things each account shared
    popularity: Numbers  # accounts that shared each thing
    rhythm: Shares
    kind: Numbers


def edges(
    columns: Columns, kind: Numbers, *, windows: Sequence[float], least: int, seed: int
) -> tuple[Edges, Meetings]:
    """Every pair that met at least `least` times in one of the windows, and all meetings.

    `columns` holds only things that at least two accounts shared; `kind` is a small number for each thing.
    """
    ground = _ground(columns, kind)
    every = meetings(columns, max(windows), least)
    tests = _tests(ground, least, seed)
    accounts = np.int64(len(columns.accounts))
    pair_of = every.one * accounts + every.other
    pairs: list[Numbers] = []
    chances: list[Shares] = []
    spans: list[Shares] = []
    for seconds in windows:
        inside = every.apart <= seconds
        pair, met = np.unique(pair_of[inside], return_counts=True)
        pair, met = pair[met >= least], met[met >= least]
        often = _Often(pair // accounts, pair % accounts, met, seconds)
        p = _chances(ground, often, every.thing[inside], _places(pair, pair_of[inside]))
        pairs.append(pair)
        chances.append(np.minimum(p * len(windows), 1.0))
        spans.append(np.full(len(pair), float(seconds)))
    pair, p, span = _surest(np.concatenate(pairs), np.concatenate(chances), np.concatenate(spans))
    one, other = pair // accounts, pair % accounts
    met = _met(pair_of, every.apart, pair, span)
    common = _common(ground, one, other, np.zeros(ground.things))[0]
    q = chance.adjusted(p, max(tests, len(p), 1))
    return Edges(one, other, met, common, span, p, q, tests), every


def _surest(pair: Numbers, p: Shares, span: Shares) -> tuple[Numbers, Shares, Shares]:
    """Each pair once, in the window with the smallest p."""
    order = np.lexsort((span, p, pair))
    first = order[np.unique(pair[order], return_index=True)[1]]
    return pair[first], p[first], span[first]


def _ground(columns: Columns, kind: Numbers) -> _Ground:
    accounts, things = len(columns.accounts), len(columns.things)
    return _Ground(
        columns,
        np.sort(columns.account * np.int64(things) + columns.thing),
        things,
        np.bincount(columns.account, minlength=accounts),
        np.bincount(columns.thing, minlength=things),
        chance.rhythms(columns.account, columns.moment, accounts),
        kind,
    )


@dataclass(frozen=True, slots=True)
class _Often:
    """Pairs that met often enough within so many seconds to be asked about."""

    one: Numbers
    other: Numbers
    met: Numbers
    seconds: float


def _chances(ground: _Ground, often: _Often, thing: Numbers, place: Numbers) -> Shares:
    """The larger of two p-values: both explanations must fail.

    Company: of those who were there at the same moments, was it always this one, however rarely it posts?
    Timing: both shared these things anyway, whatever their interests; were they as close as others who
    shared the same things? `thing` and `place` are of every meeting: what, and of which of the pairs (-1).
    """
    company = _company(ground, often)
    common, _worth = _common(ground, often.one, often.other, np.zeros(ground.things))
    odd = (company < ODD) & (often.met >= common / 2)
    aside = np.bincount(thing[(place >= 0) & odd[place]] if len(odd) else [], minlength=ground.things)
    pace = _pace(ground, often.seconds, aside.astype(np.int64))
    _count, fast = _common(ground, often.one, often.other, pace)
    awake = np.einsum("ij,ij->i", ground.rhythm[often.one], ground.rhythm[often.other])
    near = np.clip(fast / np.maximum(common, 1) * np.maximum(awake, 1.0), 0.0, 1.0)
    return np.maximum(company, chance.binomial_tail(often.met, common, near))


def _company(ground: _Ground, often: _Often) -> Shares:
    """The chance to meet so often if whoever is there at the same moments were anybody, by activity."""
    around = following(ground.columns, often.seconds) + preceding(ground.columns, often.seconds)
    around = np.where(around <= 2 * CROWD, around, 0)
    company = np.bincount(ground.columns.account, around, minlength=len(ground.activity))
    one, other, total = often.one, often.other, max(len(ground.columns), 1)
    there = np.maximum(company[one] * ground.activity[other], company[other] * ground.activity[one])
    return chance.poisson_tail(often.met, there / total)


def _pace(ground: _Ground, seconds: float, aside: Numbers) -> Shares:
    """For each thing, the chance that two who share it do so within a window.

    Its own crowd tells, drawn towards things of its kind and all kinds: where only a few share a thing they
    may be the very group that is looked for, and what they do cannot be the measure of what is usual. For
    the same reason `aside`, the meetings of odd pairs (which met far too often and nearly whenever they
    could), are left out.
    """
    size = ground.popularity.astype(np.float64)
    pairs = np.maximum(size * (size - 1) / 2 - aside, 0.0)
    following_ = np.bincount(
        ground.columns.thing, following(ground.columns, seconds), minlength=ground.things
    )
    near = np.clip(following_ - aside, 0.0, pairs)
    some = (pairs > 0).astype(np.float64)
    raw = near / np.maximum(pairs, 1)
    overall = (raw.sum() + 0.01) / (some.sum() + 1)
    kinds = int(ground.kind.max(initial=0)) + 1
    told = np.bincount(ground.kind, raw, minlength=kinds) + KIND * overall
    usual = told / (np.bincount(ground.kind, some, minlength=kinds) + KIND)
    own = np.maximum(near - 1, 0) / np.maximum(pairs - 1, 1)
    others = np.maximum(np.sqrt(2 * pairs) - 1, 0)
    pace: Shares = (others * own + OTHERS * usual[ground.kind]) / (others + OTHERS)
    return pace


def _common(ground: _Ground, one: Numbers, other: Numbers, worth: Shares) -> tuple[Numbers, Shares]:
    """How many things each pair shared at all, and the sum of what these are worth."""
    swap = ground.activity[one] > ground.activity[other]
    few, many = np.where(swap, other, one), np.where(swap, one, other)
    things = np.int64(ground.things)
    start = np.searchsorted(ground.mine, few * things)
    count = np.zeros(len(one), np.int64)
    total = np.zeros(len(one))
    for at in range(0, len(one), PIECE):
        piece = slice(at, at + PIECE)
        length = ground.activity[few[piece]]
        row = np.repeat(np.arange(len(length)), length)
        step = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
        thing = ground.mine[start[piece][row] + step] - few[piece][row] * things
        wanted = many[piece][row] * things + thing
        place = np.minimum(np.searchsorted(ground.mine, wanted), len(ground.mine) - 1)
        both = ground.mine[place] == wanted
        count[piece] = np.bincount(row[both], minlength=len(length))
        total[piece] = np.bincount(row[both], worth[thing[both]], minlength=len(length))
    return count, total


def _met(pair_of: Numbers, apart: Shares, pair: Numbers, seconds: Shares) -> Numbers:
    """How often each pair met within its own window."""
    place = _places(pair, pair_of)
    hit = place >= 0
    hit[hit] = apart[hit] <= seconds[place[hit]]
    return np.bincount(place[hit], minlength=len(pair))


def _places(pair: Numbers, pair_of: Numbers) -> Numbers:
    """For each meeting the place of its pair among the sorted pairs, -1 where it is none of them."""
    if not len(pair):
        return np.full(len(pair_of), -1, np.int64)
    place = np.minimum(np.searchsorted(pair, pair_of), len(pair) - 1)
    return np.where(pair[place] == pair_of, place, -1)


def _tests(ground: _Ground, least: int, seed: int) -> int:
    """How many pairs share at least `least` things and could have been found: counted on a sample."""
    able = np.flatnonzero(ground.activity >= least)
    if len(able) < 2:
        return 0
    looked_at = able
    if len(able) > SAMPLED:
        looked_at = np.random.default_rng(seed).choice(able, SAMPLED, replace=False)
    start = np.searchsorted(ground.columns.thing, np.arange(ground.things + 1))
    things = np.int64(ground.things)
    edge = np.searchsorted(ground.mine, np.arange(len(ground.activity) + 1) * things)
    found = 0
    for account in looked_at.tolist():
        own = ground.mine[edge[account] : edge[account + 1]] - account * things
        company = np.concatenate([ground.columns.account[start[t] : start[t + 1]] for t in own.tolist()])
        found += int(np.count_nonzero(np.bincount(company) >= least)) - 1
    return int(np.ceil(found / len(looked_at) * len(able) / 2))
