"""What a rule of the policy has to say about a note."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class Level(enum.IntEnum):
    """How much a finding weighs: a hint, a second person's look, or a stop."""

    HINT = 1
    ASK = 2
    STOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a rule may know besides the note: when and as whom it would go out."""

    now: datetime
    network: str
    limit: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a note (`start` to `end`, in code points) and why it matters."""

    level: Level
    why: str
    start: int = 0
    end: int = 0
