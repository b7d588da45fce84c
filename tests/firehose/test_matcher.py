"""The kernels answer exactly what the plain matcher answers."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from bench.match_equality import good_queries
from leitstand.firehose.matcher import Firehose
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.watch import Watches, read_query
from tests.vocabulary.watch.invented import Inventor


def test_invented_queries_and_posts_match_as_the_plain_matcher_says() -> None:
    queries = {query: read_query(query) for query in good_queries(200, seed=7)}
    inventor = Inventor(8)
    posts = batch.of([activity.of(inventor.post(number)) for number in range(500)])
    expected = Watches(queries).match(posts)
    assert sum(map(len, expected)) > 5_000, "queries that find nothing prove nothing"
    assert Firehose(queries).match(posts) == expected
