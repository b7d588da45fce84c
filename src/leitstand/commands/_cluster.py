"""Matching on a Dask cluster: batches go out, what a watch finds comes back in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
import pyarrow as pa

from leitstand.listen.archiving.matching import Engine, matched

ON_THE_WAY = 8
"""Batches for each worker thread that are out at once: enough to keep it busy, and memory stays small."""

PATIENCE_SECONDS = 20


@contextmanager
def cluster(address: str) -> Iterator[Engine]:
    """An engine that works on the cluster of this scheduler. Wrong addresses end with exit code 2."""
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise click.UsageError(
            "Dask is not installed. Install it: pip install 'leitstand[cluster]'."
        ) from error
    try:
        client = distributed.Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"No Dask scheduler answers at {address}: {error}") from error
    try:
        yield lambda batches, query: _spread(client, batches, query)
    finally:
        client.close()


def _spread(client: Any, batches: Iterable[pa.RecordBatch], query: str) -> Iterator[pa.RecordBatch]:
    """`hash=False`: two equal batches are two batches, and nobody has to read them to tell."""
    most = ON_THE_WAY * max(1, sum(client.nthreads().values()))
    out: deque[Any] = deque()
    for rows in batches:
        out.append(client.submit(matched, client.scatter(rows, hash=False), query, pure=False))
        if len(out) >= most:
            yield out.popleft().result()
    while out:
        yield out.popleft().result()
