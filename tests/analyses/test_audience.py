"""An audience is looked at as a sample, and every share has its interval."""

import datetime as dt

import pytest

from leitstand.analyses.coordination import audience
from leitstand.analyses.coordination.audience import Follower, audit, sample_size, wilson
from leitstand.vocabulary.errors import Invalid

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)


def test_a_sample_is_large_enough_and_never_larger_than_the_audience():
    assert sample_size(None, 0.05) == 165
    assert sample_size(1_000_000, 0.05) == 165
    assert sample_size(100, 0.05) < 100
    assert sample_size(20, 0.01) == 20
    drawn = sample_size(None, 0.05)
    share = wilson(drawn // 2, drawn)
    assert share.high - share.low <= 0.1


def test_the_interval_is_wilsons_and_closes_when_everybody_was_looked_at():
    stats = pytest.importorskip("scipy.stats", reason="compared with scipy where it is installed")
    ours, theirs = wilson(3, 40), stats.binomtest(3, 40).proportion_ci(0.8, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    everybody = wilson(3, 40, 40)
    assert (everybody.low, everybody.high) == pytest.approx((0.075, 0.075))
    assert wilson(0, 10).low == 0
    assert wilson(10, 10).high == 1


@pytest.mark.parametrize(("hits", "of", "whole"), [(3, 2, None), (0, 0, None), (1, 5, 4), (-1, 3, None)])
def test_impossible_counts_are_refused(hits, of, whole):
    with pytest.raises(Invalid):
        wilson(hits, of, whole)


@pytest.mark.parametrize("within", [0, 0.7])
def test_an_impossible_width_is_refused(within):
    with pytest.raises(Invalid):
        sample_size(100, within)


def test_what_a_network_does_not_tell_is_left_out_and_nobody_counts_twice():
    drawn = [
        Follower(id="1", posts=0, created=NOW - dt.timedelta(days=3)),
        Follower(id="1", posts=0, created=NOW - dt.timedelta(days=3)),
        Follower(id="2", posts=9, last_post=NOW - dt.timedelta(days=400)),
        Follower(id="3", picture=False),
    ]
    told = audit(drawn, 1000, NOW)
    assert told.looked_at == 3
    assert set(told.shares) == {"never_posted", "silent", "young", "no_picture"}
    assert told.shares["never_posted"].n == 2
    assert set(told.shares) <= set(audience.LOOKED_AT)
