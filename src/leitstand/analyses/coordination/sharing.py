"""Who handed on what, and when: three columns of numbers, so that a season fits into memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]
Truths = NDArray[np.bool_]

MOST = 5_000_000
"""So many times that something was handed on are held; beyond that the older half is let go."""


@dataclass(slots=True)
class Columns:
    """The first time each account handed on each thing, by thing and then by time (seconds since 1970)."""

    account: Numbers
    thing: Numbers
    moment: Shares
    accounts: list[str]
    things: list[str]

    def __len__(self) -> int:
        return len(self.account)


@dataclass(slots=True)
class Sharing:
    """Collects what was handed on; about 20 bytes a time, and each name once."""

    accounts: dict[str, int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    account: array[int] = field(default_factory=lambda: array("l"))
    thing: array[int] = field(default_factory=lambda: array("l"))
    moment: array[float] = field(default_factory=lambda: array("d"))
    passed: int = 0
    """Posts without author or moment: nothing can be said of them."""

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Rows with `attributed_to` {"id"}, `published` (aware datetime) and `shares`."""
        for row in rows:
            author, moment = row["attributed_to"], row["published"]
            if author is None or moment is None:
                self.passed += 1
                continue
            self.put(author["id"], moment.timestamp(), row["shares"])
        if len(self.moment) > MOST:
            self._let_go()

    def put(self, account: str, moment: float, things: Iterable[str]) -> None:
        """One account handed on some things at this second (since 1970)."""
        number = self.accounts.setdefault(account, len(self.accounts))
        names = self.things
        for thing in things:
            self.account.append(number)
            self.thing.append(names.setdefault(thing, len(names)))
            self.moment.append(moment)

    def columns(self) -> Columns:
        """What was collected: each account and thing once, the first time."""
        account = np.asarray(self.account, np.int64)
        thing = np.asarray(self.thing, np.int64)
        moment = np.asarray(self.moment, np.float64)
        order = np.lexsort((moment, account, thing))
        account, thing, moment = account[order], thing[order], moment[order]
        first = np.ones(len(order), bool)
        first[1:] = (account[1:] != account[:-1]) | (thing[1:] != thing[:-1])
        account, thing, moment = account[first], thing[first], moment[first]
        order = np.lexsort((account, moment, thing))
        return Columns(account[order], thing[order], moment[order], list(self.accounts), list(self.things))

    def _let_go(self) -> None:
        kept = self.columns()
        newest = np.argsort(kept.moment, kind="stable")[len(kept) // 2 :]
        again = Sharing(passed=self.passed)
        for row in newest.tolist():
            again.put(
                kept.accounts[kept.account[row]],
                float(kept.moment[row]),
                [kept.things[kept.thing[row]]],
            )
        for name in Sharing.__slots__:
            setattr(self, name, getattr(again, name))
