"""Campaigns planted among people who live their lives, and who finds them: ours, a peer, the plain way."""

from __future__ import annotations

import csv
import resource
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from leitstand.analyses import coordination

DAY = 86_400
DAYS = 30
_TOOLKIT = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls")
Pair = tuple[str, str]
Row = tuple[str, float, str]  # account, moment, link


@dataclass(frozen=True)
class World:
    """Everything that was handed on, and the accounts of each planted campaign."""

    rows: list[Row]
    planted: list[frozenset[str]]

    @property
    def pairs(self) -> set[Pair]:
        """Every pair that truly acts together."""
        return {pair for group in self.planted for pair in combinations(sorted(group), 2)}


def world(seed: int, accounts: int = 20_000, shares: int = 250_000, campaigns: int = 25) -> World:
    """Popular links, communities with their own, days and nights, events, fast readers of one feed."""
    dice = np.random.default_rng(seed)
    rows = list(_ordinary(dice, accounts, shares))
    rows += _events(dice, accounts)
    rows += _fast_readers(dice)
    planted = []
    for number in range(campaigns):
        group = [f"c{number}.{n}" for n in range(dice.integers(4, 16))]
        planted.append(frozenset(group))
        rows += _campaign(dice, group, number, accounts)
    rows.sort(key=lambda row: row[1])
    return World(rows, planted)


def _ordinary(dice: np.random.Generator, accounts: int, shares: int) -> Iterator[Row]:
    """Activity and popularity by power laws; half of what people hand on comes from their own community."""
    weight = dice.pareto(1.3, accounts) + 0.2
    who = dice.choice(accounts, shares, p=weight / weight.sum())
    community = who % 200
    local = dice.random(shares) < 0.5
    everywhere, near = dice.zipf(1.35, shares) % 20_000, dice.zipf(1.5, shares) % 100
    link = np.where(local, 1_000_000 + community * 1_000 + near, everywhere)
    born: dict[int, float] = {}
    awake = dice.integers(6, 14, accounts)
    late = dice.exponential(0.5, shares)
    hour = dice.normal(0, 3, shares)
    for n in range(shares):
        start = born.setdefault(int(link[n]), dice.uniform(0, DAYS))
        day = int(start + late[n])
        moment = (day + ((awake[who[n]] + 4 + hour[n]) % 24) / 24) * DAY
        yield f"u{who[n]}", float(moment), f"site{link[n] % 300}.example/{link[n]}"


def _events(dice: np.random.Generator, accounts: int) -> Iterator[Row]:
    """Forty times something happens and hundreds hand on the news of it within minutes."""
    fans = dice.choice(accounts, 3_000, replace=False)
    for event in range(40):
        start = dice.uniform(0, DAYS) * DAY
        for account in dice.choice(fans, dice.integers(100, 500), replace=False):
            yield f"u{account}", start + float(dice.exponential(180)), f"ticker.example/event{event}"


def _fast_readers(dice: np.random.Generator) -> Iterator[Row]:
    """Sixty people follow the same feed and hand on some of it soon after it appears."""
    for item in range(120):
        start = dice.uniform(0, DAYS) * DAY
        for reader in np.flatnonzero(dice.random(60) < 0.25):
            yield f"r{reader}", start + float(dice.exponential(900)), f"feed.example/item{item}"


def _campaign(dice: np.random.Generator, group: list[str], number: int, accounts: int) -> Iterator[Row]:
    """A group that hands on 6 to 20 links, most members each time, within 5 to 120 s; and lives beside it."""
    spread, popular = float(dice.choice([5, 20, 60, 120])), dice.random() < 0.3
    for time_ in range(dice.integers(6, 20)):
        start = dice.uniform(0, DAYS) * DAY
        link = int(dice.zipf(1.35) % 20_000) if popular else None
        name = f"site{link % 300}.example/{link}" if link is not None else f"plan{number}.example/{time_}"
        for account in group:
            if dice.random() < 0.8:
                yield account, start + float(dice.uniform(0, spread)), name
    for account in group:
        for _other in range(dice.integers(0, 30)):
            link = int(dice.zipf(1.35) % 20_000)
            yield account, float(dice.uniform(0, DAYS) * DAY), f"site{link % 300}.example/{link}"


def scores(found: set[Pair], truth: set[Pair]) -> tuple[float, float]:
    """Precision and recall of pairs."""
    hits = len(found & truth)
    return hits / max(len(found), 1), hits / max(len(truth), 1)


def ours(made: World) -> tuple[set[Pair], float]:
    """Pairs that are told to be in one group, and the processor time it took from the table on."""
    began = time.process_time()
    sharing = coordination.Sharing()
    for account, moment, link in made.rows:
        sharing.put(account, moment, [f"link:{link}"])
    groups = coordination.groups(sharing)
    took = time.process_time() - began
    return {pair for group in groups for pair in combinations(group.accounts, 2)}, took


def plain(made: World, seconds: float) -> tuple[Counter[Pair], float]:
    """Fixed window, count of links in common: how often each pair was seen together."""
    began = time.process_time()
    by_link: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for account, moment, link in made.rows:
        by_link[link].append((moment, account))
    together: Counter[Pair] = Counter()
    for shares in by_link.values():
        shares.sort()
        met = set()
        for at, (moment, account) in enumerate(shares):
            for later, other in shares[at + 1 :]:
                if later - moment > seconds:
                    break
                if other != account:
                    met.add((min(account, other), max(account, other)))
        together.update(met)
    return together, time.process_time() - began


def toolkit(made: World, python: str, seconds: int) -> tuple[Counter[Pair], float]:
    """coordination-network-toolkit's co-link network, from table to edges; `python` has it installed."""
    with tempfile.TemporaryDirectory(prefix="leitstand-bench-") as folder:
        table, base = Path(folder, "rows.csv"), Path(folder, "it.db")
        with table.open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(_TOOLKIT)
            for n, (account, moment, link) in enumerate(made.rows):
                out.writerow([n, account, account, "", "", "", int(moment), f"https://{link}"])
        run = [python, "-m", "coordination_network_toolkit", str(base)]
        began = _children()
        subprocess.run([*run, "preprocess", str(table)], check=True, capture_output=True)
        compute = ["compute", "co_link", "--time_window", str(seconds), "--min_edge_weight", "2"]
        subprocess.run([*run, *compute], check=True, capture_output=True)
        took = _children() - began
        with sqlite3.connect(base) as database:
            rows = database.execute("select user_1, user_2, weight from co_link_network")
            return Counter({(a, b): weight for a, b, weight in rows if a < b}), took


def _children() -> float:
    """Processor seconds of the programs that have ended, so that a busy machine says the same."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def at_recall(together: Counter[Pair], truth: set[Pair], recall: float) -> tuple[float, float, int]:
    """The best precision with at least this recall over all least weights: precision, recall, weight.

    Where no weight reaches the recall, the one that comes nearest.
    """
    told = []
    for least in range(2, 31):
        precision, reached = scores({pair for pair, weight in together.items() if weight >= least}, truth)
        told.append((min(reached, recall), precision, reached, least))
    _reached, precision, reached, least = max(told)
    return precision, reached, least
