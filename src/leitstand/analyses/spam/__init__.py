"""Is a comment advertising that nobody asked for?"""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging import question

NEEDS = question.NEEDS
GIVES = question.gives("spam")
SCORES = "macro F1 91.7 to 94.6 on a video it did not learn from (script/bench language)"
MODEL = question.shipped(__name__)


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`spam`: spam or ham, null when unsure; `spam_probability` of the likelier label.

    Learnt from comments below music videos (card.md beside this file); `spam_calibrated` is false:
    how sure it is, was measured there and not here.
    """
    return question.asked(posts, "spam", MODEL)
