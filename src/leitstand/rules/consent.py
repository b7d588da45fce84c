"""Publish pictures of people only with their consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Medium
from leitstand.vocabulary.words import _

ARTICLE = "7.2"


def _with(**medium: object) -> dict[str, object]:
    return {"attachment": [{"type": "Image", "name": "Zwei Menschen", **medium}]}


GOOD = (
    Example("Nur Landschaft", _with(people=False)),
    Example("Unser Team", _with(people=True, consent="given")),
    Example("Die Menge auf dem Fest", _with(people=True, consent="not needed")),
)
BAD = (
    Example("Unser Team", _with(people=True)),
    Example("Unser Team", _with(people=True, consent="withdrawn")),
    Example("Unser Team", _with(people=True, consent="given", consentUntil="2025-12-31")),
    Example("Wer ist hier zu sehen?", _with()),
)


def check(note: Note, situation: Situation, *, ask: bool = True) -> Iterator[Finding]:
    """One finding for each picture of people without consent; `ask`: also where nobody looked for people."""
    day = situation.local.date()
    for at, medium in enumerate(situation.media):
        if why := _wrong(medium, day, ask=ask):
            yield Finding(
                Level.STOP,
                why,
                where=f"medium:{at}",
                way_out=_("Ask the people shown and have their consent entered, or take another picture."),
            )


def _wrong(medium: Medium, day: date, *, ask: bool) -> str:
    if medium.consent in ("refused", "withdrawn"):
        return _("Somebody shown here said no or took the consent back.")
    if medium.people is None and not medium.consent:
        return _("Nobody has said yet whether this picture shows people.") if ask else ""
    if not medium.people or medium.consent == "not needed":
        return ""
    if medium.consent != "given":
        return _("This picture shows people, and nobody knows whether they agreed.")
    if medium.consent_until and medium.consent_until < day:
        return _("The consent of the people shown has ended.")
    return ""
