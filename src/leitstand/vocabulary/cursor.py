"""Where reading goes on, for lists that begin with their newest thing: nothing is lost or given twice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

BACK = timedelta(days=2)
KEPT = 400
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: its id, when it was said, and which version of it this is."""

    id: str
    when: datetime | None
    version: str = ""


@dataclass
class Cursor:
    """After `floor`, without what is in `seen` (id -> when, version).

    What was given in the last two days is looked at again, so that late, held back and edited things come
    in; what is older is forgotten, at most 400 things are remembered.
    """

    floor: datetime = LONG_AGO
    seen: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, written: str) -> Cursor:
        """The way back from `str`. Raises Invalid."""
        if not written:
            return cls()
        try:
            said = json.loads(written)
            floor = datetime.fromisoformat(said["floor"]).astimezone(UTC)
            return cls(floor, {str(k): [str(v[0]), str(v[1])] for k, v in said["seen"].items()})
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise Invalid(_("The place where reading should go on cannot be read.")) from error

    def __str__(self) -> str:
        return json.dumps({"floor": self.floor.isoformat(), "seen": self.seen}, separators=(",", ":"))

    def new(self, item: Item) -> bool:
        """Was this, in this version, not given yet?"""
        if (known := self.seen.get(item.id)) is not None:
            return known[1] != item.version
        return item.when is None or item.when > self.floor

    def past(self, item: Item) -> bool:
        """Is this older than all that could still be new?"""
        return item.when is not None and item.when <= self.floor and item.id not in self.seen

    def took(self, items: Iterable[Item]) -> None:
        """Remember what was given; raise the floor below what lies back.

        What was there before the very first reading is not asked for later.
        """
        items = list(items)
        if self.floor == LONG_AGO and (moments := [item.when for item in items if item.when]):
            self.floor = min(moments) - timedelta(microseconds=1)
        for item in items:
            when = (item.when or self.floor).isoformat()
            self.seen.pop(item.id, None)
            self.seen[item.id] = [when, item.version]
        order = sorted(self.seen, key=lambda id: datetime.fromisoformat(self.seen[id][0]))
        last = datetime.fromisoformat(self.seen[order[-1]][0]) if order else self.floor
        while order and (len(order) > KEPT or self._at(order[0]) < last - BACK):
            self.floor = max(self.floor, self._at(order[0]))
            del self.seen[order.pop(0)]

    def _at(self, id: str) -> datetime:
        return datetime.fromisoformat(self.seen[id][0])
