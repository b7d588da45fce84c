"""Words of the organisation's own choice, without code: what not to say, and what to say instead."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy import spans
from leitstand.vocabulary.policy.rule import Term
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "10.1"
EVERYWHERE = True
WITH = {"terms": (Term("FH Auenried", instead="Hochschule Auenried"), Term("Studenten*"))}
GOOD = ("Die Hochschule Auenried lädt ein", "Die Fachstudentenschaft tagt")
BAD = ("Die FH Auenried lädt ein", "Studentenwerk und Mensa", "die  fh\nauenried")


def check(
    note: Note,
    situation: Situation,
    *,
    terms: tuple[Term, ...] = (),
    besides: tuple[str, ...] = (),
    required: bool = False,
) -> Iterator[Finding]:
    """One finding for each of the terms; with `required`, one when none of them is there.

    Whole words, capitals alike; `Umbau*` is also "Umbauten". A term inside a phrase of `besides` is
    fine ("Studentenwerk" besides "Studenten*").
    """
    day, text = situation.local.date(), note.content
    valid = [one for one in terms if one.valid(day)]
    if required:
        if valid and not spans.any_of(tuple(one.term for one in valid)).search(text):
            why = _("None of the words that the policy asks for is there: %(terms)s.")
            yield Finding(
                Level.HINT, why, 0, len(text), facts={"terms": ", ".join(one.term for one in valid)}
            )
        return
    fine = [hit.span() for hit in spans.any_of(besides).finditer(text)] if besides else []
    for term in valid:
        for hit in spans.any_of((term.term,)).finditer(text):
            if not any(start <= hit.start() and hit.end() <= end for start, end in fine):
                yield Finding(
                    Level.HINT,
                    _("The policy speaks against “%(term)s”."),
                    *hit.span(),
                    way_out=_("Say “%(instead)s” instead.") if term.instead else _("Say it in other words."),
                    offer=term.instead or None,
                    facts={"term": hit[0], "instead": term.instead},
                )


def accept(*, terms: tuple[Term, ...] = (), **_others: object) -> None:
    """Raises Invalid for a term that says nothing."""
    if any(not one.term.strip("* ") for one in terms):
        raise Invalid(_("A term needs at least one letter."))
