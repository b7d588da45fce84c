"""Files that are whole or not there, and files that are gone when they are deleted."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from leitstand.archive.rows import ARCHIVED

_ZEROS = bytes(1 << 20)


def write(place: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """Write a Parquet file (Zstandard) beside its place, then put it there at once; says how many rows.

    A crash leaves the file as it was. Raises OSError.
    """
    aside = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    rows = 0
    try:
        with pq.ParquetWriter(aside, ARCHIVED, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                rows += batch.num_rows
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(aside, place)
    finally:
        aside.unlink(missing_ok=True)
    settle(place.parent)
    return rows


def settle(folder: Path) -> None:
    """Make sure that what was renamed in a folder stays so."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def wipe(place: Path) -> None:
    """Delete a file after its bytes were overwritten; what the disk itself copied is beyond our reach."""
    try:
        with place.open("r+b") as file:
            overwrite(file)
    except FileNotFoundError:
        return
    place.unlink(missing_ok=True)


def overwrite(file: IO[bytes]) -> None:
    """Zeros instead of what stood in an open file, even one whose name now belongs to another."""
    left = os.fstat(file.fileno()).st_size
    file.seek(0)
    while left > 0:
        left -= file.write(_ZEROS[: min(left, len(_ZEROS))])
    file.flush()
    os.fsync(file.fileno())
