"""Reads posts from tables (CSV), one a row; what a column means follows from the header or a mapping."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any

from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.words import _

_PLAIN = ("id", "content", "type", "network", "inReplyTo", "announces", "url", "name", "summary", "mediaType")
_MOMENTS = ("published", "updated")
_ACTOR = {
    "attributedTo": "id",
    "attributedTo.name": "name",
    "attributedTo.preferredUsername": "preferredUsername",
}
_COUNT = "interactionCount."
KEYS = (
    *_PLAIN,
    "language",
    *_MOMENTS,
    *_ACTOR,
    "tag",
    f"{_COUNT}reply",
    f"{_COUNT}like",
    f"{_COUNT}announce",
)
"""What a column may be."""

_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?: Uhr)?")
_LONGEST = 16_000_000
csv.field_size_limit(_LONGEST)


def columns(said: str) -> dict[str, str]:
    """`id=ID,content=Text` as a mapping from our words to the table's. Raises Invalid."""
    mapping = dict[str, str]()
    for pair in filter(None, (pair.strip() for pair in said.split(","))):
        key, sign, column = pair.partition("=")
        if not sign or not column or not (key in KEYS or key.startswith(_COUNT)):
            raise Invalid(
                _("“%(pair)s” is not understood. Write OURS=COLUMN, where OURS is one of: %(keys)s."),
                pair=pair,
                keys=", ".join(KEYS),
            )
        mapping[key] = column
    return mapping


def read(
    lines: Iterable[str], mapping: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Post | Invalid]]:
    """(line number, post or what is wrong with the row) for each row after the header.

    Raises Invalid when the header has no column for the text. Without a mapping, columns are taken by our
    own names, in any case. Holds one row at a time.
    """
    numbered = iter(lines)
    head = next(numbered, "")
    delimiter = max(",;\t|", key=head.count) if head else ","
    rows = csv.reader(chain([head], numbered), delimiter=delimiter)
    try:
        header = [cell.strip().lstrip("\ufeff") for cell in next(rows, [])]
    except csv.Error as error:
        raise Invalid(_("This table cannot be read: %(why)s."), why=str(error)) from error
    places = _places(header, mapping or {})
    while True:
        before = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield before, Invalid(_("This row cannot be read: %(why)s."), why=str(error))
            continue
        if any(cell.strip() for cell in row):
            yield before, _post(row, places)


def _places(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    places = dict[str, int]()
    for key, column in mapping.items():
        if column not in header:
            raise Invalid(
                _("The table has no column “%(column)s”; it has: %(header)s."),
                column=column,
                header=", ".join(header),
            )
        places[key] = header.index(column)
    known = {key.lower(): key for key in KEYS}
    for place, cell in enumerate(header):
        named = known.get(cell.lower())
        if named and named not in places and place not in places.values():
            places[named] = place
    if "content" not in places:
        raise Invalid(
            _("No column is named “content”. Say which one is the text, for example --columns content=Text.")
        )
    return places


def _post(row: Sequence[str], places: Mapping[str, int]) -> Post | Invalid:
    cells = {key: row[place].replace("\x00", "").strip() for key, place in places.items() if place < len(row)}
    said = {key: cell for key, cell in cells.items() if cell}
    line: dict[str, Any] = {key: said[key] for key in (*_PLAIN, "language") if key in said}
    line.setdefault("content", "")
    if not said:
        return Invalid(_("This row has nothing in the columns that are read."))
    for key in _MOMENTS:
        if key in said:
            if (moment := _moment(said[key])) is None:
                return Invalid(
                    _("“%(said)s” is no date we know. Write it like 2026-11-22T10:30:00Z."), said=said[key]
                )
            line[key] = moment.isoformat()
    if actor := {word: said[key] for key, word in _ACTOR.items() if key in said}:
        line["attributedTo"] = {"id": actor.get("preferredUsername") or actor.get("name")} | actor
    if "tag" in said:
        line["tag"] = [
            {"type": "Hashtag", "name": name} for name in re.split(r"[\s,;]+", said["tag"]) if name
        ]
    counts = {key.removeprefix(_COUNT): said[key] for key in said if key.startswith(_COUNT)}
    line["interactionCount"] = {kind: int(n) for kind, n in counts.items() if n.isascii() and n.isdigit()}
    line.setdefault("id", _identity(line))
    return activity.of(line)


def _identity(line: Mapping[str, Any]) -> str:
    parts = (line["content"], str(line.get("published", "")), str(line.get("attributedTo", "")))
    return "urn:sha256:" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _moment(said: str) -> datetime | None:
    """A date as people and programs write it: ISO 8601, German, mail headers, or seconds since 1970."""
    try:
        if german := _GERMAN.fullmatch(said):
            day, month, year, hour, minute, second = (int(part or 0) for part in german.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if re.fullmatch(r"\d{9,10}(\.\d+)?", said):
            return datetime.fromtimestamp(float(said), UTC)
        if re.fullmatch(r"\d{12,13}", said):
            return datetime.fromtimestamp(int(said) / 1000, UTC)
        try:
            moment = datetime.fromisoformat(said.removesuffix(" UTC"))
        except ValueError:
            moment = parsedate_to_datetime(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
