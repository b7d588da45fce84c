"""The pieces of a post by which it can be recognised elsewhere: things it hands on, and runs of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from leitstand.vocabulary import text

RUN, TAGGED_RUN = 5, 3
"""Words of a run; a run that holds a hashtag is rare with fewer."""
WINDOW, SHORT = 3, 24
"""Of so many runs in a row one is kept (winnowing), but all of a text of at most SHORT runs."""
ENOUGH = 3.0
"""A thing that identifies a post is worth this much; so must runs of words be together."""
LONGEST = 400
"""Words that are looked at; a long article is known by its beginning."""
STRONG = ("link:", "image:", "text:")
"""Things that two posts do not share by accident; a hashtag alone is everybody's."""


def fingerprint(said: str) -> int:
    """A number for a piece of text, the same in every process; 63 bits."""
    return int.from_bytes(blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def things(shares: Iterable[str]) -> list[int]:
    """The fingerprints of the things that a post hands on and that identify it."""
    return [fingerprint(thing) for thing in shares if thing.startswith(STRONG)]


def runs(said: str) -> tuple[list[int], float]:
    """Fingerprints of runs of words, and what each is worth; what is worth ENOUGH together is no accident.

    Those of long texts are thinned by winnowing (Schleimer, Wilkerson, Aiken 2003).
    Two short texts share three runs when they share seven words in a row; of a long text some are left out,
    so that each is worth more.
    """
    words = text.words(said)[:LONGEST]
    every = [fingerprint(" ".join(words[at : at + RUN])) for at in range(len(words) - RUN + 1)]
    return [*dict.fromkeys(_winnowed(every)), *_tagged(said)], 1.0 if len(every) <= SHORT else 1.5


def _winnowed(prints: Sequence[int]) -> list[int]:
    if len(prints) <= SHORT:
        return list(prints)
    return [min(prints[at : at + WINDOW]) for at in range(len(prints) - WINDOW + 1)]


def _tagged(said: str) -> list[int]:
    """Short runs around a hashtag: who coins a tag with a phrase is known by it."""
    if "#" not in said:
        return []
    parts = said.lower().split()[:LONGEST]
    found = []
    for at, part in enumerate(parts):
        if part.startswith("#") and len(part) > 2:
            for start in (at - TAGGED_RUN + 1, at):
                run = parts[max(start, 0) : start + TAGGED_RUN]
                if len(run) == TAGGED_RUN and start >= 0:
                    found.append(fingerprint(" ".join(run)))
    return list(dict.fromkeys(found))
