"""Young posts are not finished: their curve, what still comes, and intervals that hold what they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.estimates import growth
from leitstand.estimates.growth import AGES, ASSUMED, Track


def posts(count, seed, half_hours=12.0, until=None):
    """Posts with heavy-tailed finals that grow like 1 - 2^(-t/half)."""
    dice = np.random.default_rng(seed)
    made = []
    for final in dice.gamma(0.5, 60, count):
        ages = [age for age in AGES if until is None or age <= until]
        share = 1 - 2 ** (-np.asarray(ages) / half_hours)
        steps = np.diff(np.concatenate([[0.0], share]))
        made.append(Track(ages, np.cumsum(dice.poisson(final * steps)).tolist()))
    return made


def test_without_posts_the_curve_is_the_assumed_one_with_a_wide_interval():
    found = growth.fit([])
    assert [round(one.mean, 3) for one in found.shares] == pytest.approx(list(ASSUMED), abs=0.002)
    assert found.seen(6).high - found.seen(6).low > 0.1
    assert found.posts == 0


def test_the_curve_is_learned_from_finished_posts():
    found = growth.fit(posts(200, 3))
    for hours in (6, 12, 24, 48):
        assert found.seen(hours).mean == pytest.approx(1 - 2 ** (-hours / 12), abs=0.04)
    assert found.seen(12).high - found.seen(12).low < 0.1


def test_posts_that_are_not_finished_tell_of_the_ages_they_reached():
    young = growth.fit([*posts(40, 5), *posts(400, 6, until=24)])
    assert young.seen(12).mean == pytest.approx(0.5, abs=0.06)
    assert young.shares[AGES.index(24.0)].n == 440
    assert young.shares[AGES.index(48.0)].n == 40


def test_the_share_seen_covers_the_true_one_about_as_often_as_it_says():
    inside = 0
    for seed in range(60):
        found = growth.fit(posts(60, seed), seed=seed).seen(12)
        inside += found.low <= 0.5 <= found.high
    assert 0.75 <= inside / 60 <= 1


@settings(max_examples=40)
@given(st.floats(0, 700), st.floats(0, 700))
def test_older_posts_have_never_seen_less(one, other):
    found = growth.fit(posts(12, 9))
    young, old = sorted((one, other))
    assert found.seen(young).mean <= found.seen(old).mean + 1e-9
    assert found.seen(old).low <= found.seen(old).mean <= found.seen(old).high <= 1


def test_what_is_still_coming_covers_what_came_in_a_heavy_tailed_world():
    dice = np.random.default_rng(8)
    inside = 0
    for final in dice.gamma(0.5, 120, 1000):
        share = dice.beta(1, 1.5)  # each grows at its own pace
        early, late = dice.poisson(final * share), dice.poisson(final * (1 - share))
        told = growth.final(early, growth.rest(early, 0.4, 60), 1)
        inside += int(told.low) <= early + late <= told.high + 1
    assert 0.74 <= inside / 1000 <= 0.95


def test_errors_that_all_posts_share_do_not_cancel_in_their_sum():
    one = growth.rest(4, 0.4, 20)
    many = growth.together([one] * 100)
    assert many.mean == pytest.approx(100 * one.mean)
    told = growth.final(400, many, 100)
    assert told.high - 400 > 2 * many.mean


def test_a_finished_post_gets_nothing_more_and_nothing_comes_of_nothing():
    assert growth.rest(7, 1.0, 50) == growth.NOTHING
    assert growth.rest(0, 0.1, 0) == growth.NOTHING
    assert growth.final(7, growth.NOTHING, 1).high == 7


def test_posts_by_the_hundred_need_no_model():
    dice = np.random.default_rng(4)
    finals = dice.lognormal(3, 1.5, 1200)
    early = dice.poisson(finals * 0.3)
    told = [growth.alike(early[i], early[:800], finals[:800]) for i in range(800, 1200)]
    held = np.mean([one.low <= finals[i + 800] <= one.high for i, one in enumerate(told)])
    assert 0.74 <= held <= 0.86
