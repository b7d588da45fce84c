"""Learning a question from labelled texts, and correcting how sure it is by decisions made here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.judging import grams, logistic, scale
from leitstand.vocabulary.judging.encoders import Encoder, encoded
from leitstand.vocabulary.judging.model import (
    BALANCE,
    SENTENCES_COUNT,
    Lines,
    Model,
    Sentences,
    Words,
    spread,
)
from leitstand.vocabulary.judging.rows import Matrix, Rows, Vectors
from leitstand.vocabulary.words import _

ENOUGH = 200
"""Decisions of one's own from which on a calibration is worth its name (5-7 % off before, 2.3 % then)."""
LEAST, LEAST_OF_EACH = 20, 5
"""Decisions, and decisions for each label, below which a question is not learnt by itself."""
SILENCE = 0.6
"""A question that was learnt from triage says nothing where it is less sure."""
_FREE_WORDS = {True: 4.0, False: 10.0}
_FREE_SENTENCES = 1.8
"""The penalty gives way with this over the encoder's width."""
_KINDS = {"parts": 3, "words": 1}
"""Kinds of n-grams, and in how many texts one must be (in fewer when there are few texts)."""
_MANY = 1_500
"""With more texts, one held-out quarter calibrates; with fewer, all five fifths in turn."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """Texts made into rows once: counted n-grams and vectors, and the place of each one's label."""

    counts: dict[str, Rows]
    vectors: NDArray[np.float32] | None
    truth: Places
    labels: tuple[str, ...]
    balanced: bool

    def take(self, places: Places) -> _Lesson:
        counts = {kind: rows.take(places) for kind, rows in self.counts.items()}
        vectors = None if self.vectors is None else self.vectors[places]
        return replace(self, counts=counts, vectors=vectors, truth=self.truth[places])


def fit(
    texts: Sequence[str], labels: Sequence[str], *, prefer: str = BALANCE, encoder: Encoder | None = None
) -> Model:
    """What the labels have in common. The same texts and labels give the same model.

    `prefer` "balance": every label counts alike, "accuracy": every text does. Raises Invalid when there is
    nothing to tell apart: no texts, one label only, or a label with a single text.
    """
    known = _labels(texts, labels)
    place = {label: number for number, label in enumerate(known)}
    lesson = _Lesson(
        {kind: grams.counted(texts, kind) for kind in _KINDS},
        encoded(encoder, texts) if encoder else None,
        np.array([place[label] for label in labels]),
        known,
        prefer == BALANCE,
    )
    words, sentences = _learnt(lesson, encoder)
    plain_scale, full_scale = _scales(lesson, encoder)
    told = "\0".join([prefer, encoder.name if encoder else "", *texts, *labels])
    name = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]
    return Model(
        labels=known, prefer=prefer, words=words, sentences=sentences, encoder=encoder,
        plain_scale=plain_scale, full_scale=full_scale, name=name,
    )  # fmt: skip


def learn(texts: Sequence[str], labels: Sequence[str], *, encoder: Encoder | None = None) -> Model | None:
    """A question learnt from a team's own decisions: silent where unsure; None while there are too few.

    Its probabilities were set right on decisions it had not learnt from; `calibrated` from ENOUGH on.
    """
    counts = Counter(labels)
    if len(labels) < LEAST or len(counts) < 2 or min(counts.values()) < LEAST_OF_EACH:
        return None
    model = fit(texts, labels, encoder=encoder)
    return replace(model, silence=SILENCE, calibrated=len(labels) >= ENOUGH, decisions=len(labels))


def calibrate(model: Model, texts: Sequence[str], labels: Sequence[str]) -> Model:
    """The same model, as sure as decisions made here allow. They must be none that it was taught with.

    Below ENOUGH decisions the probabilities stay and `calibrated` is false. Raises Invalid for a label the
    model does not know.
    """
    if unknown := set(labels) - set(model.labels):
        raise Invalid(_("The model does not know the label “%(label)s”."), label=min(unknown))
    if len(texts) < ENOUGH:
        return replace(model, calibrated=False, decisions=len(texts))
    truth = np.array([model.labels.index(label) for label in labels])
    plain = scale.fit(model.without_encoder().scores(texts), truth, model.plain_scale)
    full = scale.fit(model.scores(texts), truth, model.full_scale) if model.full else model.full_scale
    return replace(model, plain_scale=plain, full_scale=full, calibrated=True, decisions=len(texts))


def _labels(texts: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
    if len(texts) != len(labels):
        raise Invalid(_("There must be one label for each text."))
    counts = Counter(labels)
    if len(counts) < 2:
        raise Invalid(
            _("There are %(count)s different labels; at least two are needed, each with at least two texts."),
            count=len(counts),
        )
    label, least = min(counts.items(), key=lambda item: (item[1], item[0]))
    if least < 2:
        raise Invalid(
            _("The label “%(label)s” has a single text. Add more of it, or leave it out."), label=label
        )
    return tuple(sorted(counts))


def _learnt(lesson: _Lesson, encoder: Encoder | None) -> tuple[Words, Sentences | None]:
    every = len(lesson.truth)
    kinds = tuple(
        grams.learnt(counts, kind, min(_KINDS[kind], 1 + every // 200))
        for kind, counts in lesson.counts.items()
    )
    rows = _beside([one.weigh(lesson.counts[one.kind]) for one in kinds])
    words = Words(kinds, _lines(rows, lesson, _FREE_WORDS[lesson.balanced]))
    if encoder is None or lesson.vectors is None:
        return words, None
    mean, deviation = lesson.vectors.mean(axis=0), np.maximum(lesson.vectors.std(axis=0), 1e-6)
    freedom = _FREE_SENTENCES / lesson.vectors.shape[1] * (1 if lesson.balanced else 3)
    lines = _lines(Vectors((lesson.vectors - mean) / deviation), lesson, freedom)
    return words, Sentences(encoder.name, mean, deviation, lines)


def _lines(rows: Matrix, lesson: _Lesson, freedom: float) -> Lines:
    """One line for each label against the others, kept with the precision in which it is stored."""
    k = len(lesson.labels)
    found = []
    for label in range(k) if k > 2 else (1,):
        truth = lesson.truth == label
        often = max(int(truth.sum()), 1), max(int((~truth).sum()), 1)
        counts = np.where(truth, len(truth) / 2 / often[0], len(truth) / 2 / often[1])
        if not lesson.balanced:
            counts = np.ones(len(truth))
        found.append(logistic.fit(rows, truth, freedom=freedom, counts=counts))
    weights = np.array([line.weights for line in found]).astype(np.float16).astype(np.float32)
    return Lines(weights, np.array([line.start for line in found], np.float32))


def _scales(lesson: _Lesson, encoder: Encoder | None) -> tuple[scale.Scale, scale.Scale]:
    """Scales for n-grams alone and for all, from texts that were not learnt from."""
    plain, full, truth = [], [], []
    for held in _held(lesson.truth):
        rest = np.setdiff1d(np.arange(len(lesson.truth)), held)
        words, sentences = _learnt(lesson.take(rest), encoder)
        test = lesson.take(held)
        rows = _beside([one.weigh(test.counts[one.kind]) for one in words.grams])
        said = np.stack([rows.times(line) for line in words.lines.weights], axis=1) + words.lines.starts
        chances = logistic.sigmoid(said)
        plain.append(spread(chances))
        if sentences is not None and test.vectors is not None:
            chances = (chances + SENTENCES_COUNT * sentences.chances(test.vectors)) / (1 + SENTENCES_COUNT)
        full.append(spread(chances))
        truth.append(test.truth)
    start, told = scale.same(len(lesson.labels)), np.concatenate(truth)
    return scale.fit(np.concatenate(plain), told, start), scale.fit(np.concatenate(full), told, start)


def _held(truth: Places) -> list[Places]:
    """Which texts are held out together: every label is spread over all parts, in the order of the input."""
    parts = 4 if len(truth) > _MANY else 5
    order = np.argsort(truth, kind="stable")
    part = np.empty(len(truth), np.int64)
    part[order] = np.arange(len(truth)) % parts
    return [np.flatnonzero(part == number) for number in range(1 if len(truth) > _MANY else parts)]


def _beside(rows: Sequence[Rows]) -> Rows:
    """The columns of each, one after the other."""
    owners = np.concatenate([some.owners() for some in rows])
    order = np.argsort(owners, kind="stable")
    firsts = np.cumsum([0, *(some.width for some in rows)])
    columns = np.concatenate([some.columns + first for some, first in zip(rows, firsts[:-1], strict=True)])
    values = np.concatenate([some.values for some in rows])
    starts = np.sum([some.starts for some in rows], axis=0)
    return Rows(starts, columns[order], values[order], int(firsts[-1]))
