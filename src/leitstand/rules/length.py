"""Say no more than the network can carry: what is too long would be cut or refused."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "1.1"
GOOD = ("Die Ausleihe ist ab Montag wieder offen.",)
BAD = ("Die Ausleihe öffnet am Montag. " * 20,)


def check(note: Note, situation: Situation) -> Iterator[Finding]:
    """One finding over what is too long, in the network's own unit."""
    length = len(note.content) if situation.length is None else situation.length
    if situation.limit is not None and length > situation.limit:
        yield Finding(
            Level.STOP,
            _("This is longer than the network allows; what is marked would be cut off."),
            min(situation.limit, len(note.content) - 1),
            len(note.content),
            way_out=_("Shorten it, or say it in two parts."),
        )
