"""What was put in lately: a mapping that forgets the oldest by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Between `limit` and twice `limit` of the newest entries, by name, in two generations.

    When the young generation is full, it becomes the old one, and the old one is forgotten. So
    forgetting costs nothing, memory is bounded, and a copy shares the old half.
    """

    __slots__ = ("_old", "_young", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._old: dict[str, Value] = {}
        self._young: dict[str, Value] = {}

    def get(self, name: str) -> Value | None:
        """What was put under the name, or None."""
        found = self._young.get(name)
        return self._old.get(name) if found is None else found

    def put(self, name: str, value: Value) -> None:
        """Remember the value, instead of an earlier one of this name."""
        self._young[name] = value
        if len(self._young) >= self.limit:
            self._old, self._young = self._young, {}

    def copy(self) -> Recent[Value]:
        """Another of the same, which may go its own way."""
        twin: Recent[Value] = Recent(self.limit)
        twin._old, twin._young = self._old, self._young.copy()
        return twin

    def generations(self) -> tuple[dict[str, Value], dict[str, Value]]:
        """The older half and the younger, to be packed."""
        return self._old, self._young

    @classmethod
    def of(cls, limit: int, old: dict[str, Value], young: dict[str, Value]) -> Recent[Value]:
        """The way back from `generations`."""
        made = cls(limit)
        made._old, made._young = old, young
        return made

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        yield from self._old.items()
        yield from self._young.items()

    def __len__(self) -> int:
        return len(self._old) + len(self._young)
