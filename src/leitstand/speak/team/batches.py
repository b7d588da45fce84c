"""One press on one or many mentions: let stand, assign, put off, spam; and the press that undoes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import get_object_or_404

from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, require
from leitstand.speak import actions
from leitstand.speak.models import Batch, SecondLook, Treatment
from leitstand.speak.treating import locked
from leitstand.speak.triage import looks, moderating
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership

MOST = 200
"""So many mentions one press may take."""

FURTHEST = timedelta(days=90)

One = Callable[["Mention"], None]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What one press did: the batch that undoes it, and how many mentions somebody else was quicker with."""

    batch: Batch
    skipped: int

    @property
    def count(self) -> int:
        """How many mentions it changed."""
        return len(self.batch.before)


def let_stand(
    member: Membership, ids: Sequence[int], reason: str, words: str = "", *, now: datetime
) -> Pressed:
    """Decide not to answer them, with one reason for all. Raises Invalid for an unknown reason."""
    return _press(member, ids, "let_stand", lambda one: _stand(member, one, reason, words, now), now)


def spam(member: Membership, ids: Sequence[int], *, now: datetime) -> Pressed:
    """They are spam: learned here, asked of the network where it allows that, and out of the inbox."""

    def one(mention: Mention) -> None:
        _stand(member, mention, "spam", "", now)
        if "spam" in moderating.acts(mention):
            moderating.ask(member, mention, "spam", now=now)

    return _press(member, ids, "spam", one, now)


def assign(member: Membership, ids: Sequence[int], person: int | None, *, now: datetime) -> Pressed:
    """They are somebody's; None: nobody's again. Raises Refused where that person cannot answer here."""
    able = [one for one in people.members(member.organization) if people.may(one, EDITOR)]
    if person is not None and person not in {one.person_id for one in able}:
        raise Refused(_("This person does not answer here. Nothing was changed; choose somebody who does."))
    return _press(member, ids, "assign", lambda one: _keep(one, assignee_id=person), now)


def later(member: Membership, ids: Sequence[int], until: datetime | None, *, now: datetime) -> Pressed:
    """They come back by themselves at that moment; None: now. Raises Invalid for a time that has passed."""
    if until is not None and not now < until < now + FURTHEST:
        raise Invalid(
            _("Choose a time that lies ahead, within ninety days. Nothing was changed; the post stays here.")
        )
    return _press(member, ids, "later", lambda one: _keep(one, until=until), now)


@transaction.atomic
def undo(member: Membership, id: int, *, now: datetime) -> tuple[int, int]:
    """Put everything back that nobody has changed since. Says how many were put back, and how many not."""
    require(member, EDITOR)
    batch = get_object_or_404(
        Batch.objects.select_for_update(), pk=id, organization=member.organization, undone=None
    )
    back = 0
    for change in batch.before:
        mention = listen.mentions(member.organization).filter(pk=change["mention"]).first()
        if mention is not None and _unchanged(locked(mention), change["after"]):
            _back(member, mention, change["before"], now)
            back += 1
    batch.undone = now
    batch.save(update_fields=["undone"])
    return back, len(batch.before) - back


@transaction.atomic
def second_look(member: Membership, drawn: SecondLook, verdict: str, *, now: datetime) -> SecondLook:
    """Another person's verdict; what needs an answer is in the inbox again. Raises as `looks.judge`."""
    row = looks.judge(member, drawn, verdict, now=now)
    if row.verdict == looks.WRONG and locked(drawn.mention).state == "let_stand":
        actions.undo(member, drawn.mention, now=now)
    return row


def latest(member: Membership, *, now: datetime) -> Batch | None:
    """The last press of this person today that can still be undone."""
    mine = Batch.objects.filter(organization=member.organization, by=member.person, undone=None)
    return mine.filter(at__gt=now - timedelta(hours=12)).order_by("-at", "-pk").first()


@transaction.atomic
def _press(member: Membership, ids: Sequence[int], act: str, one: One, now: datetime) -> Pressed:
    require(member, EDITOR)
    if not ids:
        raise Invalid(_("Nothing is selected. Select posts first; nothing was changed."))
    if len(ids) > MOST:
        raise Invalid(_("Select at most %(most)s posts at once. Nothing was changed."), most=MOST)
    batch = Batch.objects.create(organization=member.organization, by=member.person, act=act, at=now)
    skipped = 0
    for mention in listen.mentions(member.organization).filter(pk__in=ids).order_by("pk"):
        row = locked(mention)
        if row.state != "new":
            skipped += 1
            continue
        before = _state(row)
        one(mention)
        batch.before.append({"mention": mention.pk, "before": before, "after": _state(locked(mention))})
    if not batch.before:
        raise Refused(_("Somebody else has decided on this already. Nothing was changed; reload the page."))
    batch.save(update_fields=["before"])
    return Pressed(batch, skipped)


def _stand(member: Membership, mention: Mention, reason: str, words: str, now: datetime) -> None:
    actions.let_stand(member, mention, reason, words, now=now)


def _keep(mention: Mention, **fields: Any) -> None:
    Treatment.objects.filter(mention=mention).update(**fields)


def _state(row: Treatment) -> dict[str, Any]:
    """What a press may change of a row, as it is kept with the batch."""
    until = row.until.isoformat() if row.until else None
    return {"state": row.state, "reason": row.reason, "assignee": row.assignee_id, "until": until}


def _unchanged(row: Treatment, after: dict[str, Any]) -> bool:
    return _state(row) == after


def _back(member: Membership, mention: Mention, before: dict[str, Any], now: datetime) -> None:
    if locked(mention).state != "new":
        actions.undo(member, mention, now=now)
    until = datetime.fromisoformat(before["until"]) if before["until"] else None
    _keep(mention, assignee_id=before["assignee"], until=until)
