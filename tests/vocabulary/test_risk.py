"""Risk is harm x reach x what cannot be undone; harmless is harmless, and each sign says why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary.finding import Finding, Level
from leitstand.vocabulary.risk import Facts, risk

ASK, HINT = Finding(Level.ASK, "promise", article="3.1"), Finding(Level.HINT, "shouting", article="6")


@pytest.mark.parametrize(
    ("facts", "above"),
    [
        (Facts(), False),
        (Facts(findings=[HINT], voice_posts=40), False),
        (Facts(findings=[HINT] * 9), False),
        (Facts(findings=[ASK]), True),
        (Facts(storm="Klausuren"), True),
        (Facts(night=True, voice_posts=0), True),
        (Facts(night=True, voice_posts=40), False),
        (Facts(lasting=["X"]), False),
    ],
)
def test_what_waits_and_what_goes_at_once(facts, above):
    assert (risk(facts).value >= 0.3) is above


def test_each_reason_is_said_once_the_heaviest_first():
    told = risk(Facts(findings=[HINT, ASK, ASK], storm="Klausuren"))
    assert [sign.weight for sign in told.signs] == [0.55, 0.45, 0.08]
    assert told.signs[1].facts == {"storm": "Klausuren"}


FACTS = st.builds(
    Facts,
    findings=st.lists(st.sampled_from([ASK, HINT]), max_size=3),
    storm=st.sampled_from(["", "x"]),
    night=st.booleans(),
    voice_posts=st.none() | st.integers(0, 9),
    account_days=st.none() | st.integers(0, 60),
    followers=st.none() | st.integers(0, 10**7),
    lasting=st.sampled_from([(), ("X",)]),
)


@settings(max_examples=50)
@given(FACTS)
def test_it_lies_between_nothing_and_certainty_and_a_storm_never_lessens_it(facts):
    from dataclasses import replace

    told = risk(facts)
    assert 0 <= told.value <= 1
    assert risk(replace(facts, storm="y")).value >= told.value
    assert risk(replace(facts, lasting=["X"])).value >= told.value
