"""A few posts carry most of it: that is said, and their mean is not trusted."""

import numpy as np
import pytest

from leitstand.estimates import pace, tails


def test_three_posts_that_brought_half_are_counted():
    found = tails.read([30, 20, 15, *[5] * 13])
    assert (found.half, found.n, found.total) == (3, 16, 130)
    assert found.top == pytest.approx(30 / 130)
    assert not found.heavy


def test_one_post_that_brought_most_makes_it_heavy():
    found = tails.read([900, *[3] * 30])
    assert found.heavy
    assert found.half == 1
    assert found.mean.low < found.mean.mean < found.mean.high


@pytest.mark.parametrize("nothing", [[], [0.0, 0.0]])
def test_of_nothing_no_tail_is_read(nothing):
    assert tails.read(nothing) is None


def test_the_index_of_a_pareto_is_found_with_its_interval():
    inside = []
    for seed in range(80):
        values = np.random.default_rng(seed).pareto(1.5, 400) + 1
        told = tails.hill(values)
        inside.append(told.low <= 1.5 <= told.high)
    assert 0.68 <= np.mean(inside) <= 0.92


def test_few_values_have_no_index():
    assert tails.hill([5, 4, 3, 2, 1]) is None
    assert tails.hill([2.0] * 200) is None


def test_the_usual_week_is_covered_as_often_as_it_says():
    dice = np.random.default_rng(2)
    mean_held, week_held = [], []
    for _ in range(400):
        weeks = dice.negative_binomial(4, 4 / (4 + 20), 13)
        told = pace.read(weeks[:12].tolist())
        mean_held.append(told.usual.low <= 20 <= told.usual.high)
        week_held.append(told.low <= weeks[12] <= told.high)
    assert 0.74 <= np.mean(mean_held) <= 0.88
    assert 0.95 <= np.mean(week_held) <= 1


def test_three_weeks_are_no_usual_week():
    assert pace.read([4, 5, 6]) is None
    assert pace.read([0, 0, 0, 0]).usual.mean == 0
