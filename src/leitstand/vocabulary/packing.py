"""What an analysis remembers, as bytes and back: Arrow tables, compressed, without executable parts."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


def pack(tables: Mapping[str, pa.RecordBatch], version: str) -> bytes:
    """Named tables, one after the other. `version` grows when a table changes its meaning."""
    parts: list[bytes] = []
    for name, table in tables.items():
        sink = pa.BufferOutputStream()
        schema = table.schema.with_metadata({"name": name, "version": version})
        with pa.ipc.new_stream(sink, schema, options=_OPTIONS) as stream:
            stream.write_batch(table.replace_schema_metadata(schema.metadata))
        parts.append(sink.getvalue().to_pybytes())
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def unpack(packed: bytes, version: str) -> dict[str, pa.RecordBatch]:
    """The way back. Raises Invalid when the bytes are of another version or no tables at all."""
    tables: dict[str, pa.RecordBatch] = {}
    rest = memoryview(packed)
    try:
        while rest:
            end = 8 + int.from_bytes(rest[:8], "big")
            table = pa.ipc.open_stream(rest[8:end]).read_next_batch()
            if table.schema.metadata[b"version"].decode() != version:
                raise Invalid(_("This was remembered by another version; the analysis begins anew."))
            tables[table.schema.metadata[b"name"].decode()] = table
            rest = rest[end:]
    except (pa.ArrowInvalid, StopIteration, KeyError, TypeError, OSError) as error:
        raise Invalid(_("What was remembered cannot be read; the analysis begins anew.")) from error
    return tables
