"""How risky it is to publish at once: harm x reach x what cannot be undone, each said in a sentence.

Harm joins what speaks for it as independent chances (1 - the product of what is left), so that many small
signs never weigh more than certainty. Reach and undoing only lessen it: what few see and what can be taken
back does less harm. The weights are ours, a convention to be argued about and shown with each decision, not
a measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

from leitstand.vocabulary.finding import Finding, Level
from leitstand.vocabulary.words import _

SECOND_PERSON, HINT, STORM, NIGHT, NEW_VOICE, NEW_ACCOUNT = 0.55, 0.08, 0.45, 0.25, 0.2, 0.1
"""What each sign adds to harm: an article that asks for a second person is enough by itself."""

NOVICE, YOUNG = 5, 30
"""Posts below which a voice is new, and days below which an account is."""

FULL_REACH = 10_000
"""Followers in all from which reach lessens nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when something is about to go out.

    `followers`: of all its accounts, None: nobody knows. `lasting`: networks that take nothing back.
    """

    findings: Sequence[Finding] = ()
    storm: str = ""
    night: bool = False
    voice_posts: int | None = None
    account_days: int | None = None
    followers: int | None = None
    lasting: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason: a marked sentence with its facts, and what it weighs (0 to 1)."""

    sentence: str
    weight: float
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Risk:
    """From 0 to 1, and why: `signs` the heaviest first, `reach` and `undoing` as factors up to 1."""

    value: float
    harm: float
    reach: float
    undoing: float
    signs: Sequence[Sign]


def risk(facts: Facts) -> Risk:
    """The risk of what is about to go out. Pure."""
    signs = sorted(_signs(facts), key=lambda sign: -sign.weight)
    harm = 1 - prod(1 - sign.weight for sign in signs)
    known = facts.followers
    reach = 1.0 if known is None else 0.5 + 0.5 * min(1.0, known / FULL_REACH)
    undoing = 1.0 if facts.lasting else 0.8
    return Risk(harm * reach * undoing, harm, reach, undoing, signs)


def _signs(facts: Facts) -> list[Sign]:
    signs = [
        Sign(one.why, SECOND_PERSON if one.level >= Level.ASK else HINT, dict(one.facts))
        for one in {(each.article, each.why): each for each in facts.findings}.values()
    ]
    if facts.storm:
        signs.append(Sign(_("A storm is under way: %(storm)s."), STORM, {"storm": facts.storm}))
    if facts.night:
        signs.append(Sign(_("It goes out at night, when nobody is there to answer."), NIGHT))
    if facts.voice_posts is not None and facts.voice_posts < NOVICE:
        signs.append(
            Sign(
                _("The voice is new: %(n)s posts so far."),
                NEW_VOICE * (1 - facts.voice_posts / NOVICE),
                {"n": facts.voice_posts},
            )
        )
    if facts.account_days is not None and facts.account_days < YOUNG:
        signs.append(Sign(_("The account is connected for less than a month."), NEW_ACCOUNT))
    lasting = _("%(network)s takes nothing back.")
    return signs + [Sign(lasting, 0.0, {"network": name}) for name in facts.lasting]
