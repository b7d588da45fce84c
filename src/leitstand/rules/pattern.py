"""Patterns of the organisation's own choice, for those who know regular expressions."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import patterns as safe
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "10.2"
EVERYWHERE = True
WITH = {"patterns": (r"\bMA-\d{6}\b",)}
GOOD = ("Der Antrag MA-12 liegt vor", "Kurs MAT-123456")
BAD = ("Personalnummer MA-123456", "ma-654321 hat angerufen")


def check(note: Note, situation: Situation, *, patterns: tuple[str, ...] = ()) -> Iterator[Finding]:
    """One finding for each match, capitals alike; a pattern that takes too long asks a person to look."""
    for pattern in patterns:
        try:
            found = safe.spans(pattern, note.content)
        except TimeoutError:
            yield Finding(
                Level.ASK,
                _("The pattern %(pattern)s took too long on this text, so nobody knows what it would find."),
                0,
                len(note.content),
                way_out=_(
                    "Look yourself, and ask whoever looks after the policy to make the pattern simpler."
                ),
                facts={"pattern": pattern},
            )
            continue
        for start, end in found:
            yield Finding(
                Level.HINT,
                _("The policy speaks against “%(term)s”."),
                start,
                end,
                way_out=_("Say it in other words."),
                facts={"term": note.content[start:end]},
            )


def accept(*, patterns: tuple[str, ...] = ()) -> None:
    """Raises Invalid for a pattern that is none, or that could run away."""
    for pattern in patterns:
        safe.compiled(pattern)
