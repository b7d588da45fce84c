"""A question that ships with Leitstand: its model, its columns, and the guest who may answer instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from importlib.metadata import entry_points

import pyarrow as pa

from leitstand.vocabulary.judging.model import Classifier, Model, Verdict
from leitstand.vocabulary.judging.packed import from_files
from leitstand.vocabulary.judging.said import said

NEEDS = ("content", "media_type", "name")
CLASSIFIERS = "leitstand.classifiers"


def gives(name: str) -> pa.Schema:
    """The columns of a question: what a post is (null: too unsure to say), how probable that is, and whether
    the probability was set right on decisions made here."""
    return pa.schema(
        [
            (name, pa.string()),
            (f"{name}_probability", pa.float64()),
            pa.field(f"{name}_calibrated", pa.bool_(), nullable=False),
        ]
    )


def shipped(package: str) -> Callable[[], Model]:
    """Loads `model.npz` and `model.json` beside a question, when first asked."""

    @cache
    def model() -> Model:
        place = resources.files(package)
        return from_files((place / "model.npz").read_bytes(), (place / "model.json").read_bytes())

    return model


def texts(posts: pa.RecordBatch) -> list[str]:
    """What is judged of each post."""
    columns = (posts[column].to_pylist() for column in NEEDS)
    return [said(content, kind, name) for content, kind, name in zip(*columns, strict=True)]


def asked(posts: pa.RecordBatch, name: str, model: Callable[[], Model]) -> pa.RecordBatch:
    """The columns of a question, row for row, from its guest or else from its model.

    A post without a letter or a sign is not judged: null and null.
    """
    said_ = texts(posts)
    full = [text for text in said_ if text]
    guest = _guest(name)
    verdicts = iter(_of_guest(guest, full) if guest else model().judge(full) if full else ())
    calibrated = bool(full) and guest is None and model().calibrated
    rows = [next(verdicts) if text else None for text in said_]
    return pa.record_batch(
        [
            pa.array([row and row.label for row in rows], pa.string()),
            pa.array([row and row.probability for row in rows], pa.float64()),
            pa.array([calibrated] * len(rows), pa.bool_()),
        ],
        schema=gives(name),
    )


@cache
def _guest(name: str) -> Classifier | None:
    """Who was installed to answer this question in our place (a function without arguments gives one)."""
    found = [entry for entry in entry_points(group=CLASSIFIERS) if entry.name == name]
    guest: Classifier | None = found[0].load()() if found else None
    return guest


def _of_guest(guest: Classifier, full: list[str]) -> Iterable[Verdict]:
    for row in guest.predict_proba(full) if full else ():
        chances = {label: round(float(chance), 4) for label, chance in zip(guest.labels, row, strict=True)}
        label = max(chances, key=chances.__getitem__)
        yield Verdict(label, chances[label], chances)
