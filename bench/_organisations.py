"""Organisations whose truth is known: hours in, credited values out, in many kinds of world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from leitstand.vocabulary.mix import Question, Trial, Week

BUDGET = 20.0
BEGINS = date(2025, 1, 6)
KINDS = {
    "as assumed": "saturating, carried over, credited rightly",
    "credit biased": "credit wrong by exp(N(0, 0.5)) per network",
    "biased, two trials": "the same, with eight weeks of on and off on two networks",
    "S-shaped": "Hill slope 2: the first hours bring little",
    "dying": "the best network halves every four weeks from the middle of the history on",
    "misreported": "hours written down are off by 30 %",
    "newcomers": "a third of the networks has no history at all",
    "heavy tails": "one week in twelve brings five to fifty times as much",
    "no effect": "hours do nothing at all",
    "strong season": "everybody's weeks swing by a factor of three over the year",
}


@dataclass
class Organisation:
    """One organisation; `step` lives one week."""

    kind: str
    most: np.ndarray
    half: np.ndarray
    base: np.ndarray
    carry: np.ndarray
    size: np.ndarray
    bias: np.ndarray
    usual: np.ndarray
    history: int
    rng: np.random.Generator
    slope: float = 1.0
    season: float = 0.2
    phase: float = 0.0
    unknown: int = 0
    week: int = 0
    stock: np.ndarray = field(default_factory=lambda: np.zeros(0))
    noise: np.ndarray = field(default_factory=lambda: np.zeros(0))
    rows: list[Week] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)

    def level(self, weeks: np.ndarray | float) -> np.ndarray:
        """How good times are for everybody, and for each network: [weeks, networks]."""
        at = np.atleast_1d(np.asarray(weeks, dtype=float))
        common = np.exp(self.season * np.sin(2 * np.pi * (at + self.phase) / 52))
        each = np.ones((len(at), len(self.most)))
        if self.kind == "dying":
            each[:, int(np.argmax(self.most))] = 0.5 ** (np.maximum(at - self.history / 2, 0) / 4)
        lucky = 1 + (27.5 - 1) / 12 if self.kind == "heavy tails" else 1.0
        return common[:, None] * each * lucky

    def gain(self, hours: np.ndarray, week: float) -> np.ndarray:
        """Value a week that hours bring, settled, mean of the six weeks from `week` on: [..., networks]."""
        x = np.maximum(hours, 0) ** self.slope
        ahead = self.level(week + np.arange(6)).mean(0)
        return self.most * x / (x + self.half**self.slope) * ahead

    def step(self, hours: np.ndarray) -> np.ndarray:
        """Live one week with these hours: the credited values; remembers what is written down."""
        if not len(self.stock):
            self.stock, self.noise = hours.copy(), np.zeros(len(hours))
        self.noise = 0.5 * self.noise + self.rng.normal(0, 0.15, len(hours))
        self.stock = (1 - self.carry) * hours + self.carry * self.stock
        x = self.stock**self.slope
        level = self.level(self.week)[0] * np.exp(self.noise)
        mean = (self.base + self.most * x / (x + self.half**self.slope)) * level
        if self.kind == "heavy tails":
            luck = np.where(self.rng.random(len(mean)) < 1 / 12, self.rng.uniform(5, 50, len(mean)), 1)
            mean = mean * luck / (1 + (27.5 - 1) / 12)
        true = self.rng.negative_binomial(self.size, self.size / (self.size + mean))
        credited = np.round(true * np.exp(self.bias))
        told = hours * np.exp(self.rng.normal(0, 0.3, len(hours))) if self.kind == "misreported" else hours
        name = week_name(self.week)
        for at in range(len(hours)):
            if at >= self.unknown or hours[at] > 0:
                self.rows.append(
                    Week(
                        week=name,
                        network=f"n{at}",
                        hours=float(min(told[at], 168)),
                        value=float(credited[at]),
                    )
                )
        self.week += 1
        return true

    def question(self, today: np.ndarray, seed: int = 1) -> Question:
        """What the organisation would ask now."""
        return Question(
            budget_hours=BUDGET,
            today={f"n{at}": float(h) for at, h in enumerate(today)},
            history=list(self.rows),
            experiments=list(self.trials),
            seed=seed,
        )

    def oracle(self, week: float) -> float:
        """The most that hours can bring now (dynamic programme over quarter hours)."""
        cells = int(BUDGET * 4)
        grid = np.arange(cells + 1) / 4
        curves = self.gain(np.repeat(grid[:, None], len(self.most), 1), week)
        best = np.zeros(cells + 1)
        for curve in curves.T:
            best = np.array([np.max(best[: n + 1][::-1] + curve[: n + 1]) for n in range(cells + 1)])
        return float(best[-1])


def week_name(number: int) -> str:
    """The ISO name of the so manyth week."""
    year, week, _day = (BEGINS + timedelta(weeks=number)).isocalendar()
    return f"{year}-W{week:02}"


def founded(kind: str, networks: int, history: int, seed: int) -> Organisation:
    """An organisation of that kind, after `history` weeks of its untidy habit."""
    rng = np.random.default_rng([list(KINDS).index(kind), networks, history, seed])
    most = np.exp(rng.normal(np.log(30), 1.0, networks))
    made = Organisation(
        kind=kind,
        most=most,
        half=np.exp(rng.normal(np.log(4), 0.4, networks)),
        base=most * rng.uniform(0.02, 0.3, networks),
        carry=rng.beta(2, 6, networks),
        size=np.exp(rng.normal(np.log(4), 0.3, networks)),
        bias=np.zeros(networks),
        usual=np.zeros(networks),
        history=history,
        rng=rng,
        phase=rng.uniform(0, 52),
    )
    shapes: dict[str, Callable[[], None]] = {
        "credit biased": lambda: _set(made, bias=rng.normal(0, 0.5, networks)),
        "biased, two trials": lambda: _set(made, bias=rng.normal(0, 0.5, networks)),
        "S-shaped": lambda: _set(made, slope=2.0),
        "newcomers": lambda: _set(made, unknown=max(networks // 3, 1)),
        "no effect": lambda: _set(made, base=made.base + most * 0.4, most=most * 0.0),
        "strong season": lambda: _set(made, season=float(np.log(3) / 2)),
    }
    shapes.get(kind, lambda: None)()
    share = rng.dirichlet(np.ones(networks) * 2)
    share[: made.unknown] = 0.0
    made.usual = share / share.sum() * BUDGET
    for _week in range(history):
        varied = made.usual * np.exp(rng.normal(0, 0.35, networks))
        made.step(varied * BUDGET / varied.sum())
    if kind == "biased, two trials":
        for at in np.argsort(-made.usual)[:2]:
            _trial(made, int(at))
    return made


def _set(made: Organisation, **what: object) -> None:
    for name, value in what.items():
        setattr(made, name, value)


def _trial(made: Organisation, at: int) -> None:
    """Eight weeks of four on and four off by lot; the whole of each week is counted."""
    on = set(made.rng.permutation(8)[:4].tolist())
    more, less = made.usual[at] * 1.5 + 1, made.usual[at] * 0.25
    names: dict[bool, list[str]] = {True: [], False: []}
    totals: dict[str, float] = {}
    for week in range(8):
        hours = made.usual.copy()
        hours[at] = more if week in on else less
        name = week_name(made.week)
        totals[name] = float(made.step(hours).sum())
        names[week in on].append(name)
    made.trials.append(
        Trial(
            network=f"n{at}", on=names[True], off=names[False],
            hours_on=float(more), hours_off=float(less), total=totals,
        )
    )  # fmt: skip
