"""Models as bytes and back: arrays as npz, the rest as JSON; nothing in them can run."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.judging import encoders
from leitstand.vocabulary.judging.grams import Grams
from leitstand.vocabulary.judging.model import Lines, Model, Sentences, Words
from leitstand.vocabulary.judging.scale import Scale
from leitstand.vocabulary.words import _

VERSION = 1
_ABOUT = "about"

Arrays = dict[str, Any]


def pack(model: Model) -> bytes:
    """One npz, with what `told` says inside."""
    arrays, about = arrays_of(model), json.dumps(told(model), ensure_ascii=False, sort_keys=True)
    return npz(arrays | {_ABOUT: np.frombuffer(about.encode(), np.uint8)})


def unpack(packed: bytes, *, encoder: encoders.Encoder | None = None) -> Model:
    """The way back. The encoder is the one given when it has the right name, else a built-in one, else none.

    Raises Invalid for bytes that were not packed here.
    """
    try:
        arrays = _read(packed)
        about = json.loads(bytes(arrays.pop(_ABOUT)))
    except (KeyError, ValueError, TypeError) as error:
        raise Invalid(_("This is no model of Leitstand, or a broken one. Teach it again.")) from error
    return put_together(arrays, about, encoder=encoder)


def from_files(weights: bytes, about: bytes, *, encoder: encoders.Encoder | None = None) -> Model:
    """A model out of the two files `model.npz` and `model.json`. Raises Invalid when they are none."""
    try:
        read = json.loads(about)
    except ValueError as error:
        raise Invalid(_("This is no model of Leitstand, or a broken one. Teach it again.")) from error
    return put_together(_read(weights), read, encoder=encoder)


def told(model: Model) -> dict[str, Any]:
    """Everything but the arrays, for people and programs to read."""
    return {
        "version": VERSION,
        "name": model.name,
        "labels": list(model.labels),
        "prefer": model.prefer,
        "silence": model.silence,
        "calibrated": model.calibrated,
        "decisions": model.decisions,
        "encoder": model.sentences.encoder if model.sentences else encoders.NONE,
        "plain_scale": [model.plain_scale.slope, *model.plain_scale.shifts],
        "full_scale": [model.full_scale.slope, *model.full_scale.shifts],
        "grams": [grams.kind for grams in model.words.grams],
    }


def arrays_of(model: Model) -> Arrays:
    """The numbers that were learnt."""
    arrays: Arrays = {
        "words_weights": _small(model.words.lines.weights),
        "words_starts": model.words.lines.starts,
    }
    for grams in model.words.grams:
        arrays |= {f"{grams.kind}_kept": grams.kept, f"{grams.kind}_rareness": grams.rareness}
    if (heard := model.sentences) is not None:
        arrays |= {"mean": heard.mean, "spread": heard.spread, "sentences_starts": heard.lines.starts}
        arrays["sentences_weights"] = _small(heard.lines.weights)
    return arrays


def npz(arrays: Arrays) -> bytes:
    """The arrays as a file; the same arrays make the same bytes."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def put_together(
    arrays: Mapping[str, Any], about: Mapping[str, Any], *, encoder: encoders.Encoder | None
) -> Model:
    """A model of arrays and what is told about them."""
    try:
        if about["version"] != VERSION:
            raise Invalid(_("This model was made by another version of Leitstand. Teach it again."))
        heard = _sentences(arrays, str(about["encoder"]))
        return Model(
            labels=tuple(map(str, about["labels"])),
            prefer=str(about["prefer"]),
            words=_words(arrays, about["grams"]),
            sentences=heard,
            plain_scale=_scale(about["plain_scale"]),
            full_scale=_scale(about["full_scale"]),
            silence=float(about["silence"]),
            calibrated=bool(about["calibrated"]),
            decisions=int(about["decisions"]),
            name=str(about["name"]),
            encoder=_its_encoder(heard, encoder),
        )
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise Invalid(_("This is no model of Leitstand, or a broken one. Teach it again.")) from error


def _its_encoder(heard: Sentences | None, given: encoders.Encoder | None) -> encoders.Encoder | None:
    if heard is None:
        return None
    if given is not None and given.name == heard.encoder:
        return given
    try:
        return encoders.encoder(heard.encoder)
    except Invalid:  # its guest is gone: n-grams judge alone
        return None


def _words(arrays: Mapping[str, Any], kinds: list[str]) -> Words:
    grams = tuple(Grams(kind, arrays[f"{kind}_kept"], arrays[f"{kind}_rareness"]) for kind in kinds)
    lines = Lines(arrays["words_weights"].astype(np.float32), arrays["words_starts"])
    if lines.weights.shape != (len(lines.starts), sum(len(one.kept) for one in grams)):
        raise ValueError("weights and n-grams do not fit")
    return Words(grams, lines)


def _sentences(arrays: Mapping[str, Any], encoder: str) -> Sentences | None:
    if encoder == encoders.NONE:
        return None
    lines = Lines(arrays["sentences_weights"].astype(np.float32), arrays["sentences_starts"])
    return Sentences(encoder, arrays["mean"], arrays["spread"], lines)


def _scale(numbers: list[float]) -> Scale:
    slope, *shifts = map(float, numbers)
    return Scale(slope, tuple(shifts))


def _small(weights: Any) -> Any:
    return weights.astype(np.float16)


def _read(weights: bytes) -> Arrays:
    try:
        with np.load(io.BytesIO(weights), allow_pickle=False) as kept:
            return {key: kept[key] for key in kept.files}
    except (ValueError, OSError, EOFError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise Invalid(_("This is no model of Leitstand, or a broken one. Teach it again.")) from error
