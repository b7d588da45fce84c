"""What stands against a thought going out: lengths in each network's unit, policy, pictures, authorship."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.people import queries as people
from leitstand.speak import limits
from leitstand.speak.composing import said
from leitstand.speak.composing.said import Said
from leitstand.speak.library.renditions import credits_of
from leitstand.speak.policing import situations
from leitstand.speak.policing.asking import findings
from leitstand.vocabulary import authorship
from leitstand.vocabulary.errors import LeitstandError, Refused
from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.network import Limits, Offer
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account
    from leitstand.speak.models import Thought, Use

Spans = dict[str, list[authorship.Span]]
Around = tuple[situations.Around, Situation]


@dataclass(frozen=True, slots=True)
class Part:
    """One post of a variant: how long it is in the network's unit, and what the policy says of it."""

    content: str
    length: int
    limit: int | None
    findings: Sequence[Finding]
    kept: int

    @property
    def fits(self) -> str:
        """The beginning that fits."""
        return self.content[: self.kept]

    @property
    def beyond(self) -> str:
        """What is too much."""
        return self.content[self.kept :]

    @property
    def over(self) -> int:
        """By how much it is too long; 0 when it fits."""
        return max(self.length - self.limit, 0) if self.limit is not None else 0


@dataclass(frozen=True, slots=True)
class Checked:
    """One account's variant, part by part, and what stands against it."""

    account: Account
    limits: Limits
    parts: Sequence[Part]
    own: bool
    threads: bool
    problem: LeitstandError | None = None

    @property
    def findings(self) -> list[Finding]:
        """What the policy says of all parts."""
        return [one for part in self.parts for one in part.findings]

    @property
    def stopped(self) -> bool:
        """Can it not go out as it is?"""
        return self.problem is not None or any(one.level is Level.STOP for one in self.findings)

    @property
    def over(self) -> int:
        """By how much the longest part is too long."""
        return max((part.over for part in self.parts), default=0)


def variant(account: Account, what: Said, uses: Sequence[Use], *, now: datetime) -> Checked:
    """What this account would say, and what stands against it."""
    network = registry.network(account.network)
    room = limits.of(account)
    texts = credited(said.parts(what, account.pk), what, uses)
    known = around(account, what, texts, uses, now=now)
    parts = [_part(account, one, what, known, nth=nth, room=room) for nth, one in enumerate(texts)]
    threads = Offer.REPLY in network.offers
    problem = _problem(account, what, parts, uses, room, threads=threads)
    own = bool(what.variants[account.pk].content.strip()) if account.pk in what.variants else False
    return Checked(account, room, parts, own, threads, problem)


def credited(parts: Sequence[str], what: Said, uses: Sequence[Use]) -> list[str]:
    """The parts, the first with the credit line of its pictures, unless it names them already."""
    line = credits_of(uses, what.language)
    if not line or line in parts[0]:
        return list(parts)
    return [f"{parts[0]}\n\n{line}".strip(), *parts[1:]]


def around(
    account: Account, what: Said, texts: Sequence[str], uses: Sequence[Use], *, now: datetime
) -> Around:
    """All that is known around what this account would say; its pictures go out with the first part."""
    voices = people.members(account.organization)
    voice = next((str(one.person) for one in voices if one.person_id == what.voice), "")
    known = Situation(
        now=now,
        network=account.network,
        moment=what.due,
        zone=what.time_zone,
        voice=voice,
        voice_posts=situations.published(what.voice),
        audience=what.audience,
        goal=what.goal,
        media=situations.media(uses, what.language),
    )
    return situations.around(account.organization, texts), known


def _part(account: Account, content: str, what: Said, known: Around, *, nth: int, room: Limits) -> Part:
    network = registry.network(account.network)
    length = network.length(content)
    house, situation = known
    own = what.variants.get(account.pk) if nth == 0 else None
    note = Note(
        content=content,
        published=situation.moment or situation.now,
        language=what.language,
        name=(own.name or None) if own else None,
        summary=own.summary if own else "",
    )
    more = situation if nth == 0 else replace(situation, media=())
    situation = house.filled(replace(more, limit=room.characters, length=length), account, content)
    kept = _fitting(content, room.characters, network.length)
    return Part(content, length, room.characters, findings(account.organization, note, situation), kept)


def _fitting(content: str, limit: int | None, length: Callable[[str], int]) -> int:
    """How many code points from the beginning the network would take."""
    if limit is None or length(content) <= limit:
        return len(content)
    return max(
        bisect.bisect_right(range(len(content) + 1), limit, key=lambda at: length(content[:at])) - 1, 0
    )


def _problem(
    account: Account, what: Said, parts: Sequence[Part], uses: Sequence[Use], room: Limits, *, threads: bool
) -> LeitstandError | None:
    """The first thing that is no matter of words."""
    name = account.handle or account.name
    if not any(part.content for part in parts) and not uses:
        return Refused(_("There is nothing to say yet on %(account)s."), account=name)
    if account.state != "working":
        return Refused(_("%(account)s must be connected anew first. Your words are kept."), account=name)
    if len(parts) > 1 and not threads:
        return Refused(_("%(account)s cannot carry a thread. Say it in one part there."), account=name)
    if uses and len(uses) > room.pictures:
        return Refused(
            _("%(account)s takes %(most)s pictures at most. Choose fewer there."),
            account=name,
            most=room.pictures,
        )
    missing = [use for use in uses if not use.alt.strip() and not use.waived.strip()]
    if missing:
        return Refused(
            _('"%(picture)s" has no alternative text. Describe it, or say why none is needed.'),
            picture=missing[0].medium,
        )
    return None


def voiced(thought: Thought, what: Said, spans: Spans) -> None:
    """Raises Refused where most words of a text are another person's than the voice's."""
    for key, text in [("thought", what.content), *((str(a), v.content) for a, v in what.variants.items())]:
        shares = authorship.shares(text, spans.get(key, []))
        top = next(iter(shares), 0)
        if top and what.voice and top != what.voice and shares[top] > 0.5:
            raise Refused(
                _(
                    "Most of these words (%(share)s %%) were written by somebody else than %(voice)s. "
                    "Nothing was sent: who wrote them may say them as the voice, or %(voice)s writes anew."
                ),
                share=round(100 * shares[top]),
                voice=thought.voice or _("the voice"),
            )
