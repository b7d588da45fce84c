"""Clauses mean what the steps mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary.watch.clauses import MOST, clauses, hold
from leitstand.vocabulary.watch.query import Operator, holds

AND, OR, NOT = Operator.AND, Operator.OR, Operator.NOT
STEPS = st.recursive(
    st.integers(0, 4).map(lambda number: (number,)),
    lambda inner: st.one_of(
        inner.map(lambda one: (*one, NOT)),
        st.tuples(inner, inner, st.sampled_from((AND, OR))).map(lambda it: (*it[0], *it[1], it[2])),
    ),
    max_leaves=8,
)


@given(STEPS, st.sets(st.integers(0, 4)))
def test_clauses_hold_exactly_when_the_steps_do(steps, true) -> None:
    asked = clauses(steps)
    assert asked is None or hold(asked, true) is holds(steps, true)


@pytest.mark.parametrize(
    ("steps", "count"),
    [
        ((1, 2, AND), 2),
        ((1, 2, OR, 3, OR), 1),
        ((1, 2, 3, OR, AND, 4, NOT, AND), 3),
        ((1, 2, AND, NOT), 1),
        ((1, 2, OR, NOT), 2),
        ((1, 2, AND, 3, 4, AND, OR), 4),
    ],
)
def test_what_people_write_needs_few_clauses(steps, count: int) -> None:
    assert len(clauses(steps)) == count


def test_what_would_need_many_keeps_its_steps() -> None:
    pairs = [step for n in range(6) for step in (2 * n, 2 * n + 1, AND)]
    assert clauses((*pairs, OR, OR, OR, OR, OR)) is None
    assert MOST < 2**6
