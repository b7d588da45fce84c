"""Every write of what outcomes are worth: the unit, amounts, kinds of one's own."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from leitstand.learn.models import OwnKind, Unit, Worth
from leitstand.learn.worths import kinds, queries
from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.moments import zone_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.models import Aim

MOST, MOST_KINDS = 1_000_000.0, 20
"""More than this nothing is worth: somebody has slipped on the keys."""


@transaction.atomic
def name_unit(member: Membership, name: str, *, now: datetime) -> Unit:
    """In what outcomes are weighed. Owners only. Raises Invalid for what is no word."""
    require(member, OWNER)
    said = " ".join(name.split())[:60]
    if not said or not any(letter.isalpha() for letter in said):
        raise Invalid(_('The unit needs a word, such as "conversations". Nothing was changed; write one.'))
    found, _made = Unit.objects.update_or_create(
        organization=member.organization, defaults={"name": said, "by": member.person, "changed": now}
    )
    return found


@transaction.atomic
def appraise(
    member: Membership,
    kind: str,
    amount: float,
    *,
    since: date,
    why: str = "",
    aim: Aim | None = None,
    now: datetime,
) -> Worth:
    """Say what one of a kind is worth from a day on. What was said before stays readable. Owners only.

    Raises Invalid for an unknown kind, for negative or absurd amounts, and for a day that is still to come.
    """
    require(member, OWNER)
    if kind not in queries.labels(member.organization):
        raise Invalid(_("There is no such kind of outcome. Nothing was changed; reload the page."))
    _check(amount)
    if since > now.astimezone(zone_of(member.organization.time_zone)).date():
        raise Invalid(
            _(
                "A value cannot begin in the future: nobody knows yet whether it will still be right. "
                "Nothing was changed; choose today or a day before."
            )
        )
    return Worth.objects.create(
        organization=member.organization,
        kind=kind,
        aim=aim,
        amount=amount,
        since=since,
        why=why.strip()[:300],
        by=member.person,
        made=now,
    )


@transaction.atomic
def begin(member: Membership, name: str, *, now: datetime) -> int:
    """Take the starter's values from a year ago on, where nothing has been said yet. Owners only."""
    require(member, OWNER)
    name_unit(member, name, now=now)
    said = set(queries.worths(member.organization).values_list("kind", flat=True))
    today = now.astimezone(zone_of(member.organization.time_zone)).date()
    first = date(today.year - 1, 1, 1)
    rows = [
        Worth(
            organization=member.organization,
            kind=kind,
            amount=amount,
            since=first,
            by=member.person,
            made=now,
        )
        for kind, amount in kinds.STARTER.items()
        if kind not in said
    ]
    return len(Worth.objects.bulk_create(rows))


@transaction.atomic
def add_kind(member: Membership, name: str) -> OwnKind:
    """A kind of outcome that only this organisation counts. Editors. Raises Invalid for one that is there."""
    require(member, EDITOR)
    said = " ".join(name.split())[:80]
    short = slugify(said)[:36]
    if not short:
        raise Invalid(_("The new kind needs a name. Nothing was added; write what you count."))
    here = OwnKind.objects.filter(organization=member.organization)
    if here.filter(kind=kinds.OWN + short).exists():
        raise Invalid(
            _('There is a kind called "%(name)s" already. Nothing was added; use that one.'), name=said
        )
    if here.count() >= MOST_KINDS:
        raise Invalid(
            _("There are twenty kinds of your own already. Nothing was added; more than that nobody weighs.")
        )
    return OwnKind.objects.create(organization=member.organization, kind=kinds.OWN + short, name=said)


def _check(amount: float) -> None:
    if not math.isfinite(amount):
        raise Invalid(_("This is no number. Nothing was changed; write one such as 0.5."))
    if amount < 0:
        raise Invalid(
            _(
                "A value cannot be below zero. Nothing was changed; write 0 for what is worth "
                "nothing to you. Harm is what a goal's sign of failure is for."
            )
        )
    if amount > MOST:
        raise Invalid(
            _(
                "More than a million for one outcome is probably a slip. "
                "Nothing was changed; choose a larger unit."
            )
        )
