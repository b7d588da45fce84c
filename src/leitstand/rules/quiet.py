"""Keep quiet about what the house has agreed to keep quiet about, for as long as it has agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.policy.rule import Period
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "5.2"
WITH = {"periods": (Period("Quartalszahlen", date(2026, 10, 15), date(2026, 11, 12)),)}
_INSIDE, _AFTER = {"published": "2026-11-01T10:00:00+01:00"}, {"published": "2026-11-13T00:30:00+01:00"}
GOOD = (
    Example("Unser Geschäft läuft glänzend", _AFTER),
    Example("Die Kantine hat neue Stühle", _INSIDE),
)
BAD = (
    Example("Unser Geschäft läuft glänzend", _INSIDE),
    Example("Demand for our pumps is stronger than ever", _INSIDE),
)

SUBJECTS = (
    "unser Geschäft", "unsere Geschäfte", "Geschäftslage", "Geschäftsverlauf", "Geschäftszahlen",
    "Geschäftsentwicklung", "Quartal*", "Umsatz", "Umsätze", "Umsatzes", "Gewinn", "Gewinne", "Gewinns",
    "Jahresziel*", "Prognose", "Auftragslage", "Auftragsbücher*", "Auftragseingang", "Auftragsbestand",
    "Nachfrage nach unseren*", "Marge*", "Dividende", "Aktie*", "Börse*", "Investor*", "Analyst*",
    "Wachstum", "our business", "trading update", "revenue", "revenues", "sales figures", "profit",
    "profits", "earnings", "quarter", "quarterly", "outlook", "guidance", "order book*", "order intake",
    "demand for our", "share price", "shareholders", "investors", "analysts", "dividend", "full-year",
    "our growth",
)  # fmt: skip


def check(
    note: Note,
    situation: Situation,
    *,
    periods: tuple[Period, ...] = (),
    subjects: tuple[str, ...] = SUBJECTS,
    everything: bool = False,
) -> Iterator[Finding]:
    """One finding for each mention of a subject within a period; with `everything`, one for any post.

    The day is that of the account's zone; both ends of a period belong to it.
    """
    day = situation.local.date()
    period = next((one for one in periods if one.covers(day, situation.land)), None)
    if period is None:
        return
    hits = [(0, len(note.content))] if everything else []
    hits += [hit.span() for hit in spans.any_of(subjects).finditer(note.content)]
    for start, end in spans.without_overlap(hits):
        yield Finding(
            Level.ASK,
            _("Until %(end)s the house keeps quiet about this: %(name)s."),
            start,
            end,
            way_out=_("Wait until %(end)s has passed, or leave this subject out."),
            facts={"name": period.name, "end": period.end.isoformat()},
        )
