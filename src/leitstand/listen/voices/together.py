"""What the page of coordination receives: groups, what shows them, and why they may be nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from leitstand.listen.models import Mention, VoicesReport
from leitstand.listen.spans import span
from leitstand.listen.voices import queries
from leitstand.listen.voices.pages import PERIODS, percent, period
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of a group, as it is shown."""

    name: str
    network: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing of the evidence: what, by how many, when, within how long."""

    kind: str
    label: str
    url: str
    mention: Mention | None
    accounts: int
    first: datetime
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One group, with what shows it and what may explain it innocently."""

    number: int
    members: list[Member]
    things: int
    median: str
    chance: str
    first: datetime
    last: datetime
    evidence: list[Piece]
    innocent: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationPage:
    """Signs of acting together, over a chosen time."""

    days: int
    report: VoicesReport | None
    groups: list[Told]
    found: int
    error_rate: str
    periods: tuple[tuple[int, str], ...] = PERIODS


KINDS = {
    "link": _("page"),
    "tag": _("hashtag"),
    "text": _("text"),
    "image": _("picture"),
    "post": _("repeated post"),
}


def coordination(organization: Organization, asked: str) -> CoordinationPage:
    """The groups of a report: two queries."""
    days = period(asked)
    report = queries.report(organization, VoicesReport.COORDINATION, days)
    nothing: dict[str, Any] = {"groups": [], "found": 0, "names": {}, "error_rate": 0.05}
    content = report.content if report else nothing
    wanted = [
        piece["thing"].partition(":")[2]
        for group in content["groups"]
        for piece in group["evidence"]
        if piece["thing"].startswith(("text:", "post:"))
    ]
    found = queries.mentions(organization, wanted) if wanted else {}
    return CoordinationPage(
        days=days,
        report=report,
        groups=[_group(n, one, content["names"], found, days) for n, one in enumerate(content["groups"], 1)],
        found=content["found"],
        error_rate=percent(content["error_rate"]),
    )


def _group(
    number: int, group: Mapping[str, Any], names: Mapping[str, Any], found: Mapping[str, Mention], days: int
) -> Told:
    members = [
        Member(
            name=names[account]["name"],
            network=names[account]["network"],
            query=urlencode({"id": account, "days": days}),
        )
        for account in group["accounts"]
    ]
    return Told(
        number=number,
        members=members,
        things=group["things"],
        median=_seconds(group["seconds"]),
        chance=f"q = {group['q']:.1g}" if group["q"] >= 0.0001 else "q < 0.0001",
        first=datetime.fromisoformat(group["first"]),
        last=datetime.fromisoformat(group["last"]),
        evidence=[_piece(piece, found) for piece in group["evidence"]],
        innocent=[gettext(one["sentence"]) % _named(one["facts"], names) for one in group["innocent"]],
    )


def _named(facts: Mapping[str, str], names: Mapping[str, Any]) -> dict[str, str]:
    """The facts of a reason, with accounts by their names where we have them."""
    return {key: names[value]["name"] if value in names else value for key, value in facts.items()}


def _piece(piece: Mapping[str, Any], found: Mapping[str, Mention]) -> Piece:
    kind, _colon, what = piece["thing"].partition(":")
    mention = found.get(what) if kind in ("text", "post") else None
    label = f"#{what}" if kind == "tag" else what if kind in ("link", "image") else ""
    return Piece(
        kind=gettext(KINDS.get(kind, kind)),
        label=label,
        url=f"https://{what}" if kind == "link" else what if kind == "image" else "",
        mention=mention,
        accounts=len(piece["accounts"]),
        first=datetime.fromisoformat(piece["first"]),
        within=_seconds(piece["seconds"]),
    )


def _seconds(seconds: float) -> str:
    """Short times to the second: they are what is remarkable."""
    if seconds < 90:
        return gettext("%(n)s s") % {"n": round(seconds)}
    return span(timedelta(seconds=seconds))
