"""Tags and attachments of many records at once, in columns, as `posts` gives them for one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leitstand.networks.bluesky.records import APP, CDN, VIDEO, page
from leitstand.vocabulary import batch

_TEXT = pa.string()


def _struct(**fields: pa.DataType) -> pa.StructType:
    return pa.struct(list(fields.items()))


_BLOB = _struct(ref=pa.struct([("$link", _TEXT)]), mimeType=_TEXT)
_MEDIA = {
    "images": pa.list_(_struct(fullsize=_TEXT, alt=_TEXT, image=_BLOB)),
    "video": _BLOB,
    "playlist": _TEXT,
    "alt": _TEXT,
    "external": _struct(uri=_TEXT, title=_TEXT),
}
_FEATURE = _struct(tag=_TEXT, did=_TEXT, uri=_TEXT)
_FACET = _struct(index=_struct(byteStart=pa.int64(), byteEnd=pa.int64()), features=pa.list_(_FEATURE))
SHAPE = _struct(
    text=_TEXT,
    createdAt=_TEXT,
    langs=pa.list_(_TEXT),
    tags=pa.list_(_TEXT),
    facets=pa.list_(_FACET),
    reply=_struct(parent=_struct(uri=_TEXT)),
    labels=_struct(values=pa.list_(_struct(val=_TEXT))),
    embed=_struct(**_MEDIA, media=_struct(**_MEDIA), record=_struct(uri=_TEXT, record=_struct(uri=_TEXT))),
)
"""What is read of a record."""

_NOTHING = pa.scalar(None, _TEXT)


def said(texts: Any) -> Any:
    """The texts, "" where there is none."""
    return pc.fill_null(texts, "")


def filled(lists: Any, key: str = "") -> tuple[Any, Any]:
    """What lies in lists of texts (or of objects with a text at `key`) and is not empty; the row of each."""
    values, rows = pc.list_flatten(lists), np.asarray(pc.list_parent_indices(lists))
    texts = said(pc.struct_field(values, key) if key else values)
    there = pc.not_equal(texts, "")
    return texts.filter(there), rows[np.asarray(there)]


def tags(record: Any, content: Any) -> Any:
    """Hashtags and mentions of each record, each once. `content`: its text."""
    named, rows = filled(pc.struct_field(record, "tags"))
    features, of, facet = _features(record)
    hashtags = np.asarray(_is(features, "tag"))
    mentions = np.asarray(pc.and_(_is(features, "did"), pc.invert(_is(features, "tag"))))
    tag = pc.struct_field(features.filter(pa.array(hashtags)), "tag")
    did = pc.struct_field(features.filter(pa.array(mentions)), "did")
    shown = _shown(record, content, of[mentions], facet[mentions])
    names = pa.array([name or f"@{one}" for name, one in zip(shown, did.to_pylist(), strict=True)], _TEXT)
    inside = np.argsort(np.append(np.flatnonzero(hashtags), np.flatnonzero(mentions)), kind="stable")
    kinds = pa.array(["Hashtag"] * len(tag) + ["Mention"] * len(did), _TEXT)
    marked = pa.concat_arrays([pc.binary_join_element_wise("#", tag, ""), names]).take(pa.array(inside))
    places = [
        pc.binary_join_element_wise(f"{APP}/{kind}/", one, "")
        for kind, one in (("hashtag", tag), ("profile", did))
    ]
    columns = {
        "type": pa.concat_arrays([pa.array(["Hashtag"] * len(named), _TEXT), kinds.take(pa.array(inside))]),
        "name": pa.concat_arrays([pc.binary_join_element_wise("#", named, ""), marked]),
        "href": pa.concat_arrays(
            [pa.nulls(len(named), _TEXT), pa.concat_arrays(places).take(pa.array(inside))]
        ),
    }
    every = np.append(rows, np.append(of[hashtags], of[mentions])[inside]).astype(np.int64)
    return _lists(columns, every, ["type", "name", "href"], len(record), "tag")


def attachments(record: Any, did: Any) -> Any:
    """Pictures, films, cards, quotes and links of each record, each address once, the first one stays."""
    embed = pc.struct_field(record, "embed")
    media = pc.struct_field(embed, "media")
    groups = [make(one, did) for make in (_pictures, _films, _cards) for one in (embed, media)]
    groups += [_quotes(embed), _links(record)]
    columns = {
        name: pa.concat_arrays([columns[name] for columns, _rows in groups])
        for name in ("url", "type", "media_type", "name")
    }
    rows = np.concatenate([rows for _columns, rows in groups]).astype(np.int64)
    return _lists(columns, rows, ["url"], len(record), "attachment")


def _lists(columns: dict[str, Any], rows: Any, same: list[str], count: int, field: str) -> Any:
    """A list for each of `count` rows, in the given order; what is the same stands in it once."""
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    table = pa.table({name: column.take(pa.array(order)) for name, column in columns.items()})
    if len(rows):
        keys = [
            np.asarray(pc.dictionary_encode(table[name].combine_chunks()).indices.fill_null(-1))
            for name in same
        ]
        _once, first = np.unique(np.column_stack([rows, *keys]), axis=0, return_index=True)
        first.sort()
        rows, table = rows[first], table.take(pa.array(first))
    at = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=count), out=at[1:])
    type = batch.POSTS.field(field).type
    names = [one.name for one in type.value_type]
    arrays = [table[name].combine_chunks() for name in names]
    return pa.ListArray.from_arrays(pa.array(at), pa.StructArray.from_arrays(arrays, names))


def _features(record: Any) -> tuple[Any, Any, Any]:
    """Features of all facets; the row of each, and the number of its facet."""
    facets = pc.struct_field(record, "facets")
    rows = np.asarray(pc.list_parent_indices(facets))
    inside = pc.struct_field(pc.list_flatten(facets), "features")
    facet = np.asarray(pc.list_parent_indices(inside))
    return pc.list_flatten(inside), rows[facet], facet


def _is(features: Any, key: str) -> Any:
    return pc.not_equal(said(pc.struct_field(features, key)), "")


def _shown(record: Any, content: Any, rows: Any, facet: Any) -> list[str]:
    """The words of the text that mentions stand on, "" where their places are odd."""
    index = pc.struct_field(pc.list_flatten(pc.struct_field(record, "facets")), "index").take(pa.array(facet))
    texts = content.take(pa.array(rows)).to_pylist()
    starts, ends = (pc.struct_field(index, key).to_pylist() for key in ("byteStart", "byteEnd"))
    return [_slice(*one) for one in zip(texts, starts, ends, strict=True)]


def _slice(text: str, start: int | None, end: int | None) -> str:
    raw = text.encode()
    if start is None or end is None or not 0 <= start < end <= len(raw):
        return ""
    return raw[start:end].decode("utf-8", "ignore").strip()


Group = tuple[dict[str, Any], Any]
"""Attachments of one kind in columns, and the row of each."""


def _group(url: Any, kind: str, rows: Any, media_type: Any = None, name: Any = None) -> Group:
    """Those that have an address."""
    there, count = pc.not_equal(said(url), ""), len(url)
    columns = {
        "url": url,
        "type": pa.array([kind] * count, _TEXT),
        "media_type": pa.nulls(count, _TEXT) if media_type is None else _or_nothing(media_type),
        "name": pa.nulls(count, _TEXT) if name is None else _or_nothing(name),
    }
    return {key: one.filter(there) for key, one in columns.items()}, rows[np.asarray(there)]


def _or_nothing(texts: Any) -> Any:
    return pc.if_else(pc.equal(said(texts), ""), _NOTHING, texts)


def _address(given: Any, blob: Any, parts: tuple[str, Any, str]) -> Any:
    """The address that is given, or that of a blob: what is before the DID, the DID, what is behind all."""
    before, did, behind = parts
    cid = _or_nothing(pc.struct_field(blob, ["ref", "$link"]))
    return pc.coalesce(_or_nothing(given), pc.binary_join_element_wise(before, did, "/", cid, behind, ""))


def _pictures(embed: Any, did: Any) -> Group:
    lists = pc.struct_field(embed, "images")
    rows, pictures = np.asarray(pc.list_parent_indices(lists)), pc.list_flatten(lists)
    blob = pc.struct_field(pictures, "image")
    parts = (f"{CDN}/", did.take(pa.array(rows)), "@jpeg")
    url = _address(pc.struct_field(pictures, "fullsize"), blob, parts)
    return _group(url, "Image", rows, pc.struct_field(blob, "mimeType"), pc.struct_field(pictures, "alt"))


def _films(embed: Any, did: Any) -> Group:
    blob = pc.struct_field(embed, "video")
    url = _address(pc.struct_field(embed, "playlist"), blob, (f"{VIDEO}/", did, "/playlist.m3u8"))
    kind, name = pc.struct_field(blob, "mimeType"), pc.struct_field(embed, "alt")
    return _group(url, "Video", np.arange(len(embed)), kind, name)


def _cards(embed: Any, _did: Any) -> Group:
    card = pc.struct_field(embed, "external")
    url, title = pc.struct_field(card, "uri"), pc.struct_field(card, "title")
    return _group(url, "Link", np.arange(len(embed)), None, title)


def _quotes(embed: Any) -> Group:
    own = _or_nothing(pc.struct_field(embed, ["record", "uri"]))
    uri = said(pc.coalesce(own, pc.struct_field(embed, ["record", "record", "uri"])))
    rows = np.flatnonzero(np.asarray(pc.not_equal(uri, "")))
    url = pa.array([page(one) for one in uri.take(pa.array(rows)).to_pylist()], _TEXT)
    return _group(url, "Link", rows)


def _links(record: Any) -> Group:
    features, rows, _facet = _features(record)
    others = pc.or_(_is(features, "tag"), _is(features, "did"))
    url = pc.if_else(others, _NOTHING, pc.struct_field(features, "uri"))
    return _group(url, "Link", rows)
