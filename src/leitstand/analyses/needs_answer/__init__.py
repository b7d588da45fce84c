"""Does somebody wait for an answer of ours?"""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging import question

NEEDS = question.NEEDS
GIVES = question.gives("needs_answer")
SCORES = "no free labelled set; on our own sentences all cases of tests/analyses/test_needs_answer.py"
MODEL = question.shipped(__name__)


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`needs_answer`: answer or stand (let it stand), null when unsure; `needs_answer_probability` of that.

    Learnt from our own sentences (card.md beside this file); `needs_answer_calibrated` is false: the team's
    own triage is the better teacher.
    """
    return question.asked(posts, "needs_answer", MODEL)
