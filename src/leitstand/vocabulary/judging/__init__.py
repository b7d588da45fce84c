"""Judging texts: learn a question from labelled texts, answer it with probabilities, or say nothing."""

from leitstand.vocabulary.judging.encoders import NONE, Encoder, encoder
from leitstand.vocabulary.judging.learning import ENOUGH, LEAST, calibrate, fit, learn
from leitstand.vocabulary.judging.model import ACCURACY, BALANCE, Classifier, Model, Verdict
from leitstand.vocabulary.judging.packed import from_files, pack, unpack
from leitstand.vocabulary.judging.said import said
from leitstand.vocabulary.judging.scale import error

__all__ = [
    "ACCURACY",
    "BALANCE",
    "ENOUGH",
    "LEAST",
    "NONE",
    "Classifier",
    "Encoder",
    "Model",
    "Verdict",
    "calibrate",
    "encoder",
    "error",
    "fit",
    "from_files",
    "learn",
    "pack",
    "said",
    "unpack",
]
