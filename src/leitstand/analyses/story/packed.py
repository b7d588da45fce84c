"""What is known of stories as bytes, and back, to the last digit."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pyarrow as pa

from leitstand.analyses.story.known import KEPT, REMEMBERED, Known, Said, Story
from leitstand.analyses.story.terms import Rarity
from leitstand.vocabulary import packing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.recent import Recent
from leitstand.vocabulary.words import _

_VERSION = "2"
_STORY = ("id", "born", "heard", "size", "gap", "moment", "compared", "asked", "square")


def pack(known: Known) -> bytes:
    """What is known, as Arrow tables."""
    stories = known.stories.values()
    ends = [0]
    for story in stories:
        ends.append(ends[-1] + len(story.words))
    own: dict[str, Any] = {name: [getattr(story, name) for story in stories] for name in _STORY}
    own |= {"number": list(known.stories), "end": ends[1:]}
    words = {
        "word": [word for story in stories for word in story.words],
        "weight": [weight for story in stories for weight in story.words.values()],
    }
    tables = {
        "now": {
            "count": [known.count],
            "faint": [known.faint],
            "seen": [known.rarity.seen],
            "parted": [known.parted],
        },
        "stories": own,
        "words": words,
        "posts_with": {
            "word": list(known.rarity.posts_with),
            "posts": list(known.rarity.posts_with.values()),
        },
        "tagged": {"word": list(known.rarity.tagged)},
        "touched": {"number": list(known.touched)},
        "grown": {"number": list(known.grown)},
        "home": _recent(known.home),
        "links": _recent(known.links),
        "said": _said(known.said),
    }
    return packing.pack({name: _table(columns) for name, columns in tables.items()}, _VERSION)


def unpack(packed: bytes) -> Known:
    """The way back. Raises Invalid for bytes that were not packed here."""
    tables = {name: table.to_pydict() for name, table in packing.unpack(packed, _VERSION).items()}
    if "now" not in tables:  # no bytes, no tables
        raise Invalid(_("What was remembered cannot be read; the analysis begins anew."))
    now, own, words = tables["now"], tables["stories"], tables["words"]
    with_word = tables["posts_with"]
    known = Known(
        now["count"][0],
        now["faint"][0],
        Rarity(
            now["seen"][0],
            dict(zip(with_word["word"], with_word["posts"], strict=True)),
            dict.fromkeys(tables["tagged"]["word"]),
        ),
        home=_of(tables["home"]),
        links=_of(tables["links"]),
        said=_of_said(tables["said"]),
        touched=dict.fromkeys(tables["touched"]["number"]),
        grown=dict.fromkeys(tables["grown"]["number"]),
        parted=now["parted"][0],
    )
    told = zip(*(own[name] for name in _STORY), strict=True)
    for number, (start, end), values in zip(own["number"], pairwise([0, *own["end"]]), told, strict=True):
        weights = dict(zip(words["word"][start:end], words["weight"][start:end], strict=True))
        known.stories[number] = Story(**dict(zip(_STORY, values, strict=True)), words=weights)
        for word, weight in weights.items():
            known.index.setdefault(word, {})[number] = weight
    return known


def _recent(recent: Recent[int]) -> dict[str, list[Any]]:
    old, young = recent.generations()
    return {
        "name": [*old, *young],
        "number": [*old.values(), *young.values()],
        "young": [False] * len(old) + [True] * len(young),
    }


def _of(table: dict[str, list[Any]]) -> Recent[int]:
    halves: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for name, number, young in zip(table["name"], table["number"], table["young"], strict=True):
        halves[young][name] = number
    return Recent.of(REMEMBERED, *halves)


def _said(recent: Recent[Said]) -> dict[str, list[Any]]:
    old, young = recent.generations()
    them = [*old.values(), *young.values()]
    return {
        "name": [*old, *young],
        "words": [list(one.weights) for one in them],
        "weights": [list(one.weights.values()) for one in them],
        "ties": [list(one.ties) for one in them],
        "young": [False] * len(old) + [True] * len(young),
    }


def _of_said(table: dict[str, list[Any]]) -> Recent[Said]:
    halves: tuple[dict[str, Said], dict[str, Said]] = ({}, {})
    columns = (table[name] for name in ("name", "words", "weights", "ties", "young"))
    for name, words, weights, ties, young in zip(*columns, strict=True):
        halves[young][name] = Said(dict(zip(words, weights, strict=True)), tuple(ties))
    return Recent.of(KEPT, *halves)


def _table(columns: dict[str, list[Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array(values, _TYPES[name]) for name, values in columns.items()], list(columns)
    )


_TYPES = {
    **dict.fromkeys(("id", "word", "name"), pa.string()),
    **dict.fromkeys(
        (
            "born",
            "heard",
            "size",
            "moment",
            "number",
            "end",
            "count",
            "seen",
            "posts",
            "parted",
            "compared",
            "asked",
        ),
        pa.int64(),
    ),
    **dict.fromkeys(("square", "weight", "faint", "gap"), pa.float64()),
    **dict.fromkeys(("words", "ties"), pa.list_(pa.string())),
    "weights": pa.list_(pa.float64()),
    "young": pa.bool_(),
}
