"""The watches as flat arrays, which kernels read and which grow by doubling."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

WORDS, OPEN, PHRASE, OPEN_PHRASE, HASHTAG, OPEN_HASHTAG, HANDLE, LINK, LANG, NETWORK, AUTHOR = range(11)
"""What an atom looks for."""

ATOM, LONGEST, GOES_ON = range(3)
"""What a slot says: the atom of exactly these words, how many words the longest phrase beginning so has, and the
first of the atoms that begin so and go on (an open word behind a phrase, the rest of a link)."""

AND, OR, NOT = 1, 2, 3
"""Operators in a program of steps; an atom is four times its number."""


class Tables(NamedTuple):
    """All that is known of the watches. Atoms, queries and nodes are numbered from 0.

    `key`, `slot`: open addressing by the numbers of `hashing`. `maybe`: one bit for each word that is worth
    looking up. `lengths`: for the first letters of a word, which lengths of beginnings are watched for.
    `letters`: code points of all atoms; `at`, `length`, `head` (letters of a host), `kind`, `next` by atom.
    `anchored`: by atom, its first node; `node`: (query, next node). `alive`, `program`: by query; `code`: its
    clauses or steps. `kinds`: by kind, whether any atom of it exists.
    """

    key: Any
    slot: Any
    maybe: Any
    lengths: Any
    letters: Any
    at: Any
    length: Any
    head: Any
    kind: Any
    next: Any
    anchored: Any
    node: Any
    alive: Any
    program: Any
    code: Any
    kinds: Any


_SHAPES: dict[str, tuple[Any, tuple[int, ...]]] = {
    "key": (np.uint64, ()),
    "slot": (np.int32, (3,)),
    "maybe": (np.uint64, ()),
    "lengths": (np.uint32, ()),
    "letters": (np.int32, ()),
    "at": (np.int64, ()),
    "length": (np.int32, ()),
    "head": (np.int32, ()),
    "kind": (np.int8, ()),
    "next": (np.int32, ()),
    "anchored": (np.int32, ()),
    "node": (np.int32, (2,)),
    "alive": (np.uint8, ()),
    "program": (np.int64, ()),
    "code": (np.int32, ()),
    "kinds": (np.int64, ()),
}

ADDRESSED = ("key", "slot", "maybe", "lengths")
"""What is filed anew when it grows, by the number of atoms; everything else only becomes longer."""


def empty() -> Tables:
    """No watches yet."""
    tables = Tables(**{name: np.zeros((64, *rest), kind) for name, (kind, rest) in _SHAPES.items()})
    return tables._replace(**addressed(0))


def addressed(atoms: int) -> dict[str, Any]:
    """Empty tables for so many atoms: at most a third of the places will be taken; the filters stay in the cache."""
    places = 1 << max(10, (3 * atoms).bit_length())
    sizes = {"key": places, "slot": places, "maybe": places // 32, "lengths": places // 16}
    made = {}
    for name, size in sizes.items():
        kind, rest = _SHAPES[name]
        made[name] = np.zeros((size, *rest), kind)
    made["slot"][:] = (-1, 0, -1)
    return made


def longer(array: Any, wanted: int) -> Any:
    """The same array with room for `wanted`, twice as long where it was too short."""
    if wanted <= len(array):
        return array
    made = np.zeros((max(wanted, 2 * len(array)), *array.shape[1:]), array.dtype)
    made[: len(array)] = array
    return made
