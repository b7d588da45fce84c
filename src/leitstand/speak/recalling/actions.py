"""Every write of taking back: one press for everything a thought or an answer became, and the correction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people.queries import EDITOR, OWNER, require
from leitstand.speak import ledger
from leitstand.speak.approving import risks
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import queries
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.hooks import events
from leitstand.speak.models import Delivery, Recall, Step, Takedown, Thought
from leitstand.speak.recalling import mails
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

PUBLIC = ("sent", "unknown", "claimed", "preparing", "sending")
"""States in which something is in public, or may be in a moment."""


def recall(
    member: Membership,
    deliveries: Sequence[Delivery],
    reason: str,
    *,
    now: datetime,
    until: date | None = None,
) -> Recall:
    """Take these back: what has not gone out is withdrawn, what is public is asked to be deleted and watched.

    What an account cannot ask for now, because it is not connected, is asked for as soon as it is; pressed
    twice, it is taken back once. Raises Refused for readers and where nothing of it is public, after what
    was planned is withdrawn; Invalid without a reason.
    """
    require(member, EDITOR)
    if not reason.strip():
        raise Invalid(_("Say in a few words why it is taken back; those who come after you read it."))
    with transaction.atomic():
        row = _recalled(member, list(deliveries), reason, now, until)
    if row is None:
        raise Refused(_("Nothing of this is public. What was planned is withdrawn; nothing else was to do."))
    return row


def _recalled(
    member: Membership, rows: list[Delivery], reason: str, now: datetime, until: date | None
) -> Recall | None:
    """The recall of what is public of these; None: nothing of it is."""
    held = dict(
        Delivery.objects.select_for_update()
        .filter(pk__in=[r.pk for r in rows])
        .order_by("pk")
        .values_list("pk", "state")
    )
    for one in rows:
        one.state = held.get(one.pk, one.state)
    _stop(member, rows, now)
    public = [one for one in rows if one.state in PUBLIC]
    if not public:
        return None
    already = Recall.objects.filter(takedowns__delivery__in=public)
    if already.distinct().count() == 1 and already.count() == len(public):
        return already.first()
    kept = [_kept(one) for one in public]
    variant = public[0].variant
    row = Recall.objects.create(
        organization=member.organization,
        thought=variant.thought if variant else None,
        reason=reason.strip()[:300],
        by=member.person,
        at=now,
        night=risks.is_night(member.organization, now),
        kept=kept,
        sha256=fingerprint(kept),
        until=until,
    )
    for one in public:
        _ask(one, row, member, now)
    transaction.on_commit(lambda: mails.tell(row))
    return row


def _stop(member: Membership, rows: list[Delivery], now: datetime) -> None:
    """Withdraw what has not gone out, the last part of a thread first."""
    for one in sorted(rows, key=lambda row: -row.part):
        if one.state in ("due", "waiting"):
            try:
                ledger.move(one, "withdrawn", now, by=member.person)
            except ledger.Taken:
                one.refresh_from_db()  # the sender was quicker: it is taken down once it has arrived


def _ask(one: Delivery, row: Recall, member: Membership, now: datetime) -> None:
    """Begin the take-down of one delivery; one that runs already joins."""
    takedown, made = Takedown.objects.get_or_create(
        delivery=one,
        defaults={
            "by": member.person,
            "reason": row.reason,
            "requested": now,
            "next_step": now if one.state == "sent" else None,
            "recall": row,
        },
    )
    if made:
        Step.objects.create(delivery=one, at=now, what="takedown", there="requested", by=member.person)
        events.of_takedown(takedown, "", now)
    else:
        Takedown.objects.filter(pk=takedown.pk).update(recall=row)


def _kept(one: Delivery) -> dict[str, Any]:
    """What is put under hold of one post."""
    return {
        "account": str(one.account),
        "content": one.content,
        "language": one.language,
        "note": one.note,
        "revision": one.revision,
        "id": one.receipt_id,
        "url": one.receipt_url,
        "published": one.receipt_published.isoformat() if one.receipt_published else None,
    }


def fingerprint(kept: object) -> str:
    """The hash by which what was kept proves unchanged: of its JSON with sorted keys."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def correct(member: Membership, row: Recall, *, now: datetime) -> Thought:
    """A draft that puts it right, on the same accounts; the second press finds the first draft."""
    require(member, EDITOR)
    if row.correction is not None and row.correction.binned is None:
        return row.correction
    before = row.thought
    accounts = {one.delivery.account_id for one in row.takedowns.select_related("delivery")}
    speakers = {one.pk for one in queries.speakers(row.organization)}
    what = Said(
        title=row.reason[:200],
        language=before.language if before else "de",
        voice=member.person_id,
        variants={pk: VariantSaid() for pk in accounts & speakers},
    )
    made = composing.begin(member, what, now=now)
    Thought.objects.filter(pk=made.pk).update(
        corrects=row.takedowns.values_list("delivery", flat=True).first()
    )
    row.correction = made
    row.save(update_fields=["correction"])
    return made


@transaction.atomic
def hold_until(member: Membership, row: Recall, until: date | None) -> Recall:
    """How long what was taken back is kept under hold. Raises Refused for all but owners."""
    require(member, OWNER)
    row.until = until
    row.save(update_fields=["until"])
    return row
