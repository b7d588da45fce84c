"""Why a group may be nothing: the ordinary reasons for which accounts act at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from leitstand.vocabulary.words import _

OFTEN = 0.5
"""A reason is told when it holds for at least this share of what was seen."""
POPULAR = 20
"""A thing that more accounts than this handed on was popular."""
SHORT_HOURS = 24.0
ON_THE_DOT = 5.0
"""Seconds after a full five minutes within which a post looks scheduled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """An innocent explanation: its name, the share of what was seen that it covers, and a sentence."""

    name: str
    share: float
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a group did: things and how many accounts in all handed each on, who outside had it before them.

    `moments` (seconds since 1970) and `apart` (seconds) are of its meetings.
    """

    things: Sequence[str]
    sharers: Sequence[int]
    before: Sequence[str]
    moments: Sequence[float]
    apart: Sequence[float]


def reasons(seen: Seen, owners: Sequence[str]) -> list[Reason]:
    """The explanations that hold for at least half of it, the most covering first."""
    told = [_one_owner(owners), _one_site(seen), _one_source(seen), _popular(seen), _event(seen), _dot(seen)]
    likely = [reason for reason in told if reason is not None and reason.share >= OFTEN]
    return sorted(likely, key=lambda one: (-one.share, one.name))


def _one_owner(owners: Sequence[str]) -> Reason | None:
    name, count = Counter(owners).most_common(1)[0]
    if count < 2:
        return None
    return Reason(
        name="one_owner",
        share=count / len(owners),
        sentence=_("These accounts belong to one owner, %(owner)s, who may speak through all of them."),
        facts={"owner": name},
    )


def _one_site(seen: Seen) -> Reason | None:
    hosts = Counter(
        thing.removeprefix("link:").partition("/")[0] for thing in seen.things if thing.startswith("link:")
    )
    if not hosts:
        return None
    host, count = hosts.most_common(1)[0]
    return Reason(
        name="one_site",
        share=count / len(seen.things),
        sentence=_(
            "Most of it are pages of %(host)s: they may be outlets of that site, or hand on its feed."
        ),
        facts={"host": host},
    )


def _one_source(seen: Seen) -> Reason | None:
    before = Counter(name for name in seen.before if name)
    if not before:
        return None
    name, count = before.most_common(1)[0]
    return Reason(
        name="one_source",
        share=count / len(seen.things),
        sentence=_("%(account)s had most of it before them: they may all follow it and hand on at once."),
        facts={"account": name},
    )


def _popular(seen: Seen) -> Reason:
    return Reason(
        name="popular",
        share=sum(count > POPULAR for count in seen.sharers) / max(len(seen.sharers), 1),
        sentence=_("Most of it was popular: many others handed it on as well."),
    )


def _event(seen: Seen) -> Reason | None:
    hours = (max(seen.moments) - min(seen.moments)) / 3600
    if hours > SHORT_HOURS:
        return None
    return Reason(
        name="event",
        share=1.0,
        sentence=_("All of it happened within one day: they may have watched the same event."),
    )


def _dot(seen: Seen) -> Reason:
    on_the_dot = sum(moment % 300 < ON_THE_DOT for moment in seen.moments)
    return Reason(
        name="scheduled",
        share=on_the_dot / len(seen.moments),
        sentence=_("Most of it went out on the full five minutes: they may have been scheduled beforehand."),
    )
