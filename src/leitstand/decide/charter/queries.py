"""Every read of the charter: what holds, how often acts point to it, and what nobody lives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from leitstand.decide.charter import drafts
from leitstand.decide.models import (
    Audience,
    Charter,
    CharterVersion,
    Decision,
    Goal,
    Presence,
    Sentence,
    Stance,
)
from leitstand.learn import queries as learn
from leitstand.learn.hours import queries as hours
from leitstand.speak.aiming import counting

if TYPE_CHECKING:
    from leitstand.people.models import Organization

QUARTER = timedelta(days=90)
"""So far back acts are counted; a sentence that is younger is not judged yet."""

TAKEN = ("decided", "held", "changed", "wrong")
"""States of decisions that were taken."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What pointed to something in a span."""

    posts: int = 0
    answers: int = 0
    decisions: int = 0
    networks: int = 0
    hours: float = 0.0  # planned a week

    @property
    def total(self) -> int:
        """All of them; planned hours are one act."""
        return self.posts + self.answers + self.decisions + self.networks + (self.hours > 0)


@dataclass(frozen=True, slots=True)
class Lived:
    """A sentence and what pointed to it in the last quarter; `young`: it has not stood that long."""

    sentence: Sentence
    acts: Acts
    young: bool

    @property
    def hollow(self) -> bool:
        """Did nothing point to it in a whole quarter?"""
        return not self.young and not self.acts.total


@dataclass(frozen=True, slots=True)
class Met:
    """Where an audience was met: by network, posts for it and the replies they got."""

    network: str
    posts: int
    replies: int


def charter(organization: Organization) -> Charter:
    """Where the charter stands; an unsaved row where nobody began one."""
    return Charter.objects.filter(organization=organization).first() or Charter(organization=organization)


def sentences(organization: Organization) -> list[Sentence]:
    """What holds now: mission, values, vision, each in its order."""
    rows = Sentence.objects.filter(organization=organization, ended=None).select_related("aim")
    kinds = (Sentence.MISSION, Sentence.VALUE, Sentence.VISION)
    return sorted(rows, key=lambda one: (kinds.index(one.kind), one.position, one.pk))


def goals(organization: Organization) -> QuerySet[Goal]:
    """What we want now, in the charter's order."""
    rows = Goal.objects.filter(organization=organization, ended=None)
    return rows.select_related("aim", "owner").order_by("position", "pk")


def audiences(organization: Organization) -> QuerySet[Audience]:
    """Whom we want to reach now."""
    rows = Audience.objects.filter(organization=organization, ended=None)
    return rows.select_related("aim").order_by("position", "pk")


def versions(organization: Organization) -> QuerySet[CharterVersion]:
    """Every charter there was, the latest first."""
    return CharterVersion.objects.filter(organization=organization).select_related("by").order_by("-number")


def stances(organization: Organization) -> QuerySet[Stance]:
    """Every answer to the three questions, the latest first."""
    rows = Stance.objects.filter(organization=organization).select_related("person", "by")
    return rows.order_by("-at", "-pk")


def stance(organization: Organization) -> Stance | None:
    """What holds for the whole organisation."""
    return stances(organization).filter(person=None).first()


def voices(organization: Organization) -> list[Stance]:
    """The last answer of each voice, by name."""
    latest: dict[int, Stance] = {}
    for one in stances(organization).exclude(person=None):
        latest.setdefault(one.person_id or 0, one)
    return sorted(latest.values(), key=lambda one: str(one.person))


def content(organization: Organization) -> drafts.Content:
    """The charter as it holds, as a draft begins with it."""
    now = stance(organization)
    return {
        "sentences": [
            {"id": one.pk, "kind": one.kind, "words": one.words, "decided_by": one.decided_by}
            for one in sentences(organization)
        ],
        "goals": [
            {
                "id": one.pk,
                "words": one.words,
                "sign_of_success": one.sign_of_success,
                "sign_of_failure": one.sign_of_failure,
                "due": one.due.isoformat(),
                "owner": one.owner_id,
            }
            for one in goals(organization)
        ],
        "audiences": [
            {"id": one.pk, "kind": one.kind, "words": one.words} for one in audiences(organization)
        ],
        "questions": {name: getattr(now, name, "") for name in drafts.QUESTIONS},
    }


def acts(
    organization: Organization, aim_ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, int]:
    """By aim, how many posts, answers, decisions, networks and planned hours of the span point to it."""
    return {pk: one.total for pk, one in counted(organization, aim_ids, since, until).items()}


def counted(
    organization: Organization, aim_ids: Iterable[int], since: datetime, until: datetime
) -> dict[int, Acts]:
    """The same apart: what went out and was decided, where we are, hours that are meant. Five queries."""
    ids = list(aim_ids)
    posts = counting.posts(organization, ids, since, until)
    answers = counting.answers(organization, ids, since, until)
    rows = Decision.objects.filter(organization=organization, state__in=TAKEN, at__gte=since, at__lt=until)
    told = rows.filter(aims__in=ids).order_by().values("aims").annotate(n=Count("pk", distinct=True))
    decided = dict(told.values_list("aims", "n"))
    there = Presence.objects.filter(organization=organization, state__in=("trial", "kept"), aims__in=ids)
    places = dict(there.order_by().values("aims").annotate(n=Count("pk")).values_list("aims", "n"))
    meant = hours.aimed(organization, ids, since.date(), until.date() + timedelta(days=1))
    return {
        pk: Acts(
            posts.get(pk, 0), answers.get(pk, 0), decided.get(pk, 0), places.get(pk, 0), meant.get(pk, 0.0)
        )
        for pk in ids
    }


def lived(organization: Organization, now: datetime) -> list[Lived]:
    """Every sentence with what pointed to it in the last quarter."""
    rows = sentences(organization)
    found = counted(organization, [one.aim_id for one in rows], now - QUARTER, now)
    return [Lived(one, found[one.aim_id], one.since > now - QUARTER) for one in rows]


def met(organization: Organization, now: datetime) -> dict[int, Sequence[Met]]:
    """By aim of an audience, where posts for it went in the last year and got replies, most replies first."""
    ids = [one.aim_id for one in audiences(organization)]
    rows = counting.sent(organization, ids, now - timedelta(days=365), now)
    counts = learn.replies({one.delivery for one in rows})
    told: dict[int, dict[str, tuple[int, int]]] = {pk: {} for pk in ids}
    for one in rows:
        posts, replies = told[one.aim].get(one.network, (0, 0))
        told[one.aim][one.network] = (posts + 1, replies + counts.get(one.delivery, 0))
    made = {pk: [Met(network, *both) for network, both in found.items()] for pk, found in told.items()}
    return {
        pk: sorted(all_, key=lambda one: (-one.replies, -one.posts, one.network)) for pk, all_ in made.items()
    }


def decisions(organization: Organization, limit: int) -> list[Decision]:
    """What was decided last."""
    rows = Decision.objects.filter(organization=organization, state__in=TAKEN)
    return list(rows.select_related("owner").order_by("-at", "-pk")[:limit])


def to_look_at(organization: Organization, today: date) -> int:
    """How many decisions wait to be looked back on."""
    rows = Decision.objects.filter(organization=organization, state__in=("decided", "held", "changed"))
    return rows.filter(review__lte=today).count()
