"""Whole firehoses through the watches: kernels on batches of posts, without a Python object per post.

Everything here means exactly what the plain matcher of `leitstand.vocabulary.watch` means. It needs the extra
`firehose` (numba); without it, and for a few watches, `matcher` gives the plain one.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from leitstand.vocabulary.watch import Watches

if TYPE_CHECKING:
    from leitstand.firehose.hearing import Ear

JETSTREAM = "jetstream"
"""What a network says of its streams (`events`) whose pages an ear understands."""

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


def ear(watches: Watches, before: Ear | None) -> Ear:
    """An ear for these watches, its kernels warm. `before` hears with them from now on, and is given back."""
    hearing = import_module("leitstand.firehose.hearing")
    made: Ear = hearing.ear(watches, before)
    return made
