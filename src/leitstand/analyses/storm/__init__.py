"""Over which watches does a storm blow when this post comes? And the series behind that answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa

from leitstand.analyses.storm.budget import CHANNELS, Budget, split
from leitstand.analyses.storm.doubts import Doubt, Voice, why_nothing
from leitstand.analyses.storm.packed import pack, unpack
from leitstand.analyses.storm.prior import Prior
from leitstand.analyses.storm.series import Judgement, Series, score
from leitstand.vocabulary.analysis import Context

__all__ = [
    "CHANNELS", "GIVES", "NEEDS", "START", "Budget", "Doubt", "Judgement", "Prior", "Series", "Voice",
    "analyse", "pack", "score", "split", "unpack", "why_nothing",
]  # fmt: skip

NEEDS = ("published", "matched")
GIVES = pa.schema([("storm", pa.list_(pa.string()))])
SCORES = (
    "NAB realTweets 78.9 at once a week; five-fold storms found within the hour 81 %, at 0.61 false alarms "
    "a week and series (script/bench storm)"
)

START: Mapping[str, Series] = {}


def analyse(
    posts: pa.RecordBatch, known: Mapping[str, Series], context: Context
) -> tuple[pa.RecordBatch, dict[str, Series]]:
    """`storm`: those of the post's watches over which a storm of mentions blows. `known` stays as it was.

    Mentions are counted in bins of five minutes by when they were published, in the order of the stream; a
    post without that moment, or more than an hour late, is not counted. Silence becomes known with the next
    mention, so whoever must know at once steps the `Series` by the clock.
    """
    after = dict(known)
    touched: set[str] = set()
    answers = []
    for moment, names in zip(posts["published"].to_pylist(), posts["matched"].to_pylist(), strict=True):
        for name in names or ():
            if name not in touched:
                touched.add(name)
                after[name] = after[name].copy() if name in after else Series()
            _hear(after[name], moment)
        answers.append([name for name in names or () if after[name].outbreak.blowing])
    return pa.record_batch([pa.array(answers, GIVES.field(0).type)], schema=GIVES), after


def _hear(series: Series, moment: datetime | None) -> None:
    if moment is not None:
        series.hear(moment)
