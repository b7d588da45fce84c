"""The watches as flat arrays, which kernels read and which grow by doubling."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

WORDS, OPEN, PHRASE, OPEN_PHRASE, HASHTAG, OPEN_HASHTAG, HANDLE, LINK, LANG, NETWORK, AUTHOR = range(11)
"""What an atom looks for."""

BEGUN = 4
"""So many first letters of a beginning are looked at first (two or three, where it has no more)."""

ATOM, LONGEST, GOES_ON = range(3)
"""What a slot says: the atom of exactly these words; how many words the longest phrase has that begins so;
the first of the atoms that begin so and go on (an open word behind a phrase, the rest of a link)."""

AND, OR, NOT = 1, 2, 3
"""Operators in a program of steps; an atom is four times its number."""


class Filed(NamedTuple):
    """Where atoms are looked up, by the numbers of `hashing`.

    `key`, `slot`: open addressing. `maybe`: one bit for each word that is worth looking up. `lengths`: for
    the first letters of a word, which lengths of beginnings are watched for. `kinds`: by kind, not 0 where
    such atoms exist; for beginnings, a bit for each number of first letters.
    """

    key: Any
    slot: Any
    maybe: Any
    lengths: Any
    kinds: Any


class Atoms(NamedTuple):
    """`letters`: code points of all. By atom: where its own begin, how many, and of these the host of a link;
    its kind; the next one in the same slot."""

    letters: Any
    at: Any
    length: Any
    head: Any
    kind: Any
    next: Any


class Queries(NamedTuple):
    """`anchored`: by atom, the first of its nodes (query, next node). By query: `alive`, and where its
    `program` begins in `code`."""

    anchored: Any
    node: Any
    alive: Any
    program: Any
    code: Any


class Tables(NamedTuple):
    """All that is known of the watches. Atoms, queries and nodes are numbered from 0."""

    filed: Filed
    atoms: Atoms
    queries: Queries


Arrays = dict[str, Any]

_SHAPES: dict[str, tuple[Any, tuple[int, ...]]] = {
    "key": (np.uint64, ()),
    "slot": (np.int32, (3,)),
    "maybe": (np.uint64, ()),
    "lengths": (np.uint32, ()),
    "kinds": (np.int64, ()),
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
}


def empty() -> Arrays:
    """No watches yet."""
    return {name: np.zeros((64, *rest), kind) for name, (kind, rest) in _SHAPES.items()} | addressed(0)


def of(arrays: Arrays) -> Tables:
    """The same arrays, for the kernels."""
    filed, atoms, queries = ([arrays[name] for name in kind._fields] for kind in (Filed, Atoms, Queries))
    return Tables(Filed(*filed), Atoms(*atoms), Queries(*queries))


def addressed(atoms: int) -> Arrays:
    """What is filed anew when it grows: empty, with room for so many atoms in a third of the places.

    The filters are small beside it, so that they stay in the processor's cache.
    """
    places = 1 << max(10, (3 * atoms).bit_length())
    sizes = {"key": places, "slot": places, "maybe": places // 32, "lengths": places // 8}
    made = {name: np.zeros((size, *_SHAPES[name][1]), _SHAPES[name][0]) for name, size in sizes.items()}
    made["slot"][:] = (-1, 0, -1)
    return made


def longer(array: Any, wanted: int) -> Any:
    """The same array with room for `wanted`, twice as long where it was too short."""
    if wanted <= len(array):
        return array
    made = np.zeros((max(wanted, 2 * len(array)), *array.shape[1:]), array.dtype)
    made[: len(array)] = array
    return made
