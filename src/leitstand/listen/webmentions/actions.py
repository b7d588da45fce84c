"""Every write of webmentions: asked, looked at, told. Nothing is looked at while somebody waits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.listen.intake import take_in_again
from leitstand.listen.models import LinkAsked, Linking, LinkTold, Mention, Source
from leitstand.listen.webmentions import queries
from leitstand.people.queries import require
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leitstand.people.models import Membership
    from leitstand.vocabulary.post import Post

NETWORK = "webmention"
MOST_WAITING = 1000
"""So many may wait to be looked at; whoever asks beyond that is asked to come again."""

AGAIN = timedelta(minutes=15)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_ASKED_OFTEN = timedelta(seconds=30)


@transaction.atomic
def ask(source: str, target: str, *, now: datetime) -> int:
    """Put down that `source` may link to our `target`; says for how many organisations. Raises TryLater.

    The same again only means to look again.
    """
    if queries.waiting() >= MOST_WAITING:
        raise TryLater(_("Too many webmentions wait here. Nothing was kept; send it again later."), AGAIN)
    ours = queries.organizations_of(target)
    for organization_id in ours:
        row, new = LinkAsked.objects.get_or_create(
            organization_id=organization_id,
            pair=pair(source, target),
            defaults={"source": source, "target": target, "asked": now, "due": now},
        )
        if not new:
            row.asked, row.due, row.tries = now, max(now, row.asked + _ASKED_OFTEN), 0
            row.save(update_fields=["asked", "due", "tries"])
    return len(ours)


def heard(row: LinkAsked, posts: Sequence[Post], *, now: datetime) -> None:
    """What the page said: a mention, a newer wording of one, or nothing any more."""
    gone = all(post.type == "Tombstone" for post in posts)
    if not (gone and queries.still_linked(row)):
        again = not gone and _had(row)
        said = [replace(post, updated=now) if again and not post.updated else post for post in posts]
        take_in_again(_source(row.organization_id, now), said, now=now)
    done(row, LinkAsked.GONE if gone else LinkAsked.LINKED)


@transaction.atomic
def choose(member: Membership, *, tell: bool, now: datetime) -> Linking:
    """Whether pages are told that our articles link to them, from now on. Owners only."""
    require(member, "owner")
    row, _new = Linking.objects.get_or_create(organization=member.organization)
    row.since = (row.since or now) if tell else None
    row.by = member.person
    row.save()
    if not tell:
        LinkTold.objects.filter(organization=member.organization, state=LinkTold.WAITING).delete()
    return row


@transaction.atomic
def link(organization_id: int, source: str, targets: Iterable[str], *, now: datetime) -> int:
    """Our article `source` links to these pages: each is told once. Says how many are new."""
    made = 0
    for target in targets:
        _row, new = LinkTold.objects.get_or_create(
            organization_id=organization_id,
            pair=pair(source, target),
            defaults={"source": source, "target": target, "found": now, "due": now},
        )
        made += new
    return made


def done(row: LinkAsked | LinkTold, state: str, **more: str) -> None:
    """Nothing is to be done for it any more, unless somebody asked again meanwhile."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    rows.update(state=state, **more)
    rows.filter(due=row.due).update(due=None)


def pair(source: str, target: str) -> str:
    """The fingerprint under which two addresses are found again."""
    return hashlib.sha256(f"{source}\n{target}".encode()).hexdigest()


def _had(row: LinkAsked) -> bool:
    return Mention.objects.filter(
        organization=row.organization_id, post_id=row.source.partition("#")[0]
    ).exists()


def _source(organization_id: int, now: datetime) -> Source:
    """The source of an organisation's webmentions: said to us, kept all, and never asked: they come."""
    row, _new = Source.objects.get_or_create(
        organization_id=organization_id,
        network=NETWORK,
        source=Source.NOTIFICATIONS,
        account=None,
        defaults={"name": "Webmention", "keep": Source.ALL, "next_fetch": NEVER, "created": now},
    )
    return row
