"""Who answers the questions here: models that ship, set right on local decisions, and models learned here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from leitstand import registry
from leitstand.listen.judging.questions import RELEVANT, SHIPPED
from leitstand.listen.models import Learned, Mention, Question
from leitstand.vocabulary import activity, batch, judging
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.judging import Encoder, Model, question

RIGHT, WRONG = "relevant", "irrelevant"
SHELF = tuple(one.key for one in SHIPPED if one.key != RELEVANT)
"""Questions that an analysis of the same name answers where nothing was learned."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one mention; a blank label abstains."""

    label: str
    probability: float
    calibrated: bool
    model: str


_OPEN: dict[int, tuple[str, Model]] = {}
"""Unpacked models by the key of their row, each with the name it had."""


def posts(mentions: Iterable[Mention]) -> pa.RecordBatch:
    """The posts of mentions as columns."""
    return batch.of(activity.of(mention.post) for mention in mentions)


def texts(mentions: Iterable[Mention]) -> list[str]:
    """What is judged, and learned from, of each mention."""
    return question.texts(posts(mentions))


@cache
def analysis(key: str) -> ModuleType | None:
    """The file on the shelf that answers this question; None when there is none."""
    return registry.module(registry.ANALYSES, key) if key in registry.names(registry.ANALYSES) else None


class Once:
    """An encoder that reads each text once, however many models ask; for one batch."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.held: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        """The encoder's own."""
        return self.encoder.name

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """The encoder's own rows."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self.held]
        if fresh:
            self.held.update(zip(fresh, self.encoder.encode(fresh), strict=True))
        return np.stack([self.held[text] for text in texts])


class Judges:
    """Everybody who answers in one organisation, as of now, for one batch; two queries."""

    def __init__(self, organization_id: int) -> None:
        self.encoders: dict[str, Once] = {}
        self.switched = {
            row.key: row.active
            for row in Question.objects.filter(organization=organization_id).only("key", "active")
        }
        self.learned: dict[tuple[str, int | None], Learned] = {
            (row.question, row.watch_id): row
            for row in Learned.objects.filter(organization=organization_id).exclude(packed=b"")
        }

    def asks(self, key: str) -> bool:
        """Is this question asked here?"""
        return self.switched.get(key, True)

    def answers(self, mentions: Sequence[Mention]) -> dict[str, list[Answer | None]]:
        """The answers to every question that is asked, row for row; None: nothing can be said."""
        columns = posts(mentions)
        said = question.texts(columns)
        found = {key: self._shelf(key, columns, said) for key in SHELF if self.asks(key)}
        if self.asks(RELEVANT):
            found[RELEVANT] = self._relevant(mentions, said)
        for (key, watch), row in self.learned.items():
            if watch is None and key not in SHELF and self.asks(key):
                found[key] = _of(self._opened(row), said)
        return found

    def _shelf(self, key: str, columns: pa.RecordBatch, said: list[str]) -> list[Answer | None]:
        row = self.learned.get((key, None))
        if row and (learned := self._opened(row)):
            return _of(learned, said)
        file = analysis(key)
        if file is None:
            return [None] * len(said)
        model = self._once(file.MODEL())
        more = question.asked(columns, key, lambda: model)
        rows = zip(*(column.to_pylist() for column in more.columns), strict=True)
        return [
            None if chance is None else Answer(label or "", chance, calibrated, model.name)
            for label, chance, calibrated in rows
        ]

    def _once(self, model: Model) -> Model:
        """The same model, sharing what its encoder reads in these texts with the others."""
        if model.encoder is None:
            return model
        held = self.encoders.setdefault(model.encoder.name, Once(model.encoder))
        return replace(model, encoder=held)

    def _opened(self, row: Learned) -> Model | None:
        model = opened(row)
        return self._once(model) if model else None

    def _relevant(self, mentions: Sequence[Mention], said: list[str]) -> list[Answer | None]:
        """The best of its watches speaks for a mention; nobody calls it irrelevant while one is untaught."""
        best: list[Answer | None] = [None] * len(said)
        watches = [[watch.pk for watch in mention.watches.all()] for mention in mentions]
        for watch in sorted({pk for pks in watches for pk in pks}):
            rows = [row for row, pks in enumerate(watches) if watch in pks]
            learned = self.learned.get((RELEVANT, watch))
            model = self._opened(learned) if learned else None
            told = _of(model, [said[row] for row in rows]) if model else [None] * len(rows)
            for row, answer in zip(rows, told, strict=True):
                first = watches[row][0] == watch
                best[row] = answer if first else _better(best[row], answer)
        return best


def _better(one: Answer | None, other: Answer | None) -> Answer | None:
    for answer in (one, other):
        if answer and answer.label == RIGHT:
            return answer
    if one is None or other is None:
        return None
    return min(one, other, key=lambda answer: (bool(answer.label), answer.probability))


def _of(model: Model | None, said: list[str]) -> list[Answer | None]:
    """What a model says of each text; of a text without words nothing."""
    full = [row for row, text in enumerate(said) if text] if model else []
    found: list[Answer | None] = [None] * len(said)
    if model and full:
        for row, verdict in zip(full, model.judge([said[row] for row in full]), strict=True):
            label = verdict.label or ""
            found[row] = Answer(label, verdict.probability, model.calibrated, model.name)
    return found


def opened(row: Learned) -> Model | None:
    """The model of a row, unpacked once; None for one that another version of the program had made."""
    held = _OPEN.get(row.pk)
    if held and held[0] == row.model:
        return held[1]
    try:
        model = judging.unpack(bytes(row.packed))
    except Invalid:
        return None
    _OPEN[row.pk] = (row.model, model)
    return model
