"""The words of Meta's Graph API, which Facebook, Instagram and Threads share: errors and lists.

Errors: https://developers.facebook.com/docs/graph-api/guides/error-handling; how long to wait:
…/docs/graph-api/overview/rate-limiting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import (
    Gone,
    Invalid,
    NetworkError,
    Reconnect,
    Rejected,
    TryLater,
    Uncertain,
)
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.shapes import loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

HOUR = timedelta(hours=1)
_SLOW = {4, 17, 32, 341, 613, *range(80000, 80015)}
_BLOCKED = {368, 2207051, 2207042, 2207001}  # for a day, by what they call spam or too many posts
_ENDED = {102, 190, 2500}
_UNSURE = {1, 2}
_NOT_READY = {2207027, 9007}
_LOST = {803, 2207006, 2207008, 24}


@contextmanager
def sorting(network: str, right: str = "", *, writing: bool = False) -> Iterator[None]:
    """Around every call: an error by Meta's own code, for its statuses say little."""
    try:
        yield
    except NetworkError as error:
        raise sorted_out(error, network, right, writing=writing) from error


def sorted_out(error: NetworkError, network: str, right: str, *, writing: bool) -> NetworkError:
    """What the code and its subcode mean. A fault of their own stays unsure when something was sent."""
    said = problem(error)
    code, sub = whole(said, "code") or 0, whole(said, "error_subcode") or 0
    if isinstance(error, Uncertain) and code not in _SLOW:
        return error
    if code in _ENDED or isinstance(error, Reconnect):
        return dealing.ended(network)
    if code in _SLOW:
        return dealing.slower(network, wait(error.headers))
    if {code, sub} & _BLOCKED:
        return dealing.slower(network, timedelta(days=1), text(said, "message"))
    if {code, sub} & _NOT_READY:
        return dealing.working(network, timedelta(seconds=30))
    if code in _UNSURE or said.get("is_transient") is True:
        return _unsure(error, network, writing=writing)
    if code in (3, 10) or 200 <= code < 300:
        return dealing.lacking(network, right or text(said, "message"))
    if (code == 100 and sub == 33) or {code, sub} & _LOST:
        return Gone(_("%(network)s has this post no more."), network=network)
    return (
        Rejected(
            _("%(host)s said no (%(status)s): “%(words)s” Nothing was changed."),
            **{**error.facts, "words": text(said, "error_user_msg") or text(said, "message")},
        )
        if code
        else error
    )


def problem(error: NetworkError) -> Mapping[str, Any]:
    """The error object of an answer; {} where there is none."""
    try:
        return mapping(loaded(error.body, "Meta"), "error") if error.body else {}
    except Invalid:
        return {}


def wait(headers: Mapping[str, str]) -> timedelta:
    """How long until we may ask again, in minutes by the header for business use cases; else an hour."""
    try:
        told = json.loads(headers.get("x-business-use-case-usage", "{}"))
    except ValueError:
        return HOUR
    cases = [case for found in told.values() for case in objects(found)] if isinstance(told, dict) else []
    minutes = max((whole(case, "estimated_time_to_regain_access") or 0 for case in cases), default=0)
    return timedelta(minutes=min(minutes, 1440)) if minutes else HOUR


def listed(
    wire: Wire, network: str, url: str, query: Mapping[str, str], most: int = 20
) -> Iterator[list[Mapping[str, Any]]]:
    """A list page by page, by its cursors."""
    asked = dict(query)
    for _page in range(most):
        with sorting(network):
            said = wire.get(url, query=asked).json()
        items = list(objects(said, "data"))
        yield items
        after = text(mapping(said, "paging", "cursors"), "after")
        if not after or not mapping(said, "paging").get("next"):
            return
        asked["after"] = after


def _unsure(error: NetworkError, network: str, *, writing: bool) -> NetworkError:
    if writing:
        return Uncertain(
            _(
                "%(network)s had a fault of its own while it was handling what we sent. "
                "It may be there or not: look on the network before sending again."
            ),
            network=network,
        )
    return TryLater(
        _("%(host)s has a fault of its own (%(status)s). Nothing was lost; we ask again later."),
        timedelta(minutes=5),
        (),
        **error.facts,
    )
