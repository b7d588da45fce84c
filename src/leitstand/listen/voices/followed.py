"""What the page of audiences receives: what was seen of whom, how they were drawn, what may explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from leitstand.analyses.coordination.audience import LOOKED_AT
from leitstand.listen.voices import queries
from leitstand.listen.voices.pages import Figure, shown_share
from leitstand.people.queries import EDITOR, may
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Audience
    from leitstand.listen.voices.forms import AudienceForm
    from leitstand.people.models import Membership

INNOCENT = {
    "never_posted": _("Many people only read. Whoever never writes is a reader like any other."),
    "silent": _("People pause, move to another network, or keep an account to read."),
    "young": _("New people come with an event, a campaign, a news story, or when another network is left."),
    "no_picture": _("Some never upload one, from caution or because they only read."),
    "no_description": _("Many never fill it in."),
}
"""What explains each fact without anything being wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was looked at: in words, how often it was so, and what may explain it."""

    label: str
    figure: Figure
    count: str
    innocent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One audience: `drawn` says how it was drawn, `beyond` what it says nothing about ("" for nothing)."""

    id: int
    name: str
    network: str
    url: str
    asked: datetime
    by: str
    made: datetime | None
    drawn: str
    beyond: str
    facts: list[Fact]
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudiencesPage:
    """Whose followers were looked at."""

    may: bool
    form: AudienceForm
    told: list[Told]
    waiting: bool


def audiences(member: Membership, form: AudienceForm) -> AudiencesPage:
    """The latest, and a form for one more: one query."""
    told = [_told(row) for row in queries.audiences(member.organization)]
    waiting = any(one.made is None and not one.problem for one in told)
    return AudiencesPage(may=may(member, EDITOR), form=form, told=told, waiting=waiting)


def _told(row: Audience) -> Told:
    problem = row.problem
    return Told(
        id=row.pk,
        name=row.name or row.address,
        network=row.network,
        url=row.url,
        asked=row.asked,
        by=str(row.asked_by or ""),
        made=row.made,
        drawn=_drawn(row) if row.made else "",
        beyond=_beyond(row) if row.made else "",
        facts=_facts(row) if row.made else [],
        problem=gettext(problem["sentence"]) % problem["facts"] if problem else "",
    )


def _facts(row: Audience) -> list[Fact]:
    every = row.content["shares"]
    facts = []
    for name, words in LOOKED_AT.items():
        if name not in every or (figure := shown_share(every[name])) is None:
            continue
        share = every[name]
        count = gettext("%(hits)s of %(of)s") % {"hits": round(share["mean"] * share["n"]), "of": share["n"]}
        facts.append(Fact(label=gettext(words), figure=figure, count=count, innocent=gettext(INNOCENT[name])))
    return facts


def _drawn(row: Audience) -> str:
    looked_at = row.content["looked_at"]
    if looked_at >= row.read:
        said = ngettext("Everybody was looked at: %(n)s.", "Everybody was looked at: %(n)s.", row.read)
        return said % {"n": _many(row.read)}
    return gettext(
        "%(drawn)s were drawn by chance out of %(read)s followers; each of these had the same chance."
    ) % {"drawn": _many(looked_at), "read": _many(row.read)}


def _beyond(row: Audience) -> str:
    if row.followers is None or row.followers <= row.read:
        return ""
    return gettext(
        "The network counts %(all)s followers and lists those first who followed last; the list was read up "
        "to %(read)s. Whoever is not in it may be different: this says nothing about them."
    ) % {"all": _many(row.followers), "read": _many(row.read)}


def _many(n: int) -> str:
    """A number that may have many digits, in groups as the language writes them."""
    return str(number_format(n, force_grouping=True))
