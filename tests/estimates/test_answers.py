"""Waits with those that still wait: against figures worked out elsewhere, and what may never happen."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.estimates import answers

# Ten questions, by hand: of ten two are settled at 1, of seven (one was watched for 1 only) one at 3, of five
# two at 4, of two one at 8.
TEN = [
    (1, True),
    (1, True),
    (1, False),
    (3, True),
    (3, False),
    (4, True),
    (4, True),
    (6, False),
    (8, True),
    (9, False),
]


def test_an_example_worked_by_hand_comes_out():
    found = answers.curve([(float(at), settled) for at, settled in TEN])
    shares = [one.share for one in found.steps]
    by_hand = [1, 8 / 10, 8 / 10 * 6 / 7, 8 / 10 * 6 / 7 * 3 / 5, 8 / 10 * 6 / 7 * 3 / 5 * 1 / 2]
    assert shares == pytest.approx(by_hand)
    assert [(one.at, one.waiting) for one in found.steps] == [(0, 10), (1, 10), (3, 7), (4, 5), (8, 2)]
    assert (found.median, found.settled, found.n) == (4, 6, 10)


def test_the_band_is_greenwoods_on_the_scale_that_stays_between_nothing_and_all():
    last = answers.curve([(float(at), settled) for at, settled in TEN]).steps[-1]
    spread = sum(d / (n * (n - d)) for d, n in ((2, 10), (1, 7), (2, 5), (1, 2)))
    wide = 1.281551565545 * math.sqrt(spread) / abs(math.log(last.share))
    assert last.low == pytest.approx(last.share ** math.exp(wide))
    assert last.high == pytest.approx(last.share ** math.exp(-wide))


def test_a_median_that_was_not_reached_is_not_made_up():
    found = answers.curve([(1.0, True), (2.0, False), (3.0, False), (4.0, False)])
    assert found.median is None
    assert found.high is None
    assert answers.curve([(5.0, False)] * 3).steps == (answers.Step(0.0, 1.0, 1.0, 1.0, 3),)


def test_leaving_the_open_ones_out_would_praise_us():
    open_ones = [(48.0, False)] * 10
    settled = [(float(n), True) for n in range(1, 11)]
    assert answers.curve(settled).median == 5
    assert answers.curve(settled + open_ones).median == 10


def test_nothing_and_nonsense():
    assert answers.curve([]) is None
    for wrong in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="never negative"):
            answers.curve([(wrong, True)])


def test_the_median_lies_in_its_interval_in_eight_of_ten_worlds():
    dice, held = np.random.default_rng(11), 0
    for _ in range(300):
        true, looked = dice.exponential(10, 60), dice.uniform(5, 40, 60)
        found = answers.curve([(float(min(t, c)), bool(t <= c)) for t, c in zip(true, looked, strict=True)])
        held += found.low <= 10 * math.log(2) <= (found.high or math.inf)
    assert 0.74 <= held / 300 <= 0.87


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), min_size=1, max_size=40))
def test_a_curve_only_falls_and_its_band_holds_it(waits):
    found = answers.curve(waits)
    shares = [one.share for one in found.steps]
    assert shares == sorted(shares, reverse=True)
    assert all(
        0 <= one.low <= one.share + 1e-12 and one.share <= one.high + 1e-12 <= 1 + 1e-9 for one in found.steps
    )
    assert found.waiting(found.steps[-1].at).share == shares[-1]
