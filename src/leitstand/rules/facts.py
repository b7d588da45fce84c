"""Conditions of the organisation's own choice on what is known around a post, without code."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.policy.facts import Condition, hold
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

ARTICLE = "10.3"
WITH = {"all": (Condition(fact="storm", equals=True), Condition(fact="hour", at_least=18))}
_EVENING = {"published": "2026-11-22T19:30:00+01:00"}
GOOD = (
    Example("Wir antworten morgen", _EVENING),
    Example("Wir antworten heute", {"storm": True, "published": "2026-11-22T12:00:00+01:00"}),
)
BAD = (Example("Wir antworten jetzt", {"storm": True} | _EVENING),)


def check(
    note: Note,
    situation: Situation,
    *,
    all: tuple[Condition, ...] = (),
    any: tuple[Condition, ...] = (),
) -> Iterator[Finding]:
    """One finding when everything in `all`, and at least one thing in `any`, is so; without either, none."""
    if not all and not any:
        return
    some = not any or next((True for one in any if one.holds(note, situation)), False)
    if some and hold(all, note, situation):
        yield Finding(
            Level.ASK,
            _("What is known around this post calls for this article."),
            where="moment",
            way_out=_("Read the article, and follow what it says."),
        )
