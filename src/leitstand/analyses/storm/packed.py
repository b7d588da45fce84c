"""What is known of series as bytes, and back, to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa

from leitstand.analyses.storm.budget import Budget
from leitstand.analyses.storm.lately import Lately
from leitstand.analyses.storm.outbreak import Outbreak
from leitstand.analyses.storm.season import Season
from leitstand.analyses.storm.series import Series
from leitstand.analyses.storm.tail import Tail
from leitstand.vocabulary import packing

_VERSION = "1"
_MOMENT = pa.timestamp("us", tz="UTC")
_FLOATS = pa.list_(pa.float64())


def pack(series: Mapping[str, Series]) -> bytes:
    """Series by their names, as one Arrow table."""
    rows = [{"name": name, **_row(one)} for name, one in series.items()]
    return packing.pack({"series": pa.RecordBatch.from_pylist(rows, schema=_ROWS)}, _VERSION)


def unpack(packed: bytes) -> dict[str, Series]:
    """The way back. Raises Invalid for bytes that were not packed here."""
    return {row.pop("name"): _series(row) for row in packing.unpack(packed, _VERSION)["series"].to_pylist()}


_PARTS: dict[str, type] = {
    "season": Season, "lately": Lately, "spike": Tail, "sustained": Tail, "outbreak": Outbreak,
    "budget": Budget,
}  # fmt: skip
_OWN: dict[str, pa.DataType] = {
    "every": pa.float64(), "begun": _MOMENT, "last": _MOMENT, "spread": pa.float64(),
    "open": _MOMENT, "counted": pa.float64(), "taught": pa.bool_(),
    "news": pa.list_(pa.struct([("moment", _MOMENT), ("score", pa.float64())])),
}  # fmt: skip
_KINDS = {
    "float": pa.float64(), "int": pa.int64(), "bool": pa.bool_(), "list[float]": _FLOATS,
    "datetime | None": _MOMENT,
}  # fmt: skip
_ROWS = pa.schema(
    [pa.field("name", pa.string(), nullable=False), *_OWN.items()]
    + [
        (name, pa.struct([(f.name, _KINDS[str(f.type)]) for f in fields(part)]))
        for name, part in _PARTS.items()
    ]
)


def _row(series: Series) -> dict[str, Any]:
    row = {name: getattr(series, name) for name in _OWN if name != "news"}
    row["news"] = [{"moment": moment, "score": score} for moment, score in series.news]
    for name, part in _PARTS.items():
        row[name] = {f.name: getattr(getattr(series, name), f.name) for f in fields(part)}
    return row


def _series(row: dict[str, Any]) -> Series:
    series = Series(row["every"])
    for name, part in _PARTS.items():
        setattr(series, name, part(**row.pop(name)))
    series.news = [(one["moment"], one["score"]) for one in row.pop("news")]
    for name, value in row.items():
        setattr(series, name, value)
    return series
