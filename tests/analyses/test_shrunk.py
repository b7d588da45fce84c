"""Shares of many voices, drawn towards all of them: the arithmetic against what is known of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.analyses.origin import shrunk

stats = pytest.importorskip("scipy.stats", reason="compared with scipy where it is installed")


@given(a=st.floats(0.05, 400), b=st.floats(0.05, 400), x=st.floats(0.001, 0.999))
def test_the_incomplete_beta_function_is_scipys(a, b, x):
    assert shrunk.incomplete_beta(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-9)


@given(a=st.floats(0.3, 300), b=st.floats(0.3, 300), below=st.sampled_from([0.1, 0.5, 0.9]))
def test_quantiles_are_scipys(a, b, below):
    assert shrunk.quantile(a, b, below) == pytest.approx(stats.beta.ppf(below, a, b), abs=1e-6)


def test_little_evidence_is_drawn_towards_all_and_much_stays_where_it_is():
    pool = shrunk.pool([(2, 10)] * 30 + [(0, 10)] * 30 + [(6, 10)] * 30)
    little, much = pool.share(1, 1), pool.share(900, 1000)
    assert little.mean < 0.6
    assert much.mean == pytest.approx(0.9, abs=0.1)
    assert little.high - little.low > much.high - much.low


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    draws = stats.beta(2, 6).rvs(size=2000, random_state=3)
    hits = stats.binom.rvs(12, draws, random_state=4)
    pool = shrunk.pool([(int(k), 12) for k in hits])
    inside = 0
    for k, truth in zip(hits, draws, strict=True):
        share = pool.share(int(k), 12)
        inside += share.low <= truth <= share.high
    assert 0.76 < inside / 2000 < 0.84


def test_nothing_seen_says_nothing_sure():
    share = shrunk.pool([]).share(0, 0)
    assert share.high - share.low > 0.3
    assert shrunk.clock([]).seconds(shrunk.Times()).n == 0


def test_times_are_pooled_on_their_logarithms():
    slow, fast = shrunk.Times(), shrunk.Times()
    for n in range(20):
        slow, fast = slow.with_(3000 + n), fast.with_(30 + n)
    clock = shrunk.clock([slow, fast])
    one = clock.seconds(slow)
    assert one.low < 3010 < one.high * 1.3
    assert clock.seconds(shrunk.Times().with_(3000)).mean < one.mean
    assert slow.with_(5, 1).with_(5, -1).n == slow.n
