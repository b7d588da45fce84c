"""Forecasts of accounts falling asleep, on simulated accounts of six kinds: Brier score and calibration.

Every account is followed for 80 weeks; from week 10 on each fourth week a forecast is made of the four weeks
after it. Peers: the base rate of all accounts so far, and "the same as in the last four weeks".
"""

import argparse
import time

import numpy as np
from _ledger import write

from leitstand.estimates import sleep

WEEKS, FIRST, EVERY = 80, 10, 4


def accounts(kind, number, dice):
    """Posting days a week (number x WEEKS) of one kind of account."""
    daily = dice.beta(1.2, 4, size=(number, 1)) if kind != "monthly" else np.full((number, 1), 0.0)
    level = np.ones((number, WEEKS))
    match kind:
        case "ends":  # goes quiet for good at some week
            level[np.arange(WEEKS) >= dice.integers(15, WEEKS, size=(number, 1))] = 0
        case "pauses":  # sleeps and wakes by chance
            for weeks in level:
                awake = True
                for week in range(WEEKS):
                    awake = dice.random() > 0.06 if awake else dice.random() < 0.18
                    weeks[week] = awake
        case "holidays":  # every summer six weeks nothing
            level[:, (np.arange(WEEKS) % 52 >= 30) & (np.arange(WEEKS) % 52 < 36)] = 0
        case "fades":  # a little less each week
            level *= 0.97 ** np.arange(WEEKS)
    drawn = dice.binomial(7, np.clip(daily * level, 0, 1))
    if kind == "monthly":  # a newsletter each fourth week, sometimes late
        for weeks in drawn:
            weeks[(np.arange(0, WEEKS, 4) + dice.integers(0, 2, size=WEEKS // 4)).clip(0, WEEKS - 1)] = 1
    return drawn


def forecasts(weeks):
    """Of one account: (forecast, base rate so far, same as last, what happened) at each moment."""
    for now in range(FIRST, WEEKS - sleep.HORIZON, EVERY):
        told = sleep.asleep(weeks[:now].tolist())
        if told is None:
            continue
        past = [not weeks[a : a + 4].any() for a in range(now - 3)]
        yield (
            told,
            np.mean(past),
            float(not weeks[now - 4 : now].any()),
            float(not weeks[now : now + 4].any()),
        )


def scores(rows):
    """Brier scores of the three, and how many of the forecasts above one half came true."""
    mine, base, last, truth = (np.array(one) for one in zip(*rows, strict=True))
    likely = mine > 0.5
    return {
        "n": len(truth),
        "asleep": truth.mean(),
        "brier": ((mine - truth) ** 2).mean(),
        "base": ((base - truth) ** 2).mean(),
        "last": ((last - truth) ** 2).mean(),
        "likely": int(likely.sum()),
        "true": int(truth[likely].sum()),
    }


def main():
    """Measure all kinds and write one line each."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--accounts", type=int, default=150)
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    asked = given.parse_args()
    dice = np.random.default_rng(asked.seed)
    begun, every = time.perf_counter(), []
    for kind in ("steady", "ends", "pauses", "holidays", "fades", "monthly"):
        rows = [
            (told.mean, base, last, truth)
            for weeks in accounts(kind, asked.accounts, dice)
            for told, base, last, truth in forecasts(weeks)
        ]
        every += rows
        told(kind, scores(rows), asked)
    told("all", scores(every), asked)
    each = 1000 * (time.perf_counter() - begun) / max(len(every), 1)
    mine, truth = np.array([one[0] for one in every]), np.array([one[3] for one in every])
    bins = [(mine >= a) & (mine < a + 0.2) for a in (0, 0.2, 0.4, 0.6, 0.8)]
    shown = ", ".join(f"{mine[b].mean():.2f} -> {truth[b].mean():.2f} ({b.sum()})" for b in bins if b.any())
    figure = f"said -> happened (n): {shown}; {each:.2f} ms a forecast"
    print(figure)
    if not asked.dry:
        write("sleep", figure, command=command(asked))


def told(kind, found, asked):
    """One line of results."""
    figure = (
        f"{kind}: Brier {found['brier']:.3f}, of {found['likely']} above 50 % {found['true']} came true; "
        f"n = {found['n']}, asleep {found['asleep']:.0%}"
    )
    peer = f"base rate {found['base']:.3f}, same as last month {found['last']:.3f}"
    best = min(found["base"], found["last"])
    print(figure, "|", peer)
    if not asked.dry:
        write(
            "sleep",
            figure,
            peer=peer,
            ratio=f"{found['brier'] / best:.2f}" if best else "",
            command=command(asked),
        )


def command(asked):
    """As it was called."""
    return f"script/bench sleep --accounts {asked.accounts} --seed {asked.seed}"


if __name__ == "__main__":
    main()
