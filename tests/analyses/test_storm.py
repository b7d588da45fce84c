"""Storms: posts that come in a storm know it, and a series finds what lasts and what bursts."""

import datetime as dt
import math
import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.analyses import storm
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.errors import Invalid

BEGIN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)  # a Monday
EVERY = 300
DAY = 288


def usual(number: int) -> float:
    """Six posts in five minutes by day, one by night, less on weekends."""
    moment = at(number)
    day = 1 + 5 * max(math.sin(math.pi * (moment.hour - 6) / 14), 0) if 6 <= moment.hour <= 20 else 1
    return day * (0.5 if moment.weekday() > 4 else 1)


def at(number: int) -> dt.datetime:
    return BEGIN + dt.timedelta(seconds=EVERY * number)


def counts(bins: int, dice: random.Random) -> list[int]:
    """Over-dispersed counts with the rhythm of the week (gamma-Poisson, shape 3)."""
    return [poisson(usual(n) * dice.gammavariate(3, 1 / 3), dice) for n in range(bins)]


def poisson(mean: float, dice: random.Random) -> int:
    left, count = math.exp(-mean), -1
    product = 1.0
    while product > left or count < 0:
        product *= dice.random()
        count += 1
        if product <= left:
            break
    return count


def told(values, series=None, start=0):
    series = series or storm.Series(EVERY)
    return [series.step(at(start + n), value) for n, value in enumerate(values)], series


@pytest.fixture(scope="module")
def grown():
    """A series that knows four weeks, and what it said."""
    said, series = told(counts(28 * DAY, random.Random(1)))
    return series, said


def test_a_calm_series_keeps_its_budget(grown):
    alarms = [one for one in grown[1] if one.alarm]
    assert len(alarms) <= 1.25 * 4 + 1


def test_the_rhythm_of_day_and_week_is_expected(grown):
    week = grown[1][-7 * DAY :]
    noon = [one.expected for one in week if one.moment.hour == 13 and one.moment.weekday() < 5]
    night = [one.expected for one in week if one.moment.hour == 2]
    sunday = [one.expected for one in week if one.moment.hour == 13 and one.moment.weekday() == 6]
    assert 4.5 < sum(noon) / len(noon) < 7.5
    assert 0.5 < sum(night) / len(night) < 1.6
    assert sum(sunday) / len(sunday) < 4


def test_nine_of_ten_values_lie_in_the_band(grown):
    inside = [one.low <= one.value <= one.high for one in grown[1][7 * DAY :]]
    assert 0.85 < sum(inside) / len(inside) < 0.97


@pytest.mark.parametrize("hour", [3, 9, 15, 21])
def test_five_times_the_usual_is_found_within_the_hour_and_told_once(grown, hour):
    dice = random.Random(hour)
    series, start = grown[0].copy(), 28 * DAY
    before = [poisson(usual(start + n), dice) for n in range(hour * 12)]
    told(before, series, start)
    blows = [poisson(usual(start + n) + 12, dice) for n in range(hour * 12, hour * 12 + 24)]
    said, series = told(blows, series, start + hour * 12)
    alarms = [n for n, one in enumerate(said) if one.alarm]
    assert len(alarms) <= 2
    assert alarms[0] < 12
    first = said[alarms[0]]
    assert abs(first.onset - at(start + hour * 12)) <= dt.timedelta(minutes=20)
    assert first.heard > 2 * first.usual
    assert said[-1].storm


def test_a_burst_is_a_spike_and_calm_comes_back(grown):
    dice = random.Random(2)
    calm = [poisson(usual(n), dice) for n in range(1, 61)]
    said, _ = told([150, *calm], grown[0].copy(), 28 * DAY)
    assert said[0].alarm == "spike"
    assert said[0].spike > 0.6
    assert not said[-1].storm
    assert said[-1].onset is None


def test_a_storm_does_not_teach_what_is_usual(grown):
    start = 28 * DAY
    stormy, _ = told([200] * 72, grown[0].copy(), start)
    calm, _ = told([2] * 72, grown[0].copy(), start)
    assert stormy[-1].expected < 3 * calm[-1].expected + 2


def test_the_same_again_within_a_day_is_no_news(grown):
    said, _ = told([150, *[1] * 60, 90], grown[0].copy(), 28 * DAY)
    assert said[0].spike > 0
    assert said[-1].spike == 0


def test_without_a_budget_there_is_no_alarm(grown):
    series = grown[0].copy()
    series.budget = storm.Budget(0.0, 0.0)
    said, _ = told([500] * 30, series, 28 * DAY)
    assert not any(one.alarm for one in said)


def test_a_share_rises_without_the_volume_and_not_with_it(grown):
    dice = random.Random(5)
    series = storm.Series(EVERY)
    for number in range(14 * DAY):
        posts = poisson(usual(number) * 4, dice)
        series.step(at(number), sum(dice.random() < 0.15 for _ in range(posts)), of=posts)
    more, worse = series.copy(), series.copy()
    start = 14 * DAY + 12 * 12
    of_more = [more.step(at(start + n), 45, of=300) for n in range(12)]
    of_worse = [worse.step(at(start + n), 17, of=20) for n in range(12)]
    assert not any(one.alarm for one in of_more)
    assert any(one.alarm for one in of_worse)
    assert of_worse[-1].expected == pytest.approx(3, abs=1.5)


def test_time_goes_forward(grown):
    series = grown[0].copy()
    with pytest.raises(ValueError, match="is not after"):
        series.step(series.last, 3)


def test_a_gap_teaches_nothing_and_raises_nothing(grown):
    series = grown[0].copy()
    said = series.step(at(30 * DAY), 2)
    assert (said.alarm, said.sustained) == ("", 0)
    assert said.expected == pytest.approx(usual(30 * DAY), rel=0.7)


@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.integers(0, 60), min_size=1, max_size=60),
    cut=st.integers(0, 60),
    share=st.booleans(),
)
def test_packing_in_between_changes_nothing(grown, values, cut, share):
    def run(cut):
        series, said = grown[0].copy(), []
        for n, value in enumerate(values):
            if n == cut:
                series = storm.unpack(storm.pack({"a": series}))["a"]
            said.append(series.step(at(28 * DAY + n), value, of=80 if share else None))
        return said

    assert run(cut) == run(None)


def test_bytes_of_something_else_are_refused():
    with pytest.raises(Invalid):
        storm.unpack(b"\x00" * 7 + b"\x05hello")


def test_a_copy_goes_its_own_way(grown):
    series = grown[0].copy()
    before = storm.pack({"a": series})
    told([300] * 20, series.copy(), 28 * DAY)
    assert storm.pack({"a": series}) == before


def test_what_other_watches_taught_is_known_from_the_first_day(grown):
    prior = storm.Prior.of([grown[0]])
    assert storm.Prior.of([storm.Series()]) is None
    young, plain = storm.Series(EVERY, prior=prior), storm.Series(EVERY)
    half_a_day = counts(DAY // 2, random.Random(3))
    of_young, _ = told(half_a_day, young)
    told(half_a_day, plain)
    blows = [one.alarm for one in told([60] * 12, young, DAY // 2)[0]]
    assert any(blows)
    assert not any(one.alarm for one in told([60] * 12, plain, DAY // 2)[0])
    assert all(one.learning for one in of_young)


def test_learning_ends_after_two_weeks(grown):
    assert grown[1][14 * DAY - 1].learning
    assert not grown[1][14 * DAY].learning


def test_one_budget_is_spread_over_all_series():
    keys = [(watch, channel) for watch in ("a", "b") for channel in storm.CHANNELS]
    even = storm.split(8, keys)
    weeks = 365.25 / 12 / 7
    assert sum(one.spike + one.sustained for one in even.values()) * weeks == pytest.approx(8)
    heavy = storm.split(8, keys, {keys[0]: 3.0})
    assert heavy[keys[0]].spike == pytest.approx(3 * heavy[keys[1]].spike)
    assert storm.split(8, []) == {}
    with pytest.raises(ValueError, match="below 0"):
        storm.split(-1, keys)


# posts


def rows(moments):
    columns = {
        "published": pa.array(moments, pa.timestamp("us", tz="UTC")),
        "matched": pa.array([["ours", "theirs"][: 1 + n % 2] for n in range(len(moments))]),
    }
    return pa.record_batch(columns)


def test_posts_of_a_storm_know_it_and_those_before_do_not():
    calm = [at(n) for n in range(15 * DAY) if usual(n) >= 1]
    sudden = [at(15 * DAY) + dt.timedelta(seconds=n) for n in range(3000)]
    answer, known = storm.analyse(rows(calm), storm.START, Context(now=BEGIN))
    stormy, _ = storm.analyse(rows(sudden), known, Context(now=BEGIN))
    assert not any(answer["storm"].to_pylist())
    assert stormy["storm"].to_pylist()[-2:] == [["ours"], ["ours", "theirs"]]
    assert storm.START == {}


def test_late_posts_count_now_and_later_ones_not_at_all():
    series = storm.Series(EVERY)
    series.hear(at(100))
    assert series.hear(at(100) - dt.timedelta(minutes=30)) == []
    assert series.hear(at(100) - dt.timedelta(hours=3)) == []
    assert [one.value for one in series.hear(at(103))] == [2, 0, 0]


# doubts


def voices(n, **more):
    return [storm.Voice(author=f"@{i}", network=("a", "b")[i % 2], **more) for i in range(n)]


@pytest.mark.parametrize(
    ("posts", "kinds"),
    [
        (voices(20), []),
        (voices(3), ["few"]),
        ([storm.Voice(author="@anna", network=("a", "b")[i % 2]) for i in range(9)], ["one_author"]),
        (voices(20, links=("https://auenried.example/x",)), ["one_link"]),
        (voices(20, copy_of="1"), ["copies"]),
        ([storm.Voice(author=str(i), network="mastodon") for i in range(9)], ["one_network"]),
        ([], []),
    ],
)
def test_why_it_may_be_nothing(posts, kinds):
    assert [doubt.kind for doubt in storm.why_nothing(posts)] == kinds


def test_a_doubt_is_a_sentence_with_its_facts():
    (doubt,) = storm.why_nothing([storm.Voice(author="@anna", network=("a", "b")[i % 2]) for i in range(8)])
    assert str(doubt) == "100 % of the posts come from one author: @anna."
