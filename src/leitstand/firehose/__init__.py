"""Whole firehoses through the watches: kernels on batches of posts, without a Python object per post.

Everything here means exactly what the plain matcher of `leitstand.vocabulary.watch` means. It needs the extra
`firehose` (numba); without it, and for a few watches, `matcher` gives the plain one.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from leitstand.vocabulary.watch import Watches

MANY = 200
"""With fewer watches the plain matcher is quick enough, and nobody waits for kernels to be loaded."""


def installed() -> bool:
    """Is what the kernels need there? Asked without loading it."""
    return find_spec("numba") is not None


def matcher(watches: Watches, before: Watches | None = None) -> Watches:
    """The quickest matcher for these watches that is installed here; its kernels are warm.

    `before`, if `matcher` made it, is brought up to date and given back: only what differs is filed.
    """
    if len(watches) < MANY or not installed():
        return watches
    quick = import_module("leitstand.firehose.hose")
    made: Watches = quick.brought_up_to_date(watches.queries, before)
    return made
