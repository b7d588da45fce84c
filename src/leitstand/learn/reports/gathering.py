"""Gathers what was published and asked for one subject: a goal, a network, a voice, a campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from leitstand.learn.models import Outcome
from leitstand.learn.reports import weeks
from leitstand.learn.reports.measuring import Span, said, waits
from leitstand.learn.worths import queries as worths
from leitstand.people import queries as people
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.composing import queries as composing
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.shares import Middle, middle
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leitstand.people.models import Organization
    from leitstand.speak.models import Aim, Delivery, Thought

GOAL, NETWORK, VOICE, CAMPAIGN = "goal", "network", "voice", "campaign"
REACTIONS = ("reply", "announce", "like")
MOST_ROWS = 15


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about; `key` names it in addresses, `words` on the page."""

    kind: str
    key: str
    words: str
    network: str = ""
    aim: Aim | None = None
    person: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One publication with what it brought so far, by kind; `reactions` None: the network has not told."""

    delivery: Delivery
    counts: Mapping[str, int]

    @property
    def reactions(self) -> int | None:
        """Replies, reposts and likes together."""
        return sum(self.counts.get(kind, 0) for kind in REACTIONS) if self.counts else None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All of it. `value` is in the organisation's `unit`; `seen`: the share that should be in by now."""

    subject: Subject
    span: Span
    posts: Sequence[Post]
    answers: int
    reactions: Middle | None
    strongest: float | None
    by_week: Sequence[tuple[str, int, int, int | None]]
    value: float | None
    unit: str
    seen: float
    waits: Mapping[str, Any] = field(default_factory=dict)


def subject(organization: Organization, kind: str, key: str) -> Subject:
    """The goal, network or voice of this key. Raises Gone."""
    if kind == NETWORK and key in networks(organization):
        return Subject(kind, key, key, network=key)
    if kind == GOAL:
        for aim in aiming.known(organization):
            if str(aim.pk) == key:
                return Subject(kind, key, aim.words, aim=aim)
    if kind == VOICE:
        for member in people.members(organization):
            if str(member.person_id) == key:
                return Subject(kind, key, str(member.person), person=member.person_id)
    raise Gone(_("There is nothing of this name to report on. Choose from the list of reports."))


def campaign(organization: Organization, aim: str, title: str) -> Subject:
    """Thoughts that point to an aim, whose title has these words, or both."""
    found = next((one for one in aiming.known(organization) if str(one.pk) == aim), None)
    words = " / ".join(part for part in (title, found.words if found else "") if part)
    return Subject(CAMPAIGN, "campaign", words, aim=found, title=title)


def networks(organization: Organization) -> list[str]:
    """Networks on which we have an account, or had one."""
    return sorted(set(people.accounts(organization).values_list("network", flat=True)))


def gather(subject_: Subject, here: Span) -> Gathered:
    """Everything about it in this span, on its own network if it is one."""
    here = replace(here, network=subject_.network)
    rows = list(_deliveries(subject_, here).order_by("receipt_published", "pk"))
    counts = _counts(rows)
    posts = [Post(one, counts.get(one.pk, {})) for one in rows if one.variant_id]
    told = [float(one.reactions) for one in posts if one.reactions is not None]
    value, seen = _value(subject_, here)
    return Gathered(
        subject=subject_,
        span=here,
        posts=posts,
        answers=len({one.reply.mention_id for one in rows if one.reply}),
        reactions=middle(told),
        strongest=max(told) / sum(told) if len(told) > 1 and any(told) else None,
        by_week=_by_week(posts, rows, here),
        value=value,
        unit=worths.unit(here.organization),
        seen=seen,
        waits=waits(here) if subject_.kind == NETWORK else {},
    )


def _deliveries(subject_: Subject, here: Span) -> QuerySet[Delivery]:
    rows = said(here)
    if subject_.person is not None:
        rows = rows.filter(Q(author=subject_.person) | Q(variant__thought__voice=subject_.person))
    if subject_.kind == CAMPAIGN:
        return rows.filter(variant__thought__in=_thoughts(subject_, here))
    if subject_.aim is not None:
        rows = rows.filter(Q(variant__thought__aims=subject_.aim) | Q(reply__aims=subject_.aim)).distinct()
    return rows


def _thoughts(subject_: Subject, here: Span) -> QuerySet[Thought, Any]:
    rows = composing.thoughts(here.organization)
    if subject_.title:
        rows = rows.filter(Q(title__icontains=subject_.title) | Q(content__icontains=subject_.title))
    return (rows.filter(aims=subject_.aim) if subject_.aim else rows).order_by().values("pk")


def _counts(rows: Sequence[Delivery]) -> dict[int, dict[str, int]]:
    """The most that was ever counted for each, by kind."""
    found: dict[int, dict[str, int]] = {}
    counted = Outcome.objects.filter(delivery__in=[one.pk for one in rows]).values("delivery_id", "kind")
    for row in counted.annotate(n=Max("count")):
        found.setdefault(row["delivery_id"], {})[row["kind"]] = row["n"]
    return found


def _value(subject_: Subject, here: Span) -> tuple[float | None, float]:
    """What it brought by the team's own values; None for a voice or a campaign, which are not weighed."""
    if subject_.kind not in {GOAL, NETWORK}:
        return None, 1.0
    first, last = (one.astimezone(here.zone).date() for one in (here.start, here.until))
    rows = worths.weekly(here.organization, first, last, subject_.aim, now=here.now)
    rows = [one for one in rows if not subject_.network or one.network == subject_.network]
    if not rows:
        return None, 1.0
    whole = sum(one.value for one in rows)
    return whole, sum(one.seen * one.value for one in rows) / whole if whole else 1.0


def _by_week(
    posts: Iterable[Post], rows: Sequence[Delivery], here: Span
) -> list[tuple[str, int, int, int | None]]:
    """Week, posts, answers and reactions of every week that has begun; None: no network told any."""
    wrote = Counter(_week(one.receipt_published, here.zone) for one in rows if one.variant_id)
    answered = Counter(_week(one.receipt_published, here.zone) for one in rows if one.reply_id)
    told: dict[str, int] = {}
    for post in posts:
        name = _week(post.delivery.receipt_published, here.zone)
        if post.reactions is not None:
            told[name] = told.get(name, 0) + post.reactions
    week, names = weeks.of(here.start, here.zone), []
    while week.span(here.zone)[0] < here.until:
        names.append(week.name)
        week = week.after()
    return [(name, wrote[name], answered[name], told.get(name)) for name in names]


def _week(at: datetime | None, zone: ZoneInfo) -> str:
    return weeks.of(at, zone).name if at else ""
