"""The spool of a day: batches appended as they are heard, each in a frame that a crash can tear but not hide.

A frame is MAGIC, the length of its body and its CRC-32, then the body: an Arrow stream of one batch, packed
by Zstandard. Appending holds a lock that works between threads, processes and machines' containers alike.
"""

from __future__ import annotations

import fcntl
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

MAGIC = b"\xf1Lst\n\x1a"
_HEAD = struct.Struct("<6sII")
_PACKED = pa.ipc.IpcWriteOptions(compression="zstd")


@contextmanager
def locked(place: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    """Hold the lock of this file, which is made where it is missing. BlockingIOError with LOCK_NB."""
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def append(place: Path, rows: pa.RecordBatch) -> None:
    """Put one frame at the end. What a full disk cut off is taken back. Raises OSError."""
    frame = framed(rows)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        before = os.fstat(handle).st_size
        if os.write(handle, frame) != len(frame):
            os.ftruncate(handle, before)
            raise OSError(f"{place}: the disk took only a part")
    finally:
        os.close(handle)


def framed(rows: pa.RecordBatch) -> bytes:
    """A batch as it stands in the file."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=_PACKED) as stream:
        stream.write_batch(rows)
    body: bytes = sink.getvalue().to_pybytes()
    return _HEAD.pack(MAGIC, len(body), zlib.crc32(body)) + body


def read(place: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a spool; torn frames are stepped over. A file that is gone has none."""
    try:
        data = memoryview(place.read_bytes())
    except FileNotFoundError:
        return
    at = 0
    whole = bytes(data)
    while (at := whole.find(MAGIC, at)) >= 0:
        body = _body(data, at)
        if body is None:
            at += len(MAGIC)
            continue
        with pa.ipc.open_stream(body) as stream:
            yield from stream
        at += _HEAD.size + len(body)


def _body(data: memoryview, at: int) -> memoryview | None:
    """The body of the frame at this place; None where it is torn."""
    if at + _HEAD.size > len(data):
        return None
    _magic, length, crc = _HEAD.unpack_from(data, at)
    body = data[at + _HEAD.size : at + _HEAD.size + length]
    return body if len(body) == length and zlib.crc32(body) == crc else None
