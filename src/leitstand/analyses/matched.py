"""Which watches is a post about?"""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.watch import COLUMNS

NEEDS = COLUMNS
GIVES = pa.schema([("matched", pa.list_(pa.string()))])


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """The names of the context's watches that each post fulfils, in the order they were added."""
    return pa.record_batch([pa.array(context.watches.match(posts), pa.list_(pa.string()))], schema=GIVES)
