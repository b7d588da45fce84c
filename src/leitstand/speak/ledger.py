"""The publishing ledger: each step of a delivery and its take-down is lawful, written down and taken once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.speak.hooks import events
from leitstand.speak.lines import told
from leitstand.speak.models import Delivery, Step, Takedown
from leitstand.vocabulary.errors import LeitstandError, Refused
from leitstand.vocabulary.lives import DELIVERY, TAKEDOWN
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Person
    from leitstand.vocabulary.post import Receipt

LOOKS = (5, 30, 120, 600, 3600)
"""Seconds from one look for an unknown delivery to the next; after the last one a person decides."""


class Taken(Refused):
    """Somebody else has moved it on meanwhile: it is theirs now."""


@transaction.atomic
def move(
    delivery: Delivery, there: str, now: datetime, *, by: Person | None = None, **changes: Any
) -> Delivery:
    """Take one lawful step, if the row still stands where we saw it; raises Taken otherwise.

    The step is a conditional UPDATE: of two processes that try, exactly one takes it.
    """
    here = delivery.state
    DELIVERY.step(here, there)
    changes["state"] = there
    if not Delivery.objects.filter(pk=delivery.pk, state=here).update(**changes):
        raise Taken(_("Somebody else has just moved this on. Nothing was done twice; reload the page."))
    Step.objects.create(
        delivery=delivery, at=now, what="delivery", here=here, there=there, by=by, note=changes.get("problem")
    )
    for field, value in changes.items():
        setattr(delivery, field, value)
    events.of_delivery(delivery, here, now)
    return delivery


@transaction.atomic
def move_takedown(
    takedown: Takedown, there: str, now: datetime, *, by: Person | None = None, **changes: Any
) -> Takedown:
    """The same for a take-down; staying where it is only changes the other columns."""
    here = takedown.state
    if there != here:
        TAKEDOWN.step(here, there)
    if not Takedown.objects.filter(pk=takedown.pk, state=here).update(state=there, **changes):
        raise Taken(_("Somebody else has just moved this on. Nothing was done twice; reload the page."))
    if there != here:
        Step.objects.create(
            delivery_id=takedown.delivery_id,
            at=now,
            what="takedown",
            here=here,
            there=there,
            by=by,
            note=changes.get("problem"),
        )
    for field, value in {**changes, "state": there}.items():
        setattr(takedown, field, value)
    if there != here:
        events.of_takedown(takedown, here, now)
    return takedown


def prepared(delivery: Delivery, state: str) -> None:
    """One more call for its media is done; how far they are is kept before the next. Raises Taken."""
    ours = Delivery.objects.filter(pk=delivery.pk, state="preparing", worker=delivery.worker)
    if not ours.update(prepared=state):
        raise Taken(_("Somebody else has just moved this on. Nothing was done twice; reload the page."))
    delivery.prepared = state


def looked(delivery: Delivery, found: str, now: datetime, error: LeitstandError | None = None) -> None:
    """Write down what a look found: "found", "absent", or "failed" with why."""
    note = told(error) if error else None
    Step.objects.create(delivery=delivery, at=now, what="look", there=found, note=note)


@transaction.atomic
def sent(delivery: Delivery, receipt: Receipt, now: datetime) -> Delivery:
    """The network took it; its word is stored at once. Who wanted it back meanwhile: that begins now."""
    Takedown.objects.filter(delivery=delivery, state="requested", next_step=None).update(next_step=now)
    # What follows it in a thread could not go out before: it is due now, and not late.
    Delivery.objects.filter(after=delivery, state__in=["due", "waiting"], due__lt=now).update(due=now)
    return move(
        delivery,
        "sent",
        now,
        receipt_id=receipt.id,
        receipt_url=receipt.url,
        receipt_published=receipt.published,
        next_look=None,
        problem=None,
    )


def unknown(delivery: Delivery, why: LeitstandError, now: datetime) -> Delivery:
    """We do not know the end: look for it soon, never simply send again."""
    return move(
        delivery, "unknown", now, problem=told(why), looks=0, next_look=now + timedelta(seconds=LOOKS[0])
    )
