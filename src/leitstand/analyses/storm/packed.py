"""What is known of series as bytes, and back, to the last digit."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa

from leitstand.analyses.storm.budget import Budget
from leitstand.analyses.storm.lately import High, Windows
from leitstand.analyses.storm.outbreak import Outbreak
from leitstand.analyses.storm.season import Season
from leitstand.analyses.storm.series import Series
from leitstand.analyses.storm.signs import Signs
from leitstand.analyses.storm.tail import Tail
from leitstand.vocabulary import packing

_VERSION = "3"
_MOMENT = pa.timestamp("us", tz="UTC")
_FLOATS = pa.binary()
"""Lists of numbers, eight bytes each: many short Python lists are slow to hand to Arrow one by one."""


def pack(series: Mapping[str, Series]) -> bytes:
    """Series by their names, as one Arrow table."""
    rows = [{"name": name, **_row(one)} for name, one in series.items()]
    return packing.pack({"series": pa.RecordBatch.from_pylist(rows, schema=_ROWS)}, _VERSION)


def unpack(packed: bytes) -> dict[str, Series]:
    """The way back. Raises Invalid for bytes that were not packed here."""
    return {row.pop("name"): _series(row) for row in packing.unpack(packed, _VERSION)["series"].to_pylist()}


_OWN: dict[str, pa.DataType] = {
    "every": pa.float64(), "begun": _MOMENT, "last": _MOMENT, "spread": pa.float64(), "taught": pa.bool_(),
    "open": _MOMENT, "counted": pa.float64(),
    "news": pa.list_(pa.struct([("moment", _MOMENT), ("score", pa.float64())])),
}  # fmt: skip
_OWN_SIGNS: dict[str, pa.DataType] = {"count": pa.int64(), "level": pa.float64(), "swell": _FLOATS}
_KINDS = {
    "float": pa.float64(), "int": pa.int64(), "bool": pa.bool_(), "list[float]": _FLOATS,
    "datetime | None": _MOMENT,
}  # fmt: skip
_PARTS: dict[str, type] = {
    "season": Season, "sudden": Tail, "risen": Tail, "swollen": Tail, "lasting": Tail, "outbreak": Outbreak,
    "budget": Budget,
}  # fmt: skip
_SIGNS: dict[str, type] = {"day": High, "week": High, "hour": Windows}


def _struct(part: type) -> pa.DataType:
    return pa.struct([(f.name, _KINDS[str(f.type)]) for f in fields(part)])


_ROWS = pa.schema(
    [pa.field("name", pa.string(), nullable=False), *(_OWN_SIGNS | _OWN).items()]
    + [(name, _struct(part)) for name, part in (_PARTS | _SIGNS).items()]
)


def _row(series: Series) -> dict[str, Any]:
    row = {name: getattr(series, name) for name in _OWN if name != "news"}
    row["news"] = [{"moment": moment, "score": score} for moment, score in series.news]
    row |= {name: _plain(getattr(series.signs, name)) for name in _OWN_SIGNS}
    for home, parts in ((series, _PARTS), (series.signs, _SIGNS)):
        for name, part in parts.items():
            own = getattr(home, name)
            row[name] = {f.name: _plain(getattr(own, f.name)) for f in fields(part)}
    return row


def _plain(value: Any) -> Any:
    return array("d", value).tobytes() if isinstance(value, list) else value


def _listed(part: dict[str, Any]) -> dict[str, Any]:
    return {
        name: array("d", value).tolist() if isinstance(value, bytes) else value
        for name, value in part.items()
    }


def _series(row: dict[str, Any]) -> Series:
    series = Series(row["every"])
    signs = {name: part(**_listed(row.pop(name))) for name, part in _SIGNS.items()}
    series.signs = Signs(row["every"], **signs, **_listed({name: row.pop(name) for name in _OWN_SIGNS}))
    for name, part in _PARTS.items():
        setattr(series, name, part(**_listed(row.pop(name))))
    series.news = [(one["moment"], one["score"]) for one in row.pop("news")]
    for name, value in row.items():
        setattr(series, name, value)
    return series
