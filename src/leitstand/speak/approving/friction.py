"""What our own rules cost: the share that waited, how long, what passed them by, what waited for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.speak.models import Delivery, Release
from leitstand.vocabulary import shares

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Friction:
    """One span of time. Times in minutes; `waited` of `said`; intervals of 80 %.

    `needless`: released as it was and without a remark, of all that were decided. `unseen`: posts on our
    accounts that did not come from here, so that no rule looked at them.
    """

    said: int
    waited: int
    share: tuple[float, float]
    middle: shares.Middle | None
    longest: float
    decided: int
    needless: int
    needless_share: tuple[float, float]
    hours: float
    unseen: int


def friction(organization: Organization, start: datetime, end: datetime) -> Friction:
    """What approval cost between two moments: of thoughts that went out or were asked about then."""
    waits = _minutes(organization, start, end)
    decided = list(
        Release.objects.filter(
            organization=organization, at__range=(start, end), state__in=["released", "declined", "void"]
        )
    )
    needless = sum(one.state == "released" and not one.words for one in decided)
    said = _said(organization, start, end)
    return Friction(
        said=said,
        waited=len(waits),
        share=shares.wilson(min(len(waits), said), said),
        middle=shares.middle(waits),
        longest=max(waits, default=0.0),
        decided=len(decided),
        needless=needless,
        needless_share=shares.wilson(needless, len(decided)),
        hours=sum(waits) / 60,
        unseen=_unseen(organization, start, end),
    )


def _minutes(organization: Organization, start: datetime, end: datetime) -> Sequence[float]:
    """How long each release was waited for that was decided then."""
    rows = Release.objects.filter(organization=organization, at__range=(start, end), state="released")
    return [(one.at - one.asked).total_seconds() / 60 for one in rows if one.at]


def _said(organization: Organization, start: datetime, end: datetime) -> int:
    """Thoughts and answers that went out then; a thought on three networks counts once."""
    rows = Delivery.objects.filter(
        organization=organization, state="sent", receipt_published__range=(start, end)
    )
    thoughts = rows.exclude(variant=None).values("variant__thought").distinct().count()
    return thoughts + rows.exclude(reply=None).count()


def _unseen(organization: Organization, start: datetime, end: datetime) -> int:
    """Posts of our accounts that we heard but did not send."""
    ours = people.accounts(organization).filter(network=OuterRef("network"), actor_id=OuterRef("author_id"))
    sent = Delivery.objects.filter(organization=organization, receipt_id=OuterRef("post_id"))
    heard = listen.mentions(organization).filter(published__range=(start, end))
    return heard.filter(Exists(ours), ~Exists(sent)).count()
