"""Change beyond noise: the ranges hold as often as they say, and see what is really there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.estimates import drift

SURE = drift.level(7)


def weeks(mean, spread, n, seed):
    dice = np.random.default_rng(seed)
    return dice.poisson(mean * dice.gamma(1 / spread**2, spread**2, n)).tolist()


def test_seven_figures_are_wrong_once_in_seven_weeks_at_98_per_cent():
    assert pytest.approx(1 - 1 / 49) == drift.level(7)
    assert drift.level(1) < drift.level(7) < drift.level(20)


@pytest.mark.parametrize(("mean", "spread"), [(2, 0.2), (37, 0.05), (734, 0.25)])
def test_weeks_like_those_before_are_called_no_more_often_than_said(mean, spread):
    called = 0
    for seed in range(120):
        *past, this = weeks(mean, spread, 13, seed)
        called += bool(drift.counts(past, sure=SURE).beyond(this))
    assert called <= 7, f"{called} of 120 called at 2 % (more than 7: p < 0.01)"


def test_shares_like_those_before_are_called_no_more_often_than_said():
    dice, called = np.random.default_rng(5), 0
    for _ in range(80):
        hits = dice.binomial(37, dice.beta(16, 4, 13))
        found = drift.shares([(int(one), 37) for one in hits[:-1]], 37, sure=SURE)
        called += bool(found.beyond(hits[-1] / 37))
    assert called <= 6, f"{called} of 80 called at 2 %"


def test_rates_hold_although_the_hours_differ():
    dice, called = np.random.default_rng(7), 0
    for _ in range(80):
        hours = dice.uniform(5, 25, 13)
        seen = dice.poisson(2.2 * hours)
        found = drift.counts(
            seen[:-1].tolist(), sure=SURE, exposure=hours[:-1].tolist(), now=float(hours[-1])
        )
        called += bool(found.beyond(seen[-1] / hours[-1]))
    assert called <= 6, f"{called} of 80 called at 2 %"


def test_what_doubles_is_seen():
    assert drift.counts(weeks(734, 0.05, 12, 1), sure=SURE).beyond(1500) == "more"
    assert drift.counts(weeks(734, 0.05, 12, 1), sure=SURE).beyond(300) == "less"
    assert drift.shares([(7, 37)] * 12, 700, sure=SURE).beyond(0.45) == "more"


@pytest.mark.parametrize(
    "found",
    [
        drift.counts([3] * 5, sure=SURE),
        drift.shares([(1, 2)] * 5, 9, sure=SURE),
        drift.means([1.0] * 5, sure=SURE),
    ],
)
def test_few_weeks_say_nothing(found):
    assert found is None


def test_weeks_without_hours_or_cases_are_no_evidence():
    assert drift.counts([3] * 8, sure=SURE, exposure=[1, 1, 1, 0, 0, 0, 1, 1], now=2) is None
    assert drift.shares([(0, 0)] * 5 + [(1, 2)] * 5, 9, sure=SURE) is None
    assert drift.shares([(1, 2)] * 9, 0, sure=SURE) is None
    assert drift.counts([3] * 8, sure=SURE, exposure=[1] * 8, now=0) is None


@settings(max_examples=30)
@given(st.lists(st.integers(0, 10**7), min_size=6, max_size=20))
def test_a_range_of_counts_is_in_order_and_finite_whatever_was_counted(past):
    found = drift.counts(past, sure=SURE)
    assert 0 <= found.low <= found.high < 100 * max(*past, 10)
    assert found.weeks == len(past)


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=6, max_size=12),
    st.integers(1, 10**5),
)
def test_a_range_of_shares_stays_between_nothing_and_all(weeks, of):
    found = drift.shares([(hits, hits + rest) for hits, rest in weeks], of, sure=SURE)
    assert found is None or 0 <= found.low <= found.high <= 1


def test_all_zeros_are_a_quiet_house_not_a_fault():
    found = drift.counts([0] * 10, sure=SURE)
    assert found.low == 0
    assert not found.beyond(1), "one mention after ten silent weeks is no news"
    assert found.beyond(30) == "more"


def test_large_counts_are_scaled_and_the_range_comes_back_in_their_unit():
    small, large = (
        drift.counts([one * k for one in (90, 110, 100, 95, 105, 102, 98)], sure=SURE) for k in (1, 1000)
    )
    assert 60_000 < large.low < 100_000 < large.high < 160_000
    assert large.high - large.low < 1000 * (small.high - small.low)


def test_the_interval_of_a_rate_is_the_known_one():
    low, high = drift.interval(10)
    assert (low, high) == pytest.approx((6.221, 15.407), abs=0.01)  # exact: chi-square, 80 %
    assert drift.interval(0)[0] == 0
    assert drift.interval(10, exposure=5) == pytest.approx((low / 5, high / 5))


def test_the_gamma_function_is_the_known_one():
    found = drift._lgamma(np.array([0.001, 0.5, 1, 30, 1e6]))
    assert found == pytest.approx(
        [6.907178885383853, 0.5723649429247001, 0, 71.25703896716801, 12815504.569147612], rel=1e-12, abs=1e-9
    )
