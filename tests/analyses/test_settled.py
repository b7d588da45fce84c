"""Looking back, the first of a cascade is found although clocks are wrong."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.analyses.origin.settled import Heard, moments, ranked


def heard(
    id: str, claimed: float | None, observed: float | None = None, repeats: str = "", channel: str = ""
):
    return Heard(id=id, claimed=claimed, observed=observed, repeats=repeats, channel=channel)


def usual(n: int = 12) -> list[Heard]:
    """Copies that are heard half a minute late."""
    return [heard(f"c{k}", 1_000 + 60 * k, 1_000 + 60 * k + 20 + k) for k in range(n)]


def test_right_clocks_are_believed_however_late_they_are_heard():
    posts = [heard("slow", 0, 200), *usual()]
    assert ranked(posts)[0] == "slow"
    assert moments(posts)["slow"] == 0


def test_who_is_heard_before_speaking_counts_from_the_hearing():
    posts = [heard("source", 5_000, 920), *usual()]
    assert ranked(posts)[0] == "source"
    assert 860 < moments(posts)["source"] < 920


def test_a_clock_an_hour_behind_earns_nothing():
    posts = [heard("behind", 1_200 - 3_600, 1_230), *usual()]
    assert ranked(posts)[0] == "c0"
    assert moments(posts)["behind"] > 1_180


def test_long_delays_are_doubted_sooner_where_clocks_are_known_to_be_wrong():
    late = heard("late", 900, 1_040)
    assert moments([late, *usual()])["late"] == 900
    assert moments([late, heard("ahead", 9_000, 1_500), *usual()])["late"] > 1_000


def test_what_is_repeated_came_before_its_repeats_along_a_chain():
    posts = [
        *usual(),
        heard("a", 8_000),
        heard("b", 7_000, repeats="a"),
        heard("c", 100, repeats="b"),
        heard("d", 50, repeats="elsewhere"),
    ]
    assert moments(posts)["a"] == moments(posts)["b"] == 100
    assert ranked(posts)[0] == "a"
    assert set(ranked(posts)[-3:]) == {"b", "c", "d"}


def test_being_repeated_often_does_not_make_first():
    loud = [heard(f"r{n}", 3_000 + n, 3_030 + n, repeats="c9") for n in range(50)]
    assert ranked([*usual(), *loud])[0] == "c0"


def test_channels_are_late_each_in_its_own_manner():
    polled = [heard(f"p{n}", 500 + n, 4_000 + n, channel="feed") for n in range(6)]
    assert ranked([*usual(), *polled])[0] == "p0"
    assert moments([*usual(), *polled])["p3"] == 503


def test_without_any_moment_a_post_stands_at_the_end_and_nothing_breaks():
    assert ranked([heard("none", None), heard("one", 3)]) == ["one", "none"]
    assert ranked([]) == []


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.none() | st.floats(0, 1e6), st.none() | st.floats(0, 1e6), st.integers(0, 9)),
        max_size=10,
    )
)
def test_every_order_of_hearing_gives_the_same_answer(rows):
    posts = [
        heard(f"{n}", claimed, observed, repeats=f"{other}" if other % 3 == 0 else "")
        for n, (claimed, observed, other) in enumerate(rows)
    ]
    mixed = posts.copy()
    random.Random(1).shuffle(mixed)
    assert ranked(mixed) == ranked(posts)
    assert sorted(ranked(posts)) == sorted(one.id for one in posts)
