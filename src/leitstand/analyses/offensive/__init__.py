"""Does a post insult or abuse somebody? German; a hint for people, never a verdict on them."""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging import question

NEEDS = question.NEEDS
GIVES = question.gives("offensive")
SCORES = "official F1 71.8 on tweets of another year, 82 % right of the 81 % it names (script/bench language)"
MODEL = question.shipped(__name__)


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`offensive`: offensive or harmless, null when unsure; `offensive_probability` of that label.

    Learnt from German tweets of 2018 (card.md beside this file); `offensive_calibrated` is false: how sure it
    is, was measured there and not here.
    """
    return question.asked(posts, "offensive", MODEL)
