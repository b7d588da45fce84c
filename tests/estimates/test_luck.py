"""Strokes of luck are shared: nothing is lost, and nothing is touched where there was none."""

from __future__ import annotations

import numpy as np
import pytest

from leitstand.estimates.mix import luck

WEEKS = 20


def even(level: float = 30.0) -> np.ndarray:
    return np.random.default_rng(2).poisson(level, (WEEKS, 2)).astype(float)


def test_weeks_that_scatter_as_counts_do_stay_as_they_are():
    assert np.array_equal(luck.shared(even(), np.ones((WEEKS, 2))), even())


def test_a_lucky_week_is_given_to_all_in_proportion_and_nothing_is_lost():
    value = even()
    value[9, 0] = 900.0
    found = luck.shared(value, np.ones((WEEKS, 2)))
    assert found.sum() == pytest.approx(value.sum())
    assert found[9, 0] < 300
    raised = found[:, 1] / value[:, 1]
    assert np.allclose(raised, raised[0])
    assert raised[0] > 1.4


def test_a_network_that_grows_for_good_is_not_taken_for_luck():
    value = even()
    value[10:] *= 8
    assert luck.shared(value, np.ones((WEEKS, 2)))[15, 0] == pytest.approx(value[15, 0], rel=0.05)


@pytest.mark.parametrize("known", [0, 1, luck.AROUND - 1])
def test_with_a_handful_of_weeks_nothing_is_called_luck(known):
    value, seen = even(), np.zeros((WEEKS, 2))
    value[0, 0] = 5000.0
    seen[:known] = 1.0
    assert np.array_equal(luck.shared(value, seen), value)


def test_a_young_week_is_judged_by_what_it_would_bring_in_all():
    value, seen = even(), np.ones((WEEKS, 2))
    value[-1, 0], seen[-1, 0] = 60.0, 0.1
    assert luck.shared(value, seen)[-1, 0] < 40
