"""The watches as flat arrays, which kernels read and which grow by doubling."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

WORDS, OPEN, PHRASE, OPEN_PHRASE, HASHTAG, OPEN_HASHTAG, HANDLE, LINK, LANG, NETWORK, AUTHOR = range(11)
"""What an atom looks for."""

BEGUN = 4
"""So many first bytes of a beginning are looked at first (two or three, where it has no more)."""

COUNT = 40
"""The bit of `Atoms.span` from which on it says how many bytes there are; those below say where."""

SPARE = 8
"""Bytes behind the last letters, which may be read and mean nothing."""

AND, OR, NOT = 1, 2, 3
"""Operators in a program of steps; an atom is four times its number."""


class Filed(NamedTuple):
    """Where atoms are looked up, by the numbers of `hashing`.

    `slot`: open addressing; a number, and beside it what `filing` packs together: the atom of exactly these
    words, how many words the longest phrase has that begins so, and whether `goes_on` says more: the first of
    the atoms that begin so and go on (an open word behind a phrase, the rest of a link). `maybe`: one bit for
    each word and each beginning of a phrase that is worth looking up. `lengths`: for the first bytes of a
    word, which lengths of beginnings are watched for. `kinds`: by kind, not 0 where such atoms exist; for
    beginnings, a bit for each number of first bytes.
    """

    slot: Any
    goes_on: Any
    maybe: Any
    lengths: Any
    kinds: Any


class Atoms(NamedTuple):
    """`letters`: bytes of all, in UTF-8. By atom: where its own begin and how many there are, packed, and the
    first eight of them (`span`); how many are the host of a link; its kind; the next one in the same slot."""

    letters: Any
    span: Any
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
    "slot": (np.uint64, (2,)),
    "goes_on": (np.int32, ()),
    "maybe": (np.uint64, ()),
    "lengths": (np.uint32, ()),
    "kinds": (np.int64, ()),
    "letters": (np.uint8, ()),
    "span": (np.uint64, (2,)),
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
    """What is filed anew when it grows: empty, with so many places that two thirds of them hold these atoms.

    The filters are small beside it, so that they stay in the processor's cache.
    """
    places = 1 << max(10, (3 * atoms).bit_length())
    sizes = {"slot": places, "goes_on": places, "maybe": places // 16, "lengths": places // 4}
    made = {name: np.zeros((size, *_SHAPES[name][1]), _SHAPES[name][0]) for name, size in sizes.items()}
    made["goes_on"][:] = -1
    return made


def longer(array: Any, wanted: int) -> Any:
    """The same array with room for `wanted`, twice as long where it was too short."""
    if wanted <= len(array):
        return array
    made = np.zeros((max(wanted, 2 * len(array)), *array.shape[1:]), array.dtype)
    made[: len(array)] = array
    return made
