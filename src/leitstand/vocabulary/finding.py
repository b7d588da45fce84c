"""What a rule of the policy has to say about a note."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Situation

__all__ = ["Finding", "Level", "Situation", "utf16"]


class Level(enum.IntEnum):
    """How much a finding weighs: a hint, a second person's look, or a stop."""

    HINT = 1
    ASK = 2
    STOP = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One place (`start` to `end`, in code points of the field named by `where`) and why it matters.

    `why` and `way_out` are English sentences marked with `_`, with `%(name)s` for each of `facts`; a page
    shows `gettext(why) % facts`. `where` is "content", "summary", "name", "account", "moment", or "alt:0",
    "medium:0", "link:0" for one of the media or links. `offer` are words that may stand there instead.
    """

    level: Level
    why: str
    start: int = 0
    end: int = 0
    way_out: str = field(default="", kw_only=True)
    offer: str | None = field(default=None, kw_only=True)
    where: str = field(default="content", kw_only=True)
    facts: Mapping[str, object] = field(default_factory=dict, kw_only=True)
    rule: str = field(default="", kw_only=True)
    article: str = field(default="", kw_only=True)

    @property
    def sentence(self) -> str:
        """Why it matters, in English with its facts."""
        return self.why % self.facts if self.facts else self.why

    @property
    def advice(self) -> str:
        """What to do instead, in English with its facts."""
        return self.way_out % self.facts if self.facts else self.way_out

    def quote(self, note: Note) -> str:
        """The marked words of the note; empty where the place is not in its text."""
        texts = {"content": note.content, "name": note.name or ""}
        return texts.get(self.where, "")[self.start : self.end]


def utf16(text: str, offset: int) -> int:
    """The same place in code units of UTF-16, as JavaScript counts."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
