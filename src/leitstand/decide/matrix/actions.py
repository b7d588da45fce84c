"""Every write of the matrix: what is wanted of a voice or account, written down where speaking reads it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.decide.matrix import queries
from leitstand.people import queries as people
from leitstand.speak.placing import actions as placing
from leitstand.speak.placing.queries import VOICE
from leitstand.speak.placing.shares import Point
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership, Person
    from leitstand.speak.models import Wanted


def want(
    member: Membership,
    id: str,
    point: Point,
    *,
    now: datetime,
    tolerance: int = placing.TOLERANCE,
    words: str = "",
) -> Wanted:
    """Agree on the shares of "v12" or "a3". Raises Invalid for what is not here or no share, Refused."""
    kind, number = queries.parsed(id)
    whom = _person(member, number) if kind == VOICE else people.account(member.organization, number)
    return placing.want(member, whom, point, now=now, tolerance=tolerance, words=words)


def _person(member: Membership, number: int) -> Person | Account:
    found = people.members(member.organization).filter(person_id=number).first()
    if found is None:
        raise Invalid(_("There is no such voice here. Nothing was changed; choose one from the list."))
    return found.person
