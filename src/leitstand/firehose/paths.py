"""What is looked for in an event of Jetstream (v1), by its path, and what must stand there."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

TEXT, NUMBER, OBJECT, LIST, NOTHING = range(1, 6)
"""What stands at a path; NOTHING: where anything at all stands there, only the parser can read the event."""

PLACES: dict[str, tuple[int, int]] = {
    path: (number, shape)
    for number, (path, shape) in enumerate(
        {
            "did": TEXT,
            "kind": TEXT,
            "time_us": NUMBER,
            "commit": OBJECT,
            "commit operation": TEXT,
            "commit collection": TEXT,
            "commit rkey": TEXT,
            "commit record": OBJECT,
            "commit record text": TEXT,
            "commit record createdAt": TEXT,
            "commit record langs": LIST,
            "commit record tags": LIST,
            "commit record facets": LIST,
            "commit record facets index": OBJECT,
            "commit record facets index byteStart": NUMBER,
            "commit record facets index byteEnd": NUMBER,
            "commit record facets features": LIST,
            "commit record facets features tag": TEXT,
            "commit record facets features did": TEXT,
            "commit record facets features uri": TEXT,
            "commit record embed": OBJECT,
            "commit record embed external": OBJECT,
            "commit record embed external uri": TEXT,
            "commit record embed media": OBJECT,
            "commit record embed media external": OBJECT,
            "commit record embed media external uri": TEXT,
            "commit record embed record": OBJECT,
            "commit record embed record uri": TEXT,
            "commit record embed record record": OBJECT,
            "commit record embed record record uri": TEXT,
            "commit record embed images": LIST,
            "commit record embed media images": LIST,
            "commit record embed video": OBJECT,
            "commit record embed media video": OBJECT,
            "commit record embed images fullsize": NOTHING,
            "commit record embed media images fullsize": NOTHING,
            "commit record embed playlist": NOTHING,
            "commit record embed media playlist": NOTHING,
            "$type": NOTHING,
            "rkey": NOTHING,
        }.items(),
        start=1,
    )
}
"""Number and shape of each place. Lists are left out of paths: what lies in one has the path of the list."""


def number(path: str) -> int:
    """The number of a place."""
    return PLACES[path][0]


(DID, KIND, TIME, COMMIT, OPERATION, COLLECTION, RKEY, RECORD, SAID, CREATED) = range(1, 11)
(LANGS, TAGS, FACETS, INDEX, BYTE_START, BYTE_END, FEATURES, TAG, MENTIONED, URI) = range(11, 21)
CARDS = (number("commit record embed external uri"), number("commit record embed media external uri"))
QUOTES = (number("commit record embed record uri"), number("commit record embed record record uri"))
OWN = tuple(
    number(f"commit record embed {what}") for what in ("images", "media images", "video", "media video")
)

_BITS = 10


@cache
def table() -> Any:
    """Paths by hash: (hash, number, shape), 3 x 1024 uint64. ValueError where two have the same place."""
    rows = np.zeros((1 << _BITS, 3), np.uint64)
    for path, (place, shape) in PLACES.items():
        h = 0
        for key in path.split():
            h = _below(h, key.encode())
        row = rows[h & ((1 << _BITS) - 1)]
        if row[0]:
            raise ValueError(f"{path}: another path has its place")
        row[:] = (h, place, shape)
    return rows


_WIDTH = (1 << 64) - 1
_PRIME = 0x9E3779B97F4A7C15


def _below(parent: int, key: bytes) -> int:
    """As `scanning.below` does it, in plain Python."""
    h = parent ^ (len(key) * _PRIME & _WIDTH)
    for at in range(0, len(key), 8):
        h = (h ^ int.from_bytes(key[at : at + 8], "little")) * _PRIME & _WIDTH
        h ^= h >> 29
    return h
