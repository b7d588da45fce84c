"""Events of Jetstream as columns, without a Python object per post."""

from __future__ import annotations

import pyarrow as pa

from leitstand.networks.bluesky import wires
from leitstand.vocabulary import batch


def of(raw: bytes) -> pa.RecordBatch:
    """The posts of events, one a line, in the columns of `batch.POSTS`: what `wires.parse` makes of them."""
    return batch.of(wires.parse(raw))
