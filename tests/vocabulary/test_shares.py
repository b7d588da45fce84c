"""Intervals hold what they promise, and few values promise nothing."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import shares


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 0, 0, 1), (0, 10, 0, 0.2775), (5, 10, 0.2366, 0.7634)]
)
def test_wilson_as_published(count, of, low, high):
    assert shares.wilson(count, of, shares.Z95) == pytest.approx((low, high), abs=1e-3)


def test_the_middle_of_few_has_no_interval_and_of_nothing_is_nothing():
    assert shares.middle([]) is None
    assert shares.middle([3, 9]) == shares.Middle(6, None, None, 2)
    assert shares.middle([1, 2, 3, 4, 100]) == shares.Middle(3, 1, 100, 5)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_the_interval_is_the_narrowest_that_covers_enough(values):
    told = shares.middle(values)
    assert told is not None
    if told.low is not None:
        assert told.low <= told.value <= told.high
        rank = sorted(values).index(told.low) + 1
        n = len(values)
        inside = 1 - 2 * sum(math.comb(n, k) for k in range(rank)) / 2**n
        assert inside >= 0.8 or sorted(values).count(told.low) > 1


@pytest.mark.parametrize(
    ("z", "degrees", "known"), [(2.326348, 11, 2.718), (1.281552, 5, 1.476), (1.959964, 30, 2.042)]
)
def test_students_points_are_those_of_the_tables(z, degrees, known):
    assert shares.student(z, degrees) == pytest.approx(known, abs=0.01)
