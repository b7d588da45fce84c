"""Every write of hooks: add, switch, renew the secret, remove, try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction

from leitstand.people.queries import OWNER, require
from leitstand.speak.hooks import events, signing
from leitstand.speak.models import Hook, Message
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

MOST = 20


@transaction.atomic
def add(member: Membership, url: str, kinds: Sequence[str], *, now: datetime) -> Hook:
    """A new hook with a secret of its own. Owners only. Raises Invalid for what is no address or no kind."""
    require(member, OWNER)
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Invalid(
            _("Write a whole address such as https://example.org/hook, without a name or password in it.")
        )
    if not kinds or not set(kinds) <= set(events.KINDS):
        raise Invalid(_("Choose at least one kind of event."))
    if Hook.objects.filter(organization=member.organization).count() >= MOST:
        raise Refused(_("There are twenty webhooks already. Nothing was added; remove one first."))
    return Hook.objects.create(
        organization=member.organization,
        url=url.strip()[:1000],
        kinds=sorted(set(kinds)),
        secret=signing.secret(),
        by=member.person,
        created=now,
    )


@transaction.atomic
def switch(member: Membership, hook: Hook) -> Hook:
    """Off when it is on, on when it is off; what waits for it stays. Owners only."""
    require(member, OWNER)
    hook.active, hook.problem = not hook.active, None
    hook.save(update_fields=["active", "problem"])
    return hook


@transaction.atomic
def renew_secret(member: Membership, hook: Hook) -> Hook:
    """A new secret; the old one is worth nothing from now on. Owners only."""
    require(member, OWNER)
    hook.secret = signing.secret()
    hook.save(update_fields=["secret"])
    return hook


@transaction.atomic
def remove(member: Membership, hook: Hook) -> None:
    """Forget a hook and its log. Owners only."""
    require(member, OWNER)
    hook.delete()


def test(member: Membership, hook: Hook, *, now: datetime) -> Message:
    """Write a test event down for one hook. Owners only."""
    require(member, OWNER)
    return events.to(hook, events.TEST, {"sentence": "This is a test of Leitstand."}, now)
