"""Asking a network to show, hold, mark as spam or remove somebody's comment: by the worker, never inline."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from leitstand import registry
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, require
from leitstand.speak.lines import told
from leitstand.speak.models import Moderation, Pause
from leitstand.vocabulary.errors import Gone, LeitstandError, Reconnect, Refused, TryLater, Uncertain
from leitstand.vocabulary.lives import MODERATION
from leitstand.vocabulary.network import Wire, acts_of
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Account, Membership

ACTS = {
    "approve": _("Show it there"),
    "hold": _("Hide it there"),
    "spam": _("Mark it there as spam"),
    "trash": _("Delete it there"),
    "report": _("Report it there"),
}
"""What may be asked, as `Network.moderate` names it, in the words of a button."""

REMOVES = ("spam", "trash")
UNDO = timedelta(seconds=8)
"""It is asked of the network so long after the press, so that it can be undone."""

WAITS = (5, 30, 120, 600, 3600)
MOST_TRIES = 12

Open = Callable[["Account"], AbstractContextManager[Wire]]
Renewed = Callable[["Account", Reconnect], bool]


def acts(mention: Mention) -> dict[str, str]:
    """What may be asked about this comment, in the words of buttons; nothing where there is no way."""
    if account_for(mention) is None:
        return {}
    return {act: ACTS[act] for act in acts_of(registry.network(mention.network))}


def account_for(mention: Mention) -> Account | None:
    """The working account by which this comment can be moderated; None where there is no way."""
    if mention.network not in registry.names(registry.NETWORKS):
        return None
    network = registry.network(mention.network)
    if not acts_of(network):
        return None
    ours = people.accounts(mention.organization).filter(network=mention.network, state="working")
    through = mention.source.account_id if mention.source else None
    at_home = [one for one in ours if one.pk == through or mention.post_id.startswith(one.server)]
    anywhere = ours if network.federated else ()
    return next(iter((*at_home, *anywhere)), None)


@transaction.atomic
def ask(member: Membership, mention: Mention, act: str, *, now: datetime) -> Moderation:
    """Ask for it, in a few seconds. Raises Refused for readers and where the network does not allow it."""
    require(member, EDITOR)
    account = account_for(mention)
    if account is None or act not in acts(mention):
        raise Refused(
            _(
                "This network lets nobody moderate this post from here. Nothing was changed; "
                "open the original and report it there."
            )
        )
    withdraw(mention, now=now)
    return Moderation.objects.create(
        mention=mention, account=account, act=act, by=member.person, asked=now, next_step=now + UNDO
    )


def withdraw(mention: Mention, *, now: datetime) -> int:
    """What was not asked of the network yet is not asked any more. Says how many."""
    waiting = Moderation.objects.filter(mention=mention, state="asked", tries=0)
    return waiting.update(state="withdrawn", ended=now, next_step=None)


def asked(mention: Mention) -> QuerySet[Moderation]:
    """What was asked about this comment, the latest first."""
    rows = Moderation.objects.filter(mention=mention).exclude(state="withdrawn")
    return rows.select_related("by").order_by("-asked", "-pk")


def move_due(now: datetime, wire: Open, renewed: Renewed) -> int:
    """Ask what is due. Says how many rows it touched; what is held as a whole stays."""
    held = Exists(Pause.objects.filter(organization=OuterRef("account__organization"), ended=None))
    due = Moderation.objects.filter(~held, next_step__lte=now, account__state="working")
    moved = 0
    for row in due.select_related("mention", "account").order_by("next_step", "pk")[:50]:
        later = now + timedelta(seconds=WAITS[min(row.tries, len(WAITS) - 1)])
        mine = Moderation.objects.filter(pk=row.pk, next_step=row.next_step, state=row.state)
        if mine.update(next_step=later, tries=row.tries + 1):
            row.next_step, row.tries = later, row.tries + 1
            _ask(row, now, wire, renewed)
            moved += 1
    return moved


def _ask(row: Moderation, now: datetime, wire: Open, renewed: Renewed) -> None:
    """One request. Asking twice does no more than asking once, so whatever is not certain is asked again."""
    network = registry.network(row.account.network)
    try:
        with wire(row.account) as line:
            network.moderate(line, row.mention.post_id, row.act)
    except Reconnect as error:
        soon = now + timedelta(seconds=1) if renewed(row.account, error) else row.next_step
        _settle(row, row.state, now, error, soon)
    except TryLater as error:
        _settle(row, row.state, now, error, max(now + error.wait, row.next_step or now))
    except Uncertain as error:
        _settle(row, "unknown", now, error, row.next_step)
    except Gone as error:
        _settle(row, "done" if row.act in REMOVES else "refused", now, error, None)
    except LeitstandError as error:
        _settle(row, "refused", now, error, None)
    else:
        _settle(row, "done", now, None, None)


def _settle(
    row: Moderation, there: str, now: datetime, error: LeitstandError | None, again: datetime | None
) -> None:
    """Keep what came of it. After MOST_TRIES nothing is asked any more, and nobody knows the end."""
    if again and row.tries >= MOST_TRIES:
        there, again = "unknown", None
    if there != row.state:
        MODERATION.step("asked" if there == "refused" else row.state, there)
    Moderation.objects.filter(pk=row.pk).update(
        state=there,
        next_step=again,
        problem=told(error) if error and there != "done" else None,
        ended=now if there in ("done", "refused") else None,
    )
