"""Events of Jetstream as columns, without a Python object per post.

What Arrow reads as new posts of the expected shape stays in columns; every other line goes through the
parser, so that the columns always say what `wires.parse` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as pj

from leitstand.networks.bluesky import attached, wires
from leitstand.networks.bluesky.attached import SHAPE, said
from leitstand.networks.bluesky.posts import NETWORK
from leitstand.networks.bluesky.records import APP, POST, moment
from leitstand.vocabulary import batch
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post

_EVENT = pa.schema(
    [
        ("did", pa.string()),
        ("time_us", pa.int64()),
        ("kind", pa.string()),
        (
            "commit",
            pa.struct(
                [
                    ("operation", pa.string()),
                    ("collection", pa.string()),
                    ("rkey", pa.string()),
                    ("record", SHAPE),
                ]
            ),
        ),
    ]
)
_EARLIEST, _LATEST = 10**15, 4 * 10**15
_MOMENT = pa.timestamp("us", tz="UTC")
_ISO = (
    r"^(19[7-9]|20\d|21\d)\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
    r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$"
)
FEW = 64
"""So many events are parsed more quickly than Arrow is asked for all their columns."""

_QUIET = pa.array(["account", "identity"])


def of(raw: bytes) -> pa.RecordBatch:
    """The posts of events, one a line, in the columns of `batch.POSTS`: what `wires.parse` makes of them."""
    parts = [one for one in _read(raw.split(b"\n")) if one.num_rows] or [batch.of(())]
    return pa.Table.from_batches(parts).combine_chunks().to_batches()[0] if len(parts) > 1 else parts[0]


def _read(lines: list[bytes]) -> Iterable[pa.RecordBatch]:
    """Half by half where something in them is odd, so that only this goes through the parser."""
    if len(lines) <= FEW:
        return [batch.of(post for line in lines for post in _parsed(line))]
    try:
        b"\n".join(lines).decode()
        events = _events(lines)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        middle = len(lines) // 2
        return [*_read(lines[:middle]), *_read(lines[middle:])]
    return [_posts(events, lines)]


def _events(lines: list[bytes]) -> pa.RecordBatch:
    raw = b"\n".join(lines)
    table = pj.read_json(
        pa.BufferReader(raw),
        read_options=pj.ReadOptions(use_threads=False, block_size=len(raw) + 1),
        parse_options=pj.ParseOptions(explicit_schema=_EVENT, unexpected_field_behavior="ignore"),
    )
    if table.num_rows != len(lines):
        raise pa.ArrowInvalid("a blank line, or an event over several")
    found: pa.RecordBatch = table.combine_chunks().to_batches()[0]
    return found


def _posts(events: pa.RecordBatch, lines: list[bytes]) -> pa.RecordBatch:
    """Usual events in columns, all others parsed, in the order in which they came."""
    new, nothing = _usual(events)
    usual, others = np.flatnonzero(new), np.flatnonzero(~(new | nothing))
    parsed = [(line, post) for line in others.tolist() for post in _parsed(lines[line])]
    columns = _columns(events.take(pa.array(usual)))
    if not parsed:
        return columns
    both = pa.Table.from_batches([columns, batch.of(post for _line, post in parsed)]).combine_chunks()
    order = np.argsort(np.append(usual, [line for line, _post in parsed]), kind="stable")
    return both.take(pa.array(order)).combine_chunks().to_batches()[0]


def _parsed(line: bytes) -> list[Post]:
    with suppress(Invalid):
        return list(wires.parse(line))
    return []


def _usual(events: pa.RecordBatch) -> tuple[Any, Any]:
    """Which events are new posts that columns can tell, and which bring no post at all."""
    commit = events["commit"]
    filled = [
        pc.not_equal(said(one), "")
        for one in (events["did"], events["kind"], pc.struct_field(commit, "rkey"))
    ]
    new = pc.and_(
        pc.equal(said(pc.struct_field(commit, "operation")), "create"),
        pc.equal(said(pc.struct_field(commit, "collection")), POST),
    )
    at = pc.fill_null(events["time_us"], 0)
    timely = pc.and_(pc.greater_equal(at, _EARLIEST), pc.less_equal(at, _LATEST))
    for one in (*filled, timely):
        new = pc.and_(new, one)
    nothing = pc.and_(pc.is_null(commit), pc.is_in(events["kind"], value_set=_QUIET))
    return np.asarray(new), np.asarray(nothing)


def _columns(events: pa.RecordBatch) -> pa.RecordBatch:
    did, commit, count = events["did"], events["commit"], events.num_rows
    rkey, record = pc.struct_field(commit, "rkey"), pc.struct_field(commit, "record")
    content = said(pc.struct_field(record, "text"))
    nothing = pa.nulls(count, pa.string())
    empty = pa.array([[]] * count, batch.POSTS.field("content_map").type)
    author = [did, nothing, nothing]
    language, also = _language(record)
    given = {
        "id": _joined("at://", did, f"/{POST}/", rkey),
        "content": content,
        "type": pa.repeat(pa.scalar("Note"), count),
        "network": pa.repeat(pa.scalar(NETWORK), count),
        "attributed_to": pa.StructArray.from_arrays(author, ["id", "name", "preferred_username"]),
        "published": _published(pc.struct_field(record, "createdAt"), events["time_us"]),
        "in_reply_to": _or_nothing(pc.struct_field(record, ["reply", "parent", "uri"])),
        "url": _joined(f"{APP}/profile/", did, "/post/", rkey),
        "media_type": pa.repeat(pa.scalar("text/plain"), count),
        "language": language,
        "content_map": empty,
        "tag": attached.tags(record, content),
        "attachment": attached.attachments(record, did),
        "interaction_count": pa.array([[]] * count, batch.POSTS.field("interaction_count").type),
        "also": also,
    }
    columns = [given.get(field.name, pa.nulls(count, field.type)).cast(field.type) for field in batch.POSTS]
    return pa.RecordBatch.from_arrays(columns, schema=batch.POSTS)


def _joined(*parts: Any) -> Any:
    return pc.binary_join_element_wise(*parts, "")


def _or_nothing(texts: Any) -> Any:
    """The texts that hold something."""
    return pc.if_else(pc.equal(said(texts), ""), pa.scalar(None, pa.string()), texts)


def _published(written: Any, seen: Any) -> Any:
    """When each post was published as its author says, or else when it was seen."""
    usual = pc.fill_null(pc.match_substring_regex(written, _ISO), False)
    plain = pc.replace_substring_regex(written, r"(\.\d{6})\d+", r"\1")
    try:
        read = pc.if_else(usual, plain, pa.scalar(None, pa.string())).cast(_MOMENT)
    except pa.ArrowInvalid:  # a day that no month has
        usual, read = pc.and_(usual, False), pa.nulls(len(written), _MOMENT)
    odd = np.flatnonzero(np.asarray(pc.and_(pc.is_valid(written), pc.invert(usual))))
    if len(odd):
        found = [moment(one) for one in written.take(pa.array(odd)).to_pylist()]
        mask = np.zeros(len(written), bool)
        mask[odd] = True
        read = pc.replace_with_mask(read, pa.array(mask), pa.array(found, _MOMENT))
    return pc.coalesce(read, seen.cast(pa.timestamp("us")).cast(_MOMENT))


def _language(record: Any) -> tuple[Any, Any]:
    """The first language of each post; and as JSON all of them where there are several, and the labels."""
    count = len(record)
    languages, rows = attached.filled(pc.struct_field(record, "langs"))
    labels, labelled = attached.filled(pc.struct_field(record, ["labels", "values"]), "val")
    first = np.full(count, -1)
    first[rows[::-1]] = np.arange(len(rows))[::-1]
    chosen = pa.array(first, mask=first < 0)
    also: dict[int, dict[str, list[str]]] = {}
    several = np.bincount(rows, minlength=count) > 1
    spoken = several[rows]
    for key, texts, at in (
        ("langs", languages.filter(pa.array(spoken)), rows[spoken]),
        ("labels", labels, labelled),
    ):
        for row, text in zip(at.tolist(), texts.to_pylist(), strict=True):
            also.setdefault(row, {}).setdefault(key, []).append(text)
    told: list[str | None] = [None] * count
    for row, words in also.items():
        told[row] = json.dumps(words)
    return languages.take(chosen), pa.array(told, pa.string())
