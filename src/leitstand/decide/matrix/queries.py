"""Every read of the matrix: voices and accounts with what they want and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.decide.matrix import drawing
from leitstand.decide.matrix.drawing import Mark
from leitstand.people import queries as people
from leitstand.speak.placing import queries as placing
from leitstand.speak.placing import shares
from leitstand.speak.placing.queries import ACCOUNT, VOICE, Key, Said
from leitstand.speak.placing.shares import Measured, Point
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization, Person
    from leitstand.speak.models import Wanted

DAYS = 90
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """A person who speaks, or an account: what is wanted of it and how it was in the last 90 days."""

    key: Key
    whom: Person | Account
    wanted: Wanted | None
    measured: Measured | None

    @property
    def id(self) -> str:
        """Its name in addresses: "v12" or "a3"."""
        return f"{self.key[0]}{self.key[1]}"

    @property
    def name(self) -> str:
        """How it is called."""
        if self.key[0] == VOICE:
            return str(self.whom)
        return str(getattr(self.whom, "handle", "") or getattr(self.whom, "name", ""))

    @property
    def network(self) -> str:
        """The account's network; "" for a voice."""
        return getattr(self.whom, "network", "")


@dataclass(frozen=True, slots=True)
class Picture:
    """The matrix: marks in percent of the drawing, the voices behind them, and who is left out and why."""

    marks: Sequence[Mark]
    voices: Sequence[Voice]
    unmeasured: int
    more: int
    days: int = DAYS


def voices(organization: Organization, now: datetime) -> list[Voice]:
    """Every person who may speak and every account, persons first; six queries."""
    measured = placing.by_key(_published(organization, now))
    agreed = placing.wanted(organization)
    members = [one.person for one in people.members(organization) if people.may(one, people.EDITOR)]
    accounts = people.accounts(organization).exclude(state="disconnected")
    found: list[tuple[Key, Person | Account]] = [((VOICE, one.pk), one) for one in members]
    found += [((ACCOUNT, one.pk), one) for one in accounts]
    return [Voice(key, whom, agreed.get(key), measured.get(key)) for key, whom in found]


def picture(organization: Organization, now: datetime, *, kind: str = VOICE, chosen: str = "") -> Picture:
    """What `decide/matrix/_picture.html` draws: the persons, or the accounts, the most spoken first."""
    return of([one for one in voices(organization, now) if one.key[0] == kind], chosen)


def of(found: Sequence[Voice], chosen: str = "", most: int = 14) -> Picture:
    """The picture of these voices; more than `most` would be a blur, the table has them all."""
    ordered = sorted(found, key=lambda one: (one.id != chosen, -(one.measured.posts if one.measured else 0)))
    shown = ordered[:most]
    rows = [(one.id, one.name, one.measured, _point(one.wanted)) for one in shown]
    marks = drawing.marks(rows, chosen)
    measured = sum(one.value is not None for one in marks)
    return Picture(marks, ordered, len(shown) - measured, len(ordered) - len(shown))


def _point(wanted: Wanted | None) -> Point | None:
    return Point(wanted.professional, wanted.public) if wanted else None


def parsed(id: str) -> Key:
    """The voice or account behind "v12" or "a3". Raises Invalid."""
    kind, number = id[:1], id[1:]
    if kind not in (VOICE, ACCOUNT) or not (number.isascii() and number.isdecimal()) or len(number) > 15:
        raise Invalid(_("There is no such voice here. Nothing was changed; choose one from the list."))
    return kind, int(number)


def posts(organization: Organization, whose: Key, now: datetime) -> list[Said]:
    """Its posts of the last 90 days, the latest first."""
    kind, id = whose
    mine = _published(organization, now)
    return [one for one in mine if (one.author if kind == VOICE else one.account) == id]


def far(post: Said, wanted: Wanted) -> tuple[str, ...]:
    """On which axes one post lies further from what is wanted than agreed."""
    across = wanted.professional if post.professional is None else 100 * post.professional
    here = Point(across, 100.0 * post.public)
    return shares.far(here, Point(wanted.professional, wanted.public), wanted.tolerance)


def history(organization: Organization, whose: Key) -> Sequence[Wanted]:
    """What was agreed of it, the latest first."""
    return list(placing.history(organization, whose)[:20])


def _published(organization: Organization, now: datetime) -> list[Said]:
    return placing.published(organization, now - timedelta(days=DAYS), now)
