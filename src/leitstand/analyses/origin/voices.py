"""Voices: how often each author was first, who followed, how long before, and how much is only repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leitstand.analyses.origin.known import Correction
from leitstand.analyses.origin.shrunk import Clock, Pool, Times, clock, pool
from leitstand.vocabulary.estimate import Estimate

ENOUGH = 5
"""Observations without which a share is not known yet."""
MOST = 100_000
"""So many voices at least are held; beyond twice that, those who said least are let go."""


@dataclass(slots=True)
class _Tally:
    """What one author did so far."""

    network: str | None = None
    name: str | None = None
    n: int = 0
    firsts: int = 0
    followed: int = 0
    echoes: int = 0
    times: Times = field(default_factory=Times)
    taker: str | None = None  # of the last followed first, while its partner is awaited
    pairs: int = 0
    different: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One author over the time looked at; an estimate is None while it is not known yet.

    Of `n` posts that can be compared, `firsts` carried something nobody had carried before, `echoes`
    repeated somebody else, the rest repeated itself; `followed` firsts were later carried by others.
    `novelty`: firsts of n. `follow_through`: followed of firsts. `lead_seconds`: typical time from an own
    first to whoever took it up first. `independence`: the chance that two firsts are taken up by different
    voices first; near 0 where it is always the same one. Shares are shrunken, with 80 % intervals.
    """

    author: str
    name: str | None
    network: str | None
    n: int
    firsts: int
    followed: int
    echoes: int
    novelty: Estimate | None
    follow_through: Estimate | None
    lead_seconds: Estimate | None
    independence: Estimate | None


@dataclass(slots=True)
class Voices:
    """Counts while posts pass; holds one small row an author."""

    tallies: dict[str, _Tally] = field(default_factory=dict)

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows of posts with the columns of origin beside them."""
        for row in rows:
            author = row["attributed_to"]
            if author is not None:
                self._one(author, row)
            if row["takes_up"] and row["origin_author"]:
                taker = author["id"] if author else row["id"]
                self._followed(row["origin_author"], taker, row["lead_seconds"])
        if len(self.tallies) > 2 * MOST:
            self._let_go()

    def correct(self, corrections: Iterable[Correction]) -> None:
        """Earlier posts that were not first after all: the credit moves to who was."""
        for one in corrections:
            if (wrong := self.tallies.get(one.author)) is not None:
                wrong.firsts = max(wrong.firsts - 1, 0)
                wrong.echoes += 1
                if one.taker:
                    wrong.followed = max(wrong.followed - 1, 0)
                    if one.taker_lead is not None and wrong.times.n:
                        wrong.times = wrong.times.with_(one.taker_lead, -1)
            if one.first_author:
                self._followed(one.first_author, one.author or one.id, one.lead)

    def told(self, least: int = 1) -> list[Voice]:
        """Every author of at least `least` posts, the most followed first."""
        some = self.tallies.values()
        novelty = pool((one.firsts, one.n) for one in some)
        through = pool((one.followed, one.firsts) for one in some)
        apart = pool((one.different, one.pairs) for one in some)
        usual = clock([one.times for one in some])
        voices = [
            _voice(author, one, (novelty, through, apart), usual)
            for author, one in self.tallies.items()
            if one.n >= least
        ]
        return sorted(voices, key=lambda one: (-one.followed, -one.firsts, one.n, one.author))

    def usual(self) -> Estimate:
        """The share of firsts to be expected of a voice of which nothing is known: 80 % lie within."""
        return pool((one.firsts, one.n) for one in self.tallies.values()).share(0, 0)

    def _one(self, author: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        tally = self.tallies.setdefault(author["id"], _Tally(row["network"]))
        tally.name = author.get("name") or author.get("preferred_username") or tally.name
        if row["echo_of"] is None and row["novelty"] is None:
            return
        tally.n += 1
        if row["echo_of"] is not None:
            tally.echoes += 1
        elif row["novelty"]:
            tally.firsts += 1

    def _followed(self, author: str, taker: str, lead: float | None) -> None:
        tally = self.tallies.setdefault(author, _Tally())
        tally.followed += 1
        if lead is not None:
            tally.times = tally.times.with_(lead)
        if tally.taker is None:
            tally.taker = taker
            return
        tally.pairs += 1
        tally.different += taker != tally.taker
        tally.taker = None

    def _let_go(self) -> None:
        kept = sorted(
            self.tallies, key=lambda author: -self.tallies[author].n - self.tallies[author].followed
        )
        self.tallies = {author: self.tallies[author] for author in kept[:MOST]}


def _voice(author: str, one: _Tally, pools: tuple[Pool, Pool, Pool], usual: Clock) -> Voice:
    novelty, through, apart = pools
    followed = min(one.followed, one.firsts)
    return Voice(
        author=author,
        name=one.name,
        network=one.network,
        n=one.n,
        firsts=one.firsts,
        followed=followed,
        echoes=one.echoes,
        novelty=novelty.share(one.firsts, one.n) if one.n >= ENOUGH else None,
        follow_through=through.share(followed, one.firsts) if one.firsts >= ENOUGH else None,
        lead_seconds=usual.seconds(one.times) if one.times.n >= ENOUGH else None,
        independence=apart.share(one.different, one.pairs) if one.pairs >= ENOUGH else None,
    )
