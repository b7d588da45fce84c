"""Only lawful lives: no sequence of steps leads where no step may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.lives import DECISION, DELIVERY, MENTION, TAKEDOWN

LIVES = [DELIVERY, TAKEDOWN, MENTION, DECISION]


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
def test_every_step_leads_to_a_state_that_exists_and_every_state_can_be_reached(life):
    assert {there for steps in life.steps.values() for there in steps} <= life.states
    reached, open_ = {life.start}, [life.start]
    while open_:
        for there in life.steps[open_.pop()] - reached:
            reached.add(there)
            open_.append(there)
    assert reached == life.states


@given(st.sampled_from(LIVES), st.text() | st.sampled_from(sorted(DELIVERY.states)), st.text())
def test_what_is_not_written_down_is_refused(life, here, there):
    if there not in life.steps.get(here, frozenset()):
        with pytest.raises(Refused):
            life.step(here, there)


def test_a_refused_sent_or_withdrawn_delivery_is_never_sent_again():
    for final in ("refused", "sent", "withdrawn"):
        assert DELIVERY.steps[final] == frozenset()


def test_nothing_unknown_goes_straight_to_sending():
    assert "sending" not in DELIVERY.steps["unknown"]


def test_only_what_was_seen_gone_is_gone_for_good():
    assert [state for state, steps in TAKEDOWN.steps.items() if not steps] == ["impossible", "gone"]


def test_an_estimate_refuses_an_interval_that_does_not_hold_its_mean():
    assert Estimate(3.1, 1.8, 4.6, 38).n == 38
    with pytest.raises(ValueError, match="not an estimate"):
        Estimate(5.0, 1.8, 4.6, 38)
