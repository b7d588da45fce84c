"""What an empty page of this room has to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Is there anything that could bring something?"""

    sources: int
    watches: int

    @property
    def missing(self) -> str:
        """The one next step: "source", "watch", or "" when there is only waiting left."""
        return "source" if not self.sources else "watch" if not self.watches else ""
