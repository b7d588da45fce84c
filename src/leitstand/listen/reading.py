"""Reads one source through its network, page by page, and sorts out what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.listen import daily, health
from leitstand.listen.intake import take_in
from leitstand.listen.models import Source
from leitstand.people.actions import pause_account, renew
from leitstand.vocabulary.errors import Invalid, NetworkError, Reconnect, Refused
from leitstand.vocabulary.network import Network, Wire
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account

LOG = logging.getLogger(__name__)

WireFor = Callable[["Account | None"], Wire]
"""Opens a wire that speaks as an account of ours, or for nobody in particular."""

TROUBLE = (NetworkError, Invalid, Refused)
"""What may go wrong with one source without stopping the others. All else is a bug, or our database."""


def ask(source: Source, now: datetime, wire_for: WireFor) -> int:
    """One visit to a claimed source; says how many mentions are new. What fails is written on the source."""
    try:
        return _read(source, now, wire_for)
    except TROUBLE as error:
        if not (isinstance(error, Reconnect) and renewed(source, error, wire_for)):
            give_up(source, error, now)
            return 0
    try:
        return _read(source, now, wire_for)
    except TROUBLE as error:
        if isinstance(error, Reconnect) and source.account:
            pause_account(source.account, error)
        give_up(source, error, now)
        return 0


def _read(source: Source, now: datetime, wire_for: WireFor) -> int:
    talk, new = network(source), 0
    with opened(source, wire_for) as wire:
        for page in talk.read(wire, source.source, source.cursor):
            new += take_in(source, list(talk.parse(page.raw, page.url)), page.cursor, now=now)
            daily.note(source, now, read_bytes=len(page.raw))
    health.rested(source, now)
    return new


def network(source: Source) -> Network:
    """The network of a source. Raises Invalid when its file is gone."""
    try:
        return registry.network(source.network)
    except KeyError as error:
        raise Invalid(
            _(
                "The network “%(network)s” is not installed here any more. Nothing that was heard is lost; "
                "install it again or remove this source."
            ),
            network=source.network,
        ) from error


@contextmanager
def opened(source: Source, wire_for: WireFor) -> Iterator[Wire]:
    """The wire of a source, closed afterwards."""
    with _closed(wire_for(source.account)) as wire:
        yield wire


@contextmanager
def _closed(wire: Wire) -> Iterator[Wire]:
    try:
        yield wire
    finally:
        if close := getattr(wire, "close", None):  # one made of paper has nothing to close
            close()


def renewed(source: Source, ended: Reconnect, wire_for: WireFor) -> bool:
    """The permission ended: connect once more with what was given. False: the account is paused now."""
    if source.account is None:
        return False
    try:
        with _closed(wire_for(None)) as wire:
            return renew(source.account, wire)
    except Invalid:  # what was given is not taken any more
        pause_account(source.account, ended)
        return False
    except NetworkError as error:
        LOG.warning("%s: connecting again has to wait: %s", source, error)
        return False


def give_up(source: Source, error: NetworkError | Invalid | Refused, now: datetime) -> None:
    """Write down what is wrong with it, and when it is tried again."""
    LOG.info("source %s (%s): %s", source.pk, source.network, error)
    health.failed(source, error, now)
