"""What would the team have said? Answers a question that was taught with labelled posts."""

from __future__ import annotations

import pyarrow as pa

from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging import question

NEEDS = question.NEEDS
GIVES = pa.schema(
    [
        ("label", pa.string()),
        ("probability", pa.float64()),
        ("probabilities", pa.map_(pa.string(), pa.float64())),
    ]
)
SCORES = "as good as its labels: GermEval 2018 to 2019 72.5, UMSAB German 68.8 (script/bench language)"


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`label` of the context's taught model, its `probability`, and the `probabilities` of all labels.

    Without a model all are null. Markup does not count, a link and a handle count as a link and a handle.
    """
    if context.taught is None:
        return pa.record_batch([pa.nulls(posts.num_rows, kind.type) for kind in GIVES], schema=GIVES)
    verdicts = context.taught.judge(question.texts(posts))
    return pa.record_batch(
        [
            pa.array([verdict.label for verdict in verdicts], pa.string()),
            pa.array([verdict.probability for verdict in verdicts], pa.float64()),
            pa.array([list(verdict.probabilities.items()) for verdict in verdicts], GIVES[2].type),
        ],
        schema=GIVES,
    )
