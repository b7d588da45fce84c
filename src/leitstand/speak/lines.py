"""Wires of the ledger: opened for a call, renewed once where permission is short-lived, asked again later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from leitstand.people import actions as people
from leitstand.vocabulary.errors import LeitstandError, Reconnect, TryLater
from leitstand.vocabulary.network import Wire

if TYPE_CHECKING:
    from leitstand.people.models import Account

OpenWire = Callable[["Account | None"], Wire]

PAUSES = (5, 30, 120, 600, 3600)
"""Seconds from one try to the next; the last one repeats."""


class opened:
    """A wire for one call, closed afterwards when it can be."""

    def __init__(self, opener: OpenWire, account: Account | None) -> None:
        self.line = opener(account)

    def __enter__(self) -> Wire:
        return self.line

    def __exit__(self, *_error: object) -> None:
        close = getattr(self.line, "close", None)
        if close:
            close()


def renewed(account: Account, error: Reconnect, wire: OpenWire, *, again: bool) -> bool:
    """Short-lived permission is renewed once; a network that then says no `again` pauses the account.

    Unless somebody else is just renewing it, or has: what we asked with was the old one then.
    """
    if again and not people.being_renewed(account) and not _other(account):
        people.pause_account(account, error)
        return False
    try:
        with opened(wire, None) as line:
            return people.renew(account, line)
    except TryLater:
        return False
    except LeitstandError as worse:
        people.pause_account(account, worse)
        return False


def same(problem: dict[str, Any] | None, error: LeitstandError) -> bool:
    """Was that what went wrong the last time as well?"""
    return problem is not None and problem.get("sentence") == error.sentence


def wait(error: LeitstandError, tries: int) -> timedelta:
    """As long as the network asked for, and longer with every try."""
    asked = error.wait if isinstance(error, TryLater) else timedelta(0)
    return max(asked, pause(tries))


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    return timedelta(seconds=PAUSES[min(tries, len(PAUSES) - 1)])


def told(error: LeitstandError) -> dict[str, Any]:
    """An error as it is kept: the sentence and its facts, translated on the page."""
    return {"sentence": error.sentence, "facts": {name: str(fact) for name, fact in error.facts.items()}}


def _other(account: Account) -> bool:
    """Are the credentials that are kept others than those that we asked with?"""
    ours = dict(account.headers)
    account.refresh_from_db(fields=["given", "headers"])
    return bool(account.headers != ours)
