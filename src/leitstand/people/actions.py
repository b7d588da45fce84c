"""Every write of who works here and as whom we speak."""

from __future__ import annotations

from django.db import transaction

from leitstand import registry
from leitstand.people.models import Account
from leitstand.vocabulary.errors import LeitstandError, Reconnect
from leitstand.vocabulary.network import Wire


def renew(account: Account, wire: Wire) -> bool:
    """Connect again with what was given, for networks whose permission is short-lived. False: its owner must.

    `wire` is an open wire without credentials. Network errors other than Reconnect are the caller's.
    """
    try:
        made = registry.network(account.network).connect(wire, account.given)
    except Reconnect as error:
        pause_account(account, error)
        return False
    account.headers = dict(made.headers)
    account.state, account.problem = Account.WORKING, None
    account.save(update_fields=["headers", "state", "problem"])
    return True


@transaction.atomic
def pause_account(account: Account, why: LeitstandError) -> None:
    """The permission ended: nothing is asked or sent as this account until its owner connects it again."""
    account.state = Account.RECONNECT
    account.problem = {"sentence": why.sentence, "facts": {k: str(v) for k, v in why.facts.items()}}
    account.save(update_fields=["state", "problem"])
