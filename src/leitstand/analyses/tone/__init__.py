"""Is a post meant well, ill, or neither?"""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging import question

NEEDS = question.NEEDS
GIVES = question.gives("tone")
SCORES = "macro F1 61 on English tweets, 60 German, 50 to 57 other languages (script/bench language)"
MODEL = question.shipped(__name__)


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`tone`: positive, neutral or negative, null when unsure; `tone_probability` of the likelier label.

    Learnt from English tweets and reviews and our own German sentences (card.md beside this file), carried to
    other languages by the sentence encoder; `tone_calibrated` is false: it was not measured here.
    """
    return question.asked(posts, "tone", MODEL)
