"""Whole firehoses through the watches: kernels on batches of posts, without a Python object per post.

Everything here means exactly what the plain matcher of `leitstand.vocabulary.watch` means. It needs the extra
`firehose` (numba); without it, `matcher` gives the plain one.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from leitstand.vocabulary.watch import Watches


def installed() -> bool:
    """Is what the kernels need there? Asked without loading it."""
    return find_spec("numba") is not None


def matcher(watches: Watches, before: Watches | None = None) -> Watches:
    """The quickest matcher for these watches that is installed here.

    `before`, if `matcher` made it, is brought up to date and given back: only what differs is filed.
    """
    if not installed():
        return watches
    quick: type[Watches] = import_module("leitstand.firehose.matcher").Firehose
    if isinstance(before, quick):
        before.update(watches.queries)  # type: ignore[attr-defined]
        return before
    return quick(watches.queries)
