"""How much and how long the wire puts up with before it hangs up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Ends for everything that might have none.

    `body_bytes` counts the body after decompression; what comes over the line may be no larger either.
    `ratio` is how many times larger than its compressed form a body over a megabyte may get.
    `answer_seconds` is for the whole answer with all redirects; what we send adds a second per 100 kB.
    `silence_seconds` is how long a stream may say nothing before we say `b""` in its place, `dead_seconds`
    how long before it counts as gone.
    """

    body_bytes: int = 20_000_000
    ratio: int = 300
    message_bytes: int = 4_000_000
    redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    answer_seconds: float = 60.0
    silence_seconds: float = 15.0
    dead_seconds: float = 300.0
