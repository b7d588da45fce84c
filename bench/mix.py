"""The worth of an hour: regret beside rules of thumb, honest intervals, calibration, speed, a peer by MCMC.

    script/bench mix [--worlds N] [--kinds TEXT] [--sbc N] [--peers PYTHON] [--only PART] [--jobs N] [--dry]

N organisations for each of ten kinds of world, 12 and 26 weeks of history, 3, 6 and 9 networks; each then
lives a year in which it plans anew every six weeks. PYTHON is an interpreter that has numpyro; without it the
peer is left out. PART is regret, sbc, time or peer. Regret: what hours bring less than the best would, as
a share of the latter; in worlds without effect there is none, so those are counted by what is said.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import resource
import shlex
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from _calibration import case, ranks
from _ledger import write
from _organisations import BUDGET, KINDS, Organisation, founded, week_name

from leitstand.estimates import mix
from leitstand.estimates.mix.curves import curves
from leitstand.vocabulary.mix import Decision, Question, Week

RULES = ("keep the habit", "equal split", "last click", "value per hour", "top three")
SIZES, HISTORIES = (3, 6, 9), (12, 26)
YEAR, EVERY = 52, 6
LEVELS = (50, 80, 95)
Line = tuple[str, str, str, str]


def main() -> None:
    """Run what is asked for, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=4)
    asked.add_argument("--kinds", default="", help="only kinds whose name holds this")
    asked.add_argument("--sbc", type=int, default=300)
    asked.add_argument("--peers", help="interpreter that has numpyro")
    asked.add_argument("--only", choices=("regret", "sbc", "time", "peer"))
    asked.add_argument("--jobs", type=int, default=2, help="processes")
    asked.add_argument("--first", type=int, default=1000, help="seed of the first organisation")
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    for what, figure, peer, ratio in _lines(given):
        print(f"{what}: {figure} | {peer} | {ratio}", flush=True)
        if not given.dry:
            command = shlex.join(["script/bench", "mix", *sys.argv[1:]])
            write("mix", f"{what}: {figure}", peer=peer, ratio=ratio, command=command)


def _lines(given: argparse.Namespace) -> Iterator[Line]:
    wanted = [given.only] if given.only else ["regret", "sbc", "time", "peer"]
    if "regret" in wanted:
        yield from _worlds(given.worlds, given.kinds, given.first, given.jobs)
    if "sbc" in wanted:
        yield _sbc(given.sbc)
    if "time" in wanted:
        yield from _times()
    if "peer" in wanted and given.peers:
        yield _peer(given.peers)


class Tally:
    """What is counted over organisations of one kind."""

    def __init__(self) -> None:
        self.regret: dict[str, list[float]] = defaultdict(list)
        self.covered: dict[int, list[bool]] = defaultdict(list)
        self.said: list[Decision] = []
        self.seconds: list[tuple[float, float]] = []
        self.by_history: dict[tuple[int, str], list[float]] = defaultdict(list)
        self.by_size: dict[tuple[int, str], list[float]] = defaultdict(list)

    def add(self, other: Tally) -> None:
        for name in ("regret", "covered", "by_history", "by_size"):
            for key, values in getattr(other, name).items():
                getattr(self, name)[key].extend(values)
        self.said += other.said
        self.seconds += other.seconds

    def told(self, level: int) -> str:
        return f"{100 * float(np.mean(self.covered[level])):.0f}"


def _worlds(count: int, only: str, first: int, jobs: int) -> Iterator[Line]:
    """Every kind of world, then all together."""
    every = Tally()
    for kind in (k for k in KINDS if only in k):
        tally = Tally()
        cells = itertools.product([kind], SIZES, HISTORIES, range(first, first + count))
        with multiprocessing.Pool(jobs) as pool:
            for one in pool.starmap(_lived, cells, chunksize=1):
                tally.add(one)
        n = count * len(SIZES) * len(HISTORIES)
        yield _told(f"{kind} ({KINDS[kind]}), {n} organisations", tally)
        if kind != "no effect":
            every.add(tally)
    if not only:
        n = count * len(SIZES) * len(HISTORIES) * (len(KINDS) - 1)
        yield _told(f"all nine kinds with an effect, {n} organisations", every)
        for name, table in (("weeks of history", every.by_history), ("networks", every.by_size)):
            parts = []
            for size in sorted({key for key, _way in table}):
                best = min(float(np.mean(table[size, rule])) for rule in RULES)
                parts.append(f"{size}: {float(np.mean(table[size, 'model'])):.1%} (best rule {best:.1%})")
            yield f"regret by {name}", ", ".join(parts), "", ""


def _told(what: str, tally: Tally) -> Line:
    covers = "/".join(tally.told(level) for level in LEVELS)
    fits, answers = np.median(np.array(tally.seconds), axis=0)
    sure = sum(one in (Decision.START, Decision.MORE) for one in tally.said) / max(len(tally.said), 1)
    tail = f"50/80/95 % intervals of the next hour hold {covers} %; start or more said of {sure:.0%} of lines"
    time_told = f"fit {1000 * fits:.0f} ms, answer {1000 * answers:.0f} ms of processor time (median)"
    if "model" not in tally.regret:
        return what, f"{tail}; {time_told}", "", ""
    mean = {way: float(np.mean(values)) for way, values in tally.regret.items()}
    worst = float(np.percentile(tally.regret["model"], 90))
    best = min(mean[rule] for rule in RULES)
    peer = ", ".join(f"{rule} {mean[rule]:.1%}" for rule in RULES)
    figure = f"regret {mean['model']:.1%} (worst tenth from {worst:.1%}); {tail}; {time_told}"
    return what, figure, peer, f"{mean['model'] / best:.2f} of the best rule"


def _lived(kind: str, networks: int, history: int, seed: int) -> Tally:
    """One organisation: a first question, then a year by every way of deciding."""
    tally = Tally()
    ways = ("model", *RULES) if kind != "no effect" else ("model",)
    for way in ways:
        one = founded(kind, networks, history, seed)
        hours, lost, best = one.usual.copy(), 0.0, 0.0
        for week in range(YEAR):
            if week % EVERY == 0:
                hours = _decided(way, one, hours, tally if week == 0 else None)
                most = one.oracle(one.week)
            lost += most - float(one.gain(hours, one.week - week % EVERY).sum())
            best += most
            one.step(hours)
            if kind == "no effect":
                break
        if kind != "no effect":
            share = lost / best
            tally.regret[way].append(share)
            tally.by_history[history, way].append(share)
            tally.by_size[networks, way].append(share)
    return tally


def _decided(way: str, one: Organisation, hours: np.ndarray, tally: Tally | None) -> np.ndarray:
    """The hours of the next six weeks."""
    networks = len(hours)
    if way == "model":
        return _asked(one, hours, tally)
    if way == "keep the habit":
        return hours
    if way == "equal split":
        return np.full(networks, BUDGET / networks)
    names = {week_name(week) for week in range(one.week - 13, one.week)}
    value, worked = np.ones(networks), np.ones(networks)
    for row in one.rows:
        if row.week in names:
            value[int(row.network[1:])] += row.value
            worked[int(row.network[1:])] += row.hours
    if way == "last click":
        return BUDGET * value / value.sum()
    rate = value / worked
    if way == "value per hour":
        return BUDGET * rate / rate.sum()
    out = np.zeros(networks)
    out[np.argsort(-rate)[:3]] = BUDGET / min(3, networks)
    return out


def _asked(one: Organisation, hours: np.ndarray, tally: Tally | None) -> np.ndarray:
    """The plan of the mix; counts intervals the first time."""
    question = one.question(hours)
    began = time.process_time()
    fit = mix.fit(question)
    fitted = time.process_time()
    told = mix.answer(question, fit)
    done = time.process_time()
    plan = np.array([line.hours for line in told.plan])
    if tally is not None:
        tally.seconds.append((fitted - began, done - fitted))
        tally.said += [line.decision for line in told.plan]
        true = one.gain(plan + 1, one.week) - one.gain(plan, one.week)
        of = curves(fit, [line.network for line in told.plan])
        for at in range(len(plan)):
            draws = of.value(at, float(plan[at]) + 1) - of.value(at, float(plan[at]))
            for level in LEVELS:
                low, high = np.percentile(draws, (50 - level / 2, 50 + level / 2))
                tally.covered[level].append(bool(low <= true[at] <= high))
    return plan


def _sbc(count: int) -> Line:
    """Ranks of the truth among draws, in organisations drawn from what is assumed (Talts et al. 2018)."""
    counts, statistic, p = ranks(count)
    told = " ".join(str(n) for n in counts)
    return (
        f"simulation-based calibration, {count} organisations, 6 networks, 26 weeks",
        f"ranks of the next hour's value in ten bins: {told}; chi² {statistic:.1f} on 9 degrees, p = {p:.2f}",
        "",
        "",
    )


def _times() -> Iterator[Line]:
    """Fit and answer at two years, and at twenty; processor time."""
    before = 0.0
    for weeks in (104, 1040):
        question = _long(weeks)
        took = []
        for _turn in range(3):
            began = time.process_time()
            fit = mix.fit(question)
            fitted = time.process_time()
            mix.answer(question, fit)
            answered = time.process_time()
            mix.curve(question, fit, list(np.linspace(1, 40, 40)))
            took.append((fitted - began, answered - fitted, time.process_time() - answered))
        a, b, c = np.median(np.array(took), axis=0)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        kept = len(fit.to_bytes()) / 1e3
        figure = (
            f"fit {a:.2f} s, answer {b:.2f} s, 40 budgets {c:.2f} s of processor time; kept fit {kept:.0f} kB"
        )
        ratio = f"{(a + b) / before:.1f} x" if before else ""
        yield f"9 networks, {weeks} weeks", f"{figure}; {memory:.0f} MB at most in the run", "", ratio
        before = a + b


def _long(weeks: int) -> Question:
    rng = np.random.default_rng(9)
    one = founded("as assumed", 9, 26, 3)
    rows = [
        Week(
            week=week_name(week), network=f"n{at}", hours=float(h), value=float(rng.negative_binomial(4, 0.1))
        )
        for week in range(weeks)
        for at, h in enumerate(one.usual * np.exp(rng.normal(0, 0.35, 9)))
    ]
    return Question(
        budget_hours=BUDGET, today={f"n{at}": float(h) for at, h in enumerate(one.usual)}, history=rows
    )


def _peer(python: str) -> Line:
    """Three histories by MCMC (NUTS), with the same spreads between networks: value of the next hour.

    The peer takes for granted that hours act and that the response is the usual one; so ours are compared
    by the draws in which that is so.
    """
    ours, asked, took = [], [], []
    for seed in (1, 2, 3):
        one = founded("as assumed", 6, 26, seed)
        question = one.question(one.usual)
        began = time.perf_counter()
        fit = mix.fit(question)
        took.append(time.perf_counter() - began)
        of = curves(fit, list(question.today))
        draws = [of.value(at, float(h) + 1) - of.value(at, float(h)) for at, h in enumerate(one.usual)]
        acting = [d[(d > 0) & (fit.power == 1)] for d in draws]
        ours.append([(float(d.mean()), *(float(q) for q in np.quantile(d, (0.1, 0.9)))) for d in acting])
        asked.append(case(question, one.usual))
    command = [python, str(Path(__file__).with_name("_mix_mcmc.py"))]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    pairs = [(a, b) for x, y in zip(ours, told["cases"], strict=True) for a, b in zip(x, y, strict=True)]
    off = [abs(a[0] - b[0]) / (b[2] - b[1]) for a, b in pairs]
    widths = [(a[2] - a[1]) / (b[2] - b[1]) for a, b in pairs]
    shared = [
        max(0.0, min(a[2], b[2]) - max(a[1], b[1])) / (max(a[2], b[2]) - min(a[1], b[1])) for a, b in pairs
    ]
    figure = (
        f"{len(pairs)} next hours in 3 cases: means differ by {np.median(off):.0%} of the interval's width "
        f"(most {max(off):.0%}), widths are {np.median(widths):.2f} x ({min(widths):.2f} to "
        f"{max(widths):.2f}), intervals overlap by {np.median(shared):.0%} (least {min(shared):.0%})"
    )
    peer = f"numpyro NUTS, 2 x 1,000 draws: {told['seconds']:.0f} s a case, divergences {told['divergences']}"
    return "the same model by MCMC", figure, peer, f"{np.mean(took) / told['seconds']:.4f} of its time"


if __name__ == "__main__":
    main()
