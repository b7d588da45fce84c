"""The imprint must be reachable from the profile with two clicks; a weekly look says whether it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "1.2"
_LOOKED = "2026-11-20T09:00:00+01:00"
_NOW = {"published": "2026-11-22T09:00:00+01:00"}
GOOD = (
    "Die Ausleihe ist wieder offen",
    Example(
        "Die Ausleihe ist wieder offen", {"imprint": {"found": True, "clicks": 2, "looked": _LOOKED}} | _NOW
    ),
)
BAD = (
    Example("Die Ausleihe ist wieder offen", {"imprint": {"found": False, "looked": _LOOKED}} | _NOW),
    Example(
        "Die Ausleihe ist wieder offen", {"imprint": {"found": True, "clicks": 3, "looked": _LOOKED}} | _NOW
    ),
    Example("Die Ausleihe ist wieder offen", {"imprint": {}} | _NOW),
)


def check(note: Note, situation: Situation, *, clicks: int = 2, days: int = 8) -> Iterator[Finding]:
    """One finding when the last look found no imprint, found it too far away, or is older than `days`.

    Without any look (`imprint` None) the rule is silent.
    """
    seen = situation.imprint
    if seen is None:
        return
    if seen.found is False:
        yield _found(_("From this profile no imprint can be reached."))
    elif seen.clicks is not None and seen.clicks > clicks:
        yield _found(_("The imprint is %(clicks)s clicks away from this profile."), clicks=seen.clicks)
    elif seen.found is None or seen.looked is None or situation.now - seen.looked > timedelta(days=days):
        yield _found(_("Nobody has looked lately whether the imprint can be reached from this profile."))


def _found(why: str, **facts: object) -> Finding:
    return Finding(
        Level.ASK,
        why,
        where="account",
        way_out=_("Put a link that says “Impressum” into the profile; the next look will find it."),
        facts=facts,
    )
