"""What the pages of the charter are given, put together from queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand.decide.charter import drafts, queries, standing
from leitstand.decide.charter.forms import AUDIENCES, PublicForm, StarterForm
from leitstand.decide.charter.queries import Lived, Met
from leitstand.decide.charter.standing import Standing
from leitstand.decide.matrix import queries as matrix
from leitstand.learn.worths import queries as worths
from leitstand.listen.fronts import queries as fronts
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.decide.matrix.queries import Picture
    from leitstand.decide.models import Audience, Charter, CharterVersion, Decision, Stance
    from leitstand.listen.models import FrontPage
    from leitstand.people.models import Membership, Organization

LAST = 4


@dataclass(frozen=True, slots=True)
class Reached:
    """An audience, what it is, and where it was met."""

    audience: Audience
    kind: str
    met: Sequence[Met]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The charter as it holds."""

    charter: Charter
    version: CharterVersion | None
    missions: Sequence[Lived]
    values: Sequence[Lived]
    visions: Sequence[Lived]
    goals: Sequence[Standing]
    audiences: Sequence[Reached]
    stance: Stance | None
    voices: Sequence[Stance]
    decisions: Sequence[Decision]
    to_look_at: int
    front: FrontPage
    unit: str
    picture: Picture
    may: bool
    owner: bool
    starter: StarterForm
    public: PublicForm
    days: int = queries.QUARTER.days

    @property
    def sentences(self) -> Sequence[Lived]:
        """All of them."""
        return (*self.missions, *self.values, *self.visions)

    @property
    def hollow(self) -> Sequence[Lived]:
        """Those nobody lives."""
        return [one for one in self.sentences if one.hollow]

    @property
    def young(self) -> int:
        """How many have not stood for a quarter yet."""
        return sum(one.young for one in self.sentences)


def page(member: Membership, now: datetime, *, public: PublicForm | None = None) -> Page:
    """Everything the charter shows."""
    organization = member.organization
    row, front = queries.charter(organization), fronts.front_page(organization)
    lived = queries.lived(organization, now)
    kinds = {
        kind: [one for one in lived if one.sentence.kind == kind] for kind in ("mission", "value", "vision")
    }
    begun = {"public": row.public, "words": row.public_words, "slug": front.slug}
    return Page(
        charter=row,
        version=queries.versions(organization).first(),
        missions=kinds["mission"],
        values=kinds["value"],
        visions=kinds["vision"],
        goals=standing.standings(organization, now),
        audiences=reached(organization, now),
        stance=queries.stance(organization),
        voices=queries.voices(organization),
        decisions=queries.decisions(organization, LAST),
        to_look_at=queries.to_look_at(organization, organization.day(now)),
        front=front,
        picture=matrix.picture(organization, now),
        unit=worths.unit(organization) or worths.UNIT,
        may=people.may(member, people.EDITOR),
        owner=people.may(member, people.OWNER),
        starter=StarterForm(initial={"starter": "university"}),
        public=public or PublicForm(initial=begun),
    )


def reached(organization: Organization, now: datetime) -> list[Reached]:
    """Every audience with where it was met."""
    met, kinds = queries.met(organization, now), dict(AUDIENCES)
    return [
        Reached(one, str(kinds.get(one.kind, one.kind)), met[one.aim_id])
        for one in queries.audiences(organization)
    ]


@dataclass(frozen=True, slots=True)
class Writing:
    """One step of writing the charter."""

    step: str
    number: int
    steps: Sequence[tuple[str, str]]
    seen: int
    form: Any
    owner: bool
    changes: Sequence[tuple[str, str, str]] = ()
    problem: Exception | None = None

    @property
    def before(self) -> str:
        """The step before; "" for the first."""
        return drafts.STEPS[self.number - 2] if self.number > 1 else ""


@dataclass(frozen=True, slots=True)
class Past:
    """A version and what it changed."""

    version: CharterVersion
    changes: Sequence[tuple[str, str, str]]


def past(organization: Organization) -> list[Past]:
    """Every version with what it changed, the latest first."""
    rows = list(queries.versions(organization))
    before = [*(one.content for one in rows[1:]), drafts.empty()]
    return [
        Past(one, drafts.changes(earlier, one.content)) for one, earlier in zip(rows, before, strict=True)
    ]


def written(page: Page, now: datetime) -> dict[str, Any]:
    """The charter as JSON."""
    row = page.charter
    return {
        "asOf": now.isoformat(),
        "version": row.version,
        "decided": row.decided and row.decided.isoformat(),
        "decidedBy": page.version.decided_by if page.version else None,
        "review": row.review and row.review.isoformat(),
        "days": page.days,
        "sentences": [_sentence(one) for one in page.sentences],
        "goals": [_goal(one, page.unit) for one in page.goals],
        "audiences": [
            {
                "id": one.audience.aim_id,
                "kind": one.audience.kind,
                "words": one.audience.words,
                "met": [{"network": m.network, "posts": m.posts, "replies": m.replies} for m in one.met],
            }
            for one in page.audiences
        ],
        "questions": {name: getattr(page.stance, name, "") for name in drafts.QUESTIONS},
    }


def _sentence(one: Lived) -> dict[str, Any]:
    return {
        "id": one.sentence.aim_id,
        "kind": one.sentence.kind,
        "words": one.sentence.words,
        "decidedBy": one.sentence.decided_by or None,
        "since": one.sentence.since.isoformat(),
        "acts": _acts(one.acts),
        "lived": None if one.young else not one.hollow,
    }


def _goal(one: Standing, unit: str) -> dict[str, Any]:
    worth = one.worth and {
        "mean": round(one.worth.mean, 2),
        "interval80": [round(one.worth.low, 2), round(one.worth.high, 2)],
        "n": one.worth.n,
        "unit": unit,
    }
    return {
        "id": one.goal.aim_id,
        "words": one.goal.words,
        "signOfSuccess": one.goal.sign_of_success,
        "signOfFailure": one.goal.sign_of_failure,
        "due": one.goal.due.isoformat(),
        "owner": str(one.goal.owner) if one.goal.owner else None,
        "acts": _acts(one.acts),
        "weeklyValue": worth,
    }


def _acts(acts: queries.Acts) -> dict[str, float]:
    return {
        "posts": acts.posts,
        "answers": acts.answers,
        "decisions": acts.decisions,
        "networks": acts.networks,
        "hours": acts.hours,
    }
