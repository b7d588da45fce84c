"""What an analysis may know besides the posts, and what it has to offer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from leitstand.vocabulary.judging import Model
from leitstand.vocabulary.watch import Watches


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The clock, the dice, the watches and a taught model, handed in so that the core stays pure."""

    now: datetime
    seed: int = 0
    watches: Watches = field(default_factory=Watches)
    taught: Model | None = None


@runtime_checkable
class Analysis(Protocol):
    """A file in `analyses/`: adds the columns of GIVES beside those of NEEDS, row for row."""

    NEEDS: tuple[str, ...]
    GIVES: pa.Schema

    def analyse(self, posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
        """One answer row for each post, in the same order."""
        ...


@runtime_checkable
class Remembering(Protocol):
    """An analysis that remembers. Cutting the stream anywhere changes nothing of its answers.

    START is what it knows at first; `pack` and `unpack` turn what it knows into bytes and back, so that
    the shell can keep it in the same transaction as the posts.
    """

    NEEDS: tuple[str, ...]
    GIVES: pa.Schema
    START: Any

    def analyse(self, posts: pa.RecordBatch, known: Any, context: Context) -> tuple[pa.RecordBatch, Any]:
        """Answer rows, and what is known after them."""
        ...

    def pack(self, known: Any) -> bytes:
        """What is known, as bytes."""
        ...

    def unpack(self, packed: bytes) -> Any:
        """The way back."""
        ...
