"""A taught question: labels, what was learnt from n-grams and from sentences, and how sure it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from leitstand.vocabulary.judging import encoders
from leitstand.vocabulary.judging.grams import Grams
from leitstand.vocabulary.judging.logistic import sigmoid
from leitstand.vocabulary.judging.scale import Scale

Floats = NDArray[np.float64]

SENTENCES_COUNT = 2.0
"""What sentences say counts so many times what n-grams say (chosen on training parts, bench/language.py)."""
BALANCE, ACCURACY = "balance", "accuracy"
AT_ONCE = 512


@runtime_checkable
class Classifier(Protocol):
    """What a guest offers who judges texts himself (entry point `leitstand.classifiers`)."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What a text can be; the columns of `predict_proba`."""
        ...

    def predict_proba(self, texts: list[str]) -> Floats:
        """(n, k) probabilities, rows sum to 1."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one text: nothing (None) when unsure. `probability` belongs to the likeliest label."""

    label: str | None
    probability: float
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """One line for each label (for two labels: for the second), (k, d) weights and (k,) starts."""

    weights: NDArray[np.float32]
    starts: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What was learnt from n-grams: lines over the columns of each kind, one kind after the other."""

    grams: tuple[Grams, ...]
    lines: Lines

    def chances(self, texts: Sequence[str]) -> Floats:
        """(n, k) probabilities, each line by itself."""
        odds = np.tile(self.lines.starts.astype(np.float64), (len(texts), 1))
        first = 0
        for grams in self.grams:
            rows = grams.rows(texts)
            for number, weights in enumerate(self.lines.weights[:, first : first + rows.width]):
                odds[:, number] += rows.times(weights)
            first += rows.width
        return sigmoid(odds)


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """What was learnt from vectors of an encoder: lines over its standardised columns."""

    encoder: str
    mean: NDArray[np.float32]
    spread: NDArray[np.float32]
    lines: Lines

    def chances(self, vectors: NDArray[np.float32]) -> Floats:
        """(n, k) probabilities, each line by itself; a row does not depend on the others."""
        rows = (vectors - self.mean) / self.spread
        odds = np.stack([np.einsum("ij,j->i", rows, line) for line in self.lines.weights], axis=1)
        return sigmoid((odds + self.lines.starts).astype(np.float64))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Model:
    """Judges texts. Without its encoder it judges by n-grams alone, with the scale that belongs to that."""

    labels: tuple[str, ...]
    prefer: str
    words: Words
    sentences: Sentences | None
    plain_scale: Scale
    full_scale: Scale
    silence: float = 0.0
    calibrated: bool = False
    decisions: int = 0
    name: str = ""
    encoder: encoders.Encoder | None = None

    @property
    def full(self) -> bool:
        """Whether sentences count too: something was learnt from them, and their encoder is here."""
        return self.sentences is not None and self.encoder is not None

    @property
    def scale(self) -> Scale:
        """How scores become probabilities."""
        return self.full_scale if self.full else self.plain_scale

    def scores(self, texts: Sequence[str]) -> Floats:
        """(n, k): what was learnt says, before calibration; every label as if it were equally frequent when
        the model prefers balance."""
        some = [self._scores(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
        return np.concatenate(some) if some else np.empty((0, len(self.labels)))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """(n, k) probabilities, columns as `labels`, rows sum to 1."""
        return self.scale(self.scores(texts))

    def judge(self, texts: Sequence[str]) -> list[Verdict]:
        """What each text is. A model that prefers balance may name a rare label below one half."""
        scores = self.scores(texts)
        chances = self.scale(scores)
        named = (scores if self.prefer == BALANCE and not self.silence else chances).argmax(axis=1)
        return [self._verdict(int(place), row) for place, row in zip(named, chances, strict=True)]

    def without_encoder(self) -> Model:
        """The same model, judging by n-grams alone."""
        return replace(self, encoder=None)

    def _verdict(self, place: int, row: Floats) -> Verdict:
        rounded = [round(float(chance), 4) for chance in row]
        label = self.labels[place] if rounded[place] >= self.silence else None
        return Verdict(label, rounded[place], dict(zip(self.labels, rounded, strict=True)))

    def _scores(self, texts: Sequence[str]) -> Floats:
        chances = self.words.chances(texts)
        if self.sentences is not None and self.encoder is not None:
            heard = self.sentences.chances(self.encoder.encode(list(texts)))
            chances = (chances + SENTENCES_COUNT * heard) / (1 + SENTENCES_COUNT)
        return spread(chances)


def spread(chances: Floats) -> Floats:
    """Probabilities of single lines as scores of all labels, rows sum to 1."""
    if chances.shape[1] == 1:
        return np.hstack([1 - chances, chances])
    shared: Floats = chances / np.maximum(chances.sum(axis=1, keepdims=True), 1e-12)
    return shared
