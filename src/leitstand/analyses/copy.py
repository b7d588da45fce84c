"""Is this post a copy, or almost a copy, of an earlier one?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz
from rensa import RMinHash

from leitstand.vocabulary import packing, text
from leitstand.vocabulary.analysis import Context

NEEDS = ("id", "content", "media_type", "name", "published", "announces")
GIVES = pa.schema([("copy_of", pa.string())])
SCORES = "no labelled set yet; on our own sentences all cases of tests/analyses/test_copy.py"

REMEMBERED = 20_000
"""So many posts at least, and at most twice as many, can still be copied."""
LIFE = timedelta(days=30)
"""Who says the same a month later, says it again: no copy."""
LIKENESS = 85.0
"""Least likeness of two texts, 0 to 100: the share of characters that stay (normalised indel)."""
LEAST_WORDS, LEAST_CHARACTERS = 4, 20
LONGEST = 2_000
"""Characters that are compared; two long texts with the same beginning are copies."""
BANDS, ROWS, SEED = 8, 3, 20_101
SHINGLE = 5
LOOKED_AT = 16
"""So many candidates, of each band and of all bands together, are compared letter by letter."""

_VERSION = "1"
_NUMBER = re.compile(r"\d+")
_CUT_SHORT = re.compile(r"\s*\S*(?:…|\.\.\.)\s*\Z")
_LIFE = LIFE // timedelta(microseconds=1)


class _Entry(NamedTuple):
    """One remembered post: the first post it goes back to, its folded words, moment in µs, its bands."""

    first: str
    said: str = ""
    cut: bool = False
    moment: int | None = None
    bands: tuple[int, ...] = ()


@dataclass(slots=True)
class _Generation:
    """Remembered posts by id, and their ids by what they say and by bands of their MinHash."""

    entries: dict[str, _Entry] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    banded: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def copy(self) -> _Generation:
        return _Generation(self.entries.copy(), self.exact.copy(), self.banded.copy())

    def put(self, id: str, entry: _Entry) -> None:
        self.entries[id] = entry
        if entry.said:
            self.exact[entry.said] = id
        for band in entry.bands:
            self.banded[band] = (id, *self.banded.get(band, ())[: LOOKED_AT - 1])


@dataclass(slots=True)
class Known:
    """The posts that can still be copied. When the young generation is full, the old one is forgotten."""

    old: _Generation = field(default_factory=_Generation)
    young: _Generation = field(default_factory=_Generation)

    def copy(self) -> Known:
        """Another of the same; the old half is shared, for it does not change any more."""
        return Known(self.old, self.young.copy())

    def get(self, id: str) -> _Entry | None:
        """The remembered post of this id."""
        return self.young.entries.get(id) or self.old.entries.get(id)

    def put(self, id: str, entry: _Entry) -> None:
        """Remember one more."""
        self.young.put(id, entry)
        if len(self.young.entries) >= REMEMBERED:
            self.old, self.young = self.young, _Generation()

    def alike(self, entry: _Entry) -> Iterator[_Entry]:
        """Who says exactly this, then those who share the most bands with it, newest first."""
        for generation in (self.young, self.old):
            if (id := generation.exact.get(entry.said)) is not None:
                yield generation.entries[id]
        shared: Counter[str] = Counter()
        for generation in (self.young, self.old):
            for band in entry.bands:
                if there := generation.banded.get(band):
                    shared.update(there)
        for id, _bands in shared.most_common(LOOKED_AT):
            if (found := self.get(id)) is not None:
                yield found


START = Known()


def analyse(posts: pa.RecordBatch, known: Known, context: Context) -> tuple[pa.RecordBatch, Known]:
    """`copy_of`: the id of the first post that said it; null for a post of its own. `known` stays as it was.

    A repost (`announces`) is a copy of what it repeats, or of what that copies. Texts are compared without
    links, handles and capitals; almost equal ones must hold the same numbers, so that today's water level is
    no copy of yesterday's. Greetings under four words are nobody's copies. Near copies are found by MinHash
    in bands (Broder 1997; Indyk and Motwani 1998) and verified letter by letter.
    """
    known = known.copy()
    ids, repeated = posts["id"].to_pylist(), posts["announces"].to_pylist()
    moments = posts["published"].cast(pa.int64()).to_pylist()
    texts = zip(*(posts[name].to_pylist() for name in ("content", "media_type", "name")), strict=True)
    answers: list[str | None] = []
    for id, announced, moment, said in zip(ids, repeated, moments, texts, strict=True):
        entry = known.get(id)  # an id that comes again keeps its answer
        if entry is None:
            entry = _repeat(known, announced, moment) if announced else _entry(known, id, moment, said)
            known.put(id, entry)
        answers.append(entry.first if entry.first != id else None)
    return pa.record_batch([pa.array(answers, pa.string())], schema=GIVES), known


def pack(known: Known) -> bytes:
    """What is known, as one Arrow table."""
    rows = [
        (young, id, *entry)
        for young, generation in ((False, known.old), (True, known.young))
        for id, entry in generation.entries.items()
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(_ROWS)
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, _ROWS, strict=True)]
    return packing.pack({"copies": pa.record_batch(arrays, schema=_ROWS)}, _VERSION)


def unpack(packed: bytes) -> Known:
    """The way back. Raises Invalid for bytes that were not packed here."""
    known = Known()
    columns = (column.to_pylist() for column in packing.unpack(packed, _VERSION)["copies"].columns)
    for young, id, first, said, cut, moment, bands in zip(*columns, strict=True):
        (known.young if young else known.old).put(id, _Entry(first, said, cut, moment, tuple(bands)))
    return known


_ROWS = pa.schema(
    [
        ("young", pa.bool_()),
        ("id", pa.string()),
        ("first", pa.string()),
        ("said", pa.string()),
        ("cut", pa.bool_()),
        ("moment", pa.int64()),
        ("bands", pa.list_(pa.int64())),
    ]
)


def _repeat(known: Known, announced: str, moment: int | None) -> _Entry:
    before = known.get(announced)
    return _Entry(before.first if before else announced, moment=moment)


def _entry(known: Known, id: str, moment: int | None, texts: tuple[str, str | None, str | None]) -> _Entry:
    content, media_type, name = texts
    shown = text.bare(content, media_type).text
    shown = f"{name} {shown}" if name else shown
    whole = _CUT_SHORT.sub("", shown)
    said = " ".join(text.words(whole[:LONGEST]))
    if len(said) < LEAST_CHARACTERS or said.count(" ") < LEAST_WORDS - 1:
        return _Entry(id, moment=moment)
    entry = _Entry(id, said, whole != shown, moment, _bands(said))
    found = next((other for other in known.alike(entry) if _copies(entry, other)), None)
    return entry if found is None else entry._replace(first=found.first)


def _copies(one: _Entry, other: _Entry) -> bool:
    if one.moment is not None and other.moment is not None and abs(one.moment - other.moment) > _LIFE:
        return False
    ours, theirs = one.said, other.said
    if one.cut or other.cut:  # somebody's network cut it short: what is left must agree
        ours, theirs = ours[: len(theirs)], theirs[: len(ours)]
    if ours == theirs:
        return True
    if not fuzz.ratio(ours, theirs, score_cutoff=LIKENESS):
        return False
    return one.cut or other.cut or _NUMBER.findall(ours) == _NUMBER.findall(theirs)


def _bands(said: str) -> tuple[int, ...]:
    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update({said[at : at + SHINGLE] for at in range(len(said) - SHINGLE + 1)})
    digest = sketch.digest()
    return tuple(_band(number, digest[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS))


def _band(number: int, rows: list[int]) -> int:
    mixed = number
    for row in rows:
        mixed = (mixed * 0x9E3779B97F4A7C15 + row + 1) & 0x7FFFFFFFFFFFFFFF
    return mixed
