"""What came of hours is compared with what was said, from whole weeks only, and every doubt stays in."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.decide.mixing import lookback
from leitstand.decide.mixing.halves import in_halves
from leitstand.decide.mixing.material import Limit, Material, lack, question, seal, week_of, weeks_between
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.mix import Question

START = date(2026, 8, 3)


def weeks(n, start=START):
    return [week_of(start + timedelta(days=7 * i)) for i in range(n)]


def material(values, hours=None, **more):
    names = weeks(len(values))
    hours = hours or [{"mastodon": 4.0, "blog": 2.0}] * len(values)
    return Material(
        weeks=names,
        hours={(w, n): h for w, row in zip(names, hours, strict=True) for n, h in row.items()},
        value={(w, "mastodon"): v for w, v in zip(names, values, strict=True)},
        **more,
    )


def looked(told, chosen=None, expected=(10, 8, 12), start=6, length=6):
    starts = START + timedelta(days=7 * start)
    chosen = chosen or {"mastodon": 4.0, "blog": 2.0}
    return lookback.compare(told, chosen, expected, starts=starts, ends=starts + timedelta(days=7 * length))


def test_what_was_seen_stands_beside_what_was_said():
    told = looked(material([8] * 6 + [11] * 6))
    assert (told.observed, told.before, told.weeks, told.inside, told.followed) == (11, 8, 6, True, True)


def test_a_value_outside_its_span_is_said_to_be_outside():
    assert not looked(material([8] * 6 + [13] * 6)).inside


def test_before_the_last_week_is_over_nothing_is_compared():
    assert looked(material([8] * 11)) is None


def test_a_week_of_which_much_is_still_to_come_is_waited_for():
    values = [8] * 6 + [11] * 6
    young = {(weeks(12)[-1], "mastodon"): 0.6}
    assert looked(material(values, seen=young)) is None
    assert looked(material(values, seen={(weeks(12)[-1], "mastodon"): 0.95})) is not None


APART = [
    ("as planned", {"mastodon": 4.0, "blog": 2.0}, True),
    ("an hour elsewhere", {"mastodon": 3.0, "blog": 3.0}, True),
    ("half of it elsewhere", {"mastodon": 1.0, "blog": 5.0}, False),
    ("not spent at all", {"mastodon": 0.0, "blog": 0.0}, False),
    ("on a network nobody planned", {"facebook": 6.0}, False),
]


@pytest.mark.parametrize(("spent", "followed"), [row[1:] for row in APART], ids=[row[0] for row in APART])
def test_a_plan_nobody_carried_out_proves_nothing(spent, followed):
    hours = [{"mastodon": 4.0, "blog": 2.0}] * 6 + [spent] * 6
    assert looked(material([8] * 12, hours)).followed is followed


def test_weeks_without_any_note_are_not_taken_for_weeks_without_work():
    hours = [{"mastodon": 4.0, "blog": 2.0}] * 6 + [{}] * 4 + [{"mastodon": 4.0, "blog": 2.0}] * 2
    told = looked(material([8] * 12, hours))
    assert (told.noted, told.followed) == (2, False)


def test_the_score_counts_only_what_can_be_compared():
    rows = [{"followed": True, "inside": True}] * 5 + [{"followed": True, "inside": False}] * 2
    told = lookback.score([*rows, {"followed": False, "inside": True}])
    assert (told.looked, told.compared, told.inside, told.apart) == (8, 7, 5, 1)


def test_a_widened_span_holds_the_means_of_six_weeks_about_as_often_as_it_says():
    dice = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        values = dice.negative_binomial(4, 4 / (4 + 20.0), 58).astype(float)
        told = material(list(values[:52]))
        span = lookback.widened(Estimate(20, 20, 20, 52), lookback.scatter(told))
        held += span.low <= values[52:].mean() <= span.high
    assert 0.74 <= held / 400 <= 0.90


spans = st.tuples(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 1e4)).map(sorted)


@settings(max_examples=50)
@given(spans, st.floats(0, 1e4))
def test_widening_never_narrows_and_never_says_less_than_nothing(span, deviation):
    low, mean, high = span
    wider = lookback.widened(Estimate(mean, low, high, 3), deviation)
    assert 0 <= wider.low <= low + 1e-6
    assert wider.high >= high - 1e-6


LACKS = [
    ("no history", material([]), "No hours yet"),
    ("hours in sum only", Material(weeks=weeks(1), hours={(weeks(1)[0], ""): 3.0}, value={}), "only in sum"),
    (
        "no value chosen",
        Material(weeks=weeks(2), hours={(weeks(1)[0], "blog"): 3.0}, value={}),
        "Nothing is counted",
    ),
    ("all zeros", material([0, 0, 0]), "has happened"),
    (
        "floors above the budget",
        material([3, 4], budget=8, limits={"blog": Limit(floor=12)}),
        "More promised",
    ),
    ("absurd hours", material([3, 4], [{"blog": 400.0}] * 2), "cannot be"),
    ("one week", material([3]), None),
    ("enough", material([3] * 30), None),
]


@pytest.mark.parametrize(("told", "says"), [row[1:] for row in LACKS], ids=[row[0] for row in LACKS])
def test_what_lacks_is_said_and_what_to_do(told, says):
    found = lack(told)
    assert (found and found.title) is None if says is None else says in found.title
    if found:
        assert found.why % found.facts
        assert found.todo


def test_floors_above_the_budget_name_both_numbers():
    found = lack(material([3, 4], budget=8, limits={"blog": Limit(floor=12)}))
    assert "12 hours" in found.why % found.facts
    assert "there are 8" in found.why % found.facts


def test_the_question_leaves_out_what_was_left_and_fills_in_weeks_without_hours():
    hours = [{"mastodon": 4.0}, {"mastodon": 4.0, "blog": 1.0}, {"mastodon": 4.0}]
    told = material(
        [3, 4, 5], hours, limits={"facebook": Limit(cap=0.0), "blog": Limit(floor=1.0, mission=True)}
    )
    asked = question(told)
    assert set(asked.today) == {"mastodon", "blog"}
    assert [(one.week, one.hours) for one in asked.history if one.network == "blog"] == [
        (weeks(3)[1], 1.0),
        (weeks(3)[2], 0.0),
    ]
    assert (asked.floors, asked.mission) == ({"blog": 1.0}, frozenset({"blog"}))


def test_the_seal_changes_with_the_history_and_not_with_the_order_of_rows():
    one = material([3, 4, 5])
    turned = Material(weeks=one.weeks, hours=dict(reversed(one.hours.items())), value=one.value)
    assert seal(one) == seal(turned)
    assert seal(one) != seal(material([3, 4, 6]))


def test_only_whole_weeks_lie_between_two_days():
    assert weeks_between(date(2026, 8, 5), date(2026, 8, 24)) == ["2026-W33", "2026-W34"]
    assert weeks_between(date(2026, 12, 28), date(2027, 1, 4)) == ["2026-W53"]


@st.composite
def splits(draw):
    names = ["a", "b", "c", "d"]
    hours = {one: draw(st.floats(0, 12)) for one in names}
    caps = {one: draw(st.floats(hours[one], 14)) for one in names if draw(st.booleans())}
    floors = {one: draw(st.floats(0, hours[one])) for one in names if draw(st.booleans())}
    return hours, Question(budget_hours=sum(hours.values()), today={}, caps=caps, floors=floors)


@settings(max_examples=50)
@given(splits())
def test_half_hours_add_up_and_stay_within_what_the_portfolio_allows(split):
    hours, asked = split
    found = in_halves(hours, asked)
    assert sum(found.values()) == pytest.approx(sum(hours.values()), abs=0.05)
    for one, given_hours in found.items():
        assert asked.floors.get(one, 0) - 0.01 <= given_hours <= asked.caps.get(one, 99) + 0.01
        assert abs(given_hours - hours[one]) <= 2.0
