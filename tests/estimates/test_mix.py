"""The mix: what it plans, what it says it does not know, and that nothing is invented."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.estimates.mix.curves import curves
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.mix import Decision
from tests.estimates.organisations import THREE, history, plan, week

mix = registry.module(registry.ESTIMATES, "mix")


def asked(said, previous=None):
    question = mix.read(said)
    return mix.answer(question, mix.fit(question), previous)


def lines(said, previous=None):
    return {line.network: line for line in asked(said, previous).plan}


def test_hours_go_where_they_bring_more_and_the_budget_is_kept():
    told = asked(plan(THREE))
    found = {line.network: line for line in told.plan}
    assert found["mastodon"].hours > 5 > 3 > found["wordpress"].hours
    assert sum(line.hours for line in told.plan) == pytest.approx(12.0)
    assert found["mastodon"].decision is Decision.MORE
    assert found["wordpress"].decision is Decision.LESS
    assert told.p_gain > 0.8
    assert told.expected_gain.mean > 0


def test_the_order_of_rows_changes_nothing_and_the_same_seed_says_the_same():
    said = plan(THREE)
    turned = {**said, "history": random.Random(1).sample(said["history"], len(said["history"]))}
    assert asked(said) == asked(turned)


def test_another_seed_moves_the_plan_only_a_little():
    one, other = lines(plan(THREE)), lines(plan(THREE) | {"seed": 99})
    assert all(abs(one[name].hours - other[name].hours) < 0.6 for name in THREE)


def test_a_kept_fit_answers_as_the_fresh_one_and_is_no_pickle():
    question = mix.read(plan(THREE))
    fit = mix.fit(question)
    raw = fit.to_bytes()
    assert mix.answer(question, mix.Fit.from_bytes(raw)) == mix.answer(question, fit)
    with pytest.raises(Invalid, match="work it out again"):
        mix.Fit.from_bytes(raw[: len(raw) // 2])


def test_floors_caps_and_least_presence_hold():
    said = plan(THREE, floors={"wordpress": 2}, caps={"mastodon": 5}, least={"bluesky": 6})
    found = lines(said)
    assert found["wordpress"].hours >= 2 - 1e-6
    assert found["mastodon"].hours <= 5 + 1e-6
    assert found["bluesky"].hours <= 1e-6 or found["bluesky"].hours >= 6 - 1e-6
    assert sum(line.hours for line in found.values()) <= 12 + 1e-6


def test_a_least_presence_beyond_its_worth_empties_the_network():
    assert lines(plan(THREE, least={"wordpress": 9}))["wordpress"].hours == 0


def test_stop_is_said_only_the_second_time_and_never_of_a_mission():
    worth = {"mastodon": (4.0, 300.0), "bluesky": (4.0, 300.0), "wordpress": (4.0, 0.4)}
    said = plan(worth)
    assert lines(said)["wordpress"].decision is Decision.LESS
    assert lines(said, {"wordpress": Decision.LESS})["wordpress"].decision is Decision.STOP
    kept = lines(said | {"mission": ["wordpress"]}, {"wordpress": Decision.LESS})
    assert kept["wordpress"].decision is Decision.LESS
    assert kept["wordpress"].hours == pytest.approx(1.0)
    assert "charter" in kept["wordpress"].why


@pytest.mark.parametrize(
    "rows",
    [
        [],
        history(THREE, weeks=1),
        [row | {"hours": 0, "value": 0} for row in history(THREE)],
        [row | {"value": 0} for row in history(THREE)],
        [row | {"hours": 0} for row in history(THREE)],
        [row | {"seen": 0.0} for row in history(THREE)],
    ],
    ids=["no history", "one week", "all zero", "no value", "no hours", "nothing seen yet"],
)
def test_where_nothing_is_known_nothing_moves_and_that_is_said(rows):
    told = asked(plan(THREE) | {"history": rows})
    for line in told.plan:
        assert (line.hours, line.decision, line.p_better_than_today) == (4.0, Decision.UNKNOWN, 0.5)
        assert "Too little is known" in line.why % line.facts
    assert told.p_gain == 0
    assert told.trials == ()


def test_a_network_nobody_worked_on_gets_a_taste_and_is_all_assumption():
    line = lines(plan(THREE, caps={"peertube": 8}))["peertube"]
    assert 0 <= line.hours <= 1.2 + 1e-9
    assert line.decision in (Decision.START, Decision.TRY, Decision.UNKNOWN)
    assert line.from_assumptions == pytest.approx(1.0)
    assert line.n == 0


def test_more_weeks_leave_less_to_assumption_and_narrow_the_doubt():
    few, many = (lines(plan(THREE) | {"history": history(THREE, weeks=n)})["mastodon"] for n in (6, 120))
    assert many.from_assumptions < few.from_assumptions
    wide, narrow = (
        (line.value_of_next_hour.high - line.value_of_next_hour.low) / line.value_of_next_hour.mean
        for line in (few, many)
    )
    assert narrow < wide


def test_hours_that_do_nothing_are_not_dressed_up():
    rng = np.random.default_rng(8)
    flat = [row | {"value": int(rng.negative_binomial(20, 20 / 60))} for row in history(THREE, weeks=60)]
    question = mix.read(plan(THREE) | {"history": flat})
    told = mix.answer(question, mix.fit(question))
    assert all(line.value_of_next_hour.low < 0.3 for line in told.plan)  # of 40 a week that come anyway
    assert told.expected_gain.low < 1


def swelling(common: bool) -> list[dict]:
    """One network's hours rise and fall with its values; so do the values of the others, or they do not."""
    rng = np.random.default_rng(5)
    rows = []
    for number in range(52):
        swell = 1 + 0.7 * np.sin(2 * np.pi * number / 52)
        for name in THREE:
            ours = name == "mastodon"
            mean = 40 * (swell if ours or common else 1)
            value = int(rng.negative_binomial(20, 20 / (20 + mean)))
            hours = 4 * swell if ours else 4 * float(np.exp(rng.normal(0, 0.2)))
            rows.append({"week": week(number), "network": name, "hours": hours, "value": value})
    return rows


def test_a_good_season_for_everybody_is_not_credited_to_hours():
    alone, together = (
        lines(plan(THREE) | {"history": swelling(common)})["mastodon"] for common in (False, True)
    )
    assert together.value_of_next_hour.mean < 0.6 * alone.value_of_next_hour.mean


def test_a_dying_network_loses_its_hours():
    rng = np.random.default_rng(2)
    rows = history({"bluesky": (4.0, 30.0), "wordpress": (4.0, 30.0)})
    for number in range(30):
        mean = 70 * 0.5 ** max((number - 14) / 3, 0)
        rows.append(
            {"week": week(number), "network": "mastodon", "hours": 4.0, "value": int(rng.poisson(mean))}
        )
    assert lines(plan(THREE) | {"history": rows})["mastodon"].hours < 1.5


def trial(network: str, bonus: float) -> dict:
    weeks = [week(number) for number in range(20, 30)]
    totals = {name: 60 + bonus * (at % 2 == 0) + at % 3 for at, name in enumerate(weeks)}
    arms = {"on": weeks[::2], "off": weeks[1::2], "hours_on": 8, "hours_off": 0}
    return {"network": network, "total": totals} | arms


def test_an_experiment_repairs_what_credit_got_wrong():
    before = lines(plan(THREE))["mastodon"].value_of_next_hour
    poor = lines(plan(THREE, experiments=[trial("mastodon", 2.0)]))["mastodon"]
    rich = lines(plan(THREE, experiments=[trial("mastodon", 90.0)]))["mastodon"]
    assert poor.hours < rich.hours
    assert rich.value_of_next_hour.mean > before.mean * 0.8
    assert poor.from_assumptions < lines(plan(THREE))["mastodon"].from_assumptions


def test_a_slider_of_forty_budgets_rises_and_answers_within_a_second():
    question = mix.read(plan(THREE))
    fit = mix.fit(question)
    began = time.perf_counter()
    told = mix.curve(question, fit, list(np.linspace(0, 40, 40)))
    assert time.perf_counter() - began < 3  # a second on a quiet machine
    means = [one.mean for _budget, one in told]
    assert all(one <= two + 1e-9 for one, two in pairwise(means))
    gains = np.diff(means)
    assert gains[0] > gains[-1] >= 0


def test_kinds_of_work_share_what_they_have_in_common():
    rows = [row | {"kind": kind} for kind in ("answer", "write") for row in history(THREE)]
    rows = [row | {"value": row["value"] * (3 if row["kind"] == "answer" else 1)} for row in rows]
    found = lines(plan(THREE) | {"history": rows})
    assert set(found) == set(THREE)
    assert found["mastodon"].hours > found["wordpress"].hours


def test_one_week_of_luck_does_not_take_the_hours_of_a_year():
    said = plan(THREE)
    lucky = [dict(row) for row in said["history"]]
    lucky[3 * 20 + 2]["value"] = 1500
    assert lucky[3 * 20 + 2]["network"] == "wordpress"
    found, before = lines(said | {"history": lucky}), lines(said)
    assert found["wordpress"].hours < before["wordpress"].hours + 0.75
    assert found["mastodon"].value_of_next_hour.mean > before["mastodon"].value_of_next_hour.mean


def presence(power: int) -> dict:
    """Three networks alike, half of the most at eight hours, a budget of eight; hours vary widely."""
    rng, rows, stock = np.random.default_rng(8), [], dict.fromkeys("abc", 5.0)
    for number in range(40):
        for name in ("a", "b", "c"):
            hours = float(rng.uniform(0.5, 14))
            stock[name] = 0.75 * hours + 0.25 * stock[name]
            mean = 100 * (0.05 + stock[name] ** power / (stock[name] ** power + 8**power))
            value = int(rng.negative_binomial(12, 12 / (12 + mean)))
            rows.append({"week": week(number), "network": name, "hours": round(hours, 2), "value": value})
    return {"budget_hours": 8.0, "today": dict.fromkeys("abc", 2.7), "history": rows, "seed": 3}


def test_where_the_first_hours_bring_little_they_are_not_spread_thin():
    steep, usual = mix.read(presence(2)), mix.read(presence(1))
    assert (mix.fit(steep).power == 2).mean() > 0.9 > 0.3 > (mix.fit(usual).power == 2).mean()
    assert max(line.hours for line in asked(presence(2)).plan) > 6.5
    assert max(line.hours for line in asked(presence(1)).plan) < 5


def test_a_steep_plan_is_within_a_twentieth_of_what_a_search_over_quarter_hours_finds():
    question = mix.read(presence(2) | {"budget_hours": 20.0})
    fit = mix.fit(question)
    plan = [line.hours for line in mix.answer(question, fit).plan]
    of = curves(fit, ["a", "b", "c"])
    grid = np.arange(81) / 4
    best = np.zeros(81)
    for at in range(3):
        curve = of.value(at, grid).mean(0)
        best = np.array([np.max(best[: n + 1][::-1] + curve[: n + 1]) for n in range(81)])
    found = sum(float(of.value(at, hours).mean()) for at, hours in enumerate(plan))
    assert found > 0.95 * best[-1]


networks = st.sampled_from(["a", "b", "c"])
numbers = st.one_of(st.just(0.0), st.floats(0, 168), st.sampled_from([1e-9, 1e-3, 40.0]))


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 12), networks, numbers, st.one_of(numbers, st.floats(0, 1e12))),
        max_size=40,
        unique_by=lambda row: row[:2],
    ),
    budget=st.floats(0, 160),
    today=st.dictionaries(networks, numbers),
    caps=st.dictionaries(networks, numbers),
    least=st.dictionaries(networks, numbers),
    promised=st.dictionaries(networks, st.sampled_from([0.5, 1.0, 2.0])),
)
def test_any_numbers_give_a_plan_within_its_bounds(rows, budget, today, caps, least, promised):
    said = [{"week": week(at), "network": name, "hours": h, "value": v} for at, name, h, v in rows]
    named = {row["network"] for row in said} | set(today) | set(caps) | set(least)
    if not named:
        return
    floors = {one: min(hours, caps.get(one, hours), budget / 3) for one, hours in promised.items()}
    named |= set(floors)
    told = asked(
        {
            "budget_hours": budget,
            "today": today,
            "floors": floors,
            "caps": caps,
            "least": least,
            "history": said,
        }
    )
    assert [line.network for line in told.plan] == sorted(named)
    assert sum(line.hours for line in told.plan) <= budget + 1e-6
    for line in told.plan:
        assert -1e-9 <= line.low <= line.hours <= line.high
        assert floors.get(line.network, 0) - 1e-6 <= line.hours <= caps.get(line.network, 168) + 1e-6
        assert 0 <= line.p_better_than_today <= 1
        assert 0 <= line.from_assumptions <= 1
        assert np.isfinite(line.value_of_next_hour.high)
        assert line.why % line.facts
        assert line.would_change % line.facts


@pytest.mark.parametrize(
    ("budget", "floors", "least", "caps"),
    [
        (2.5, {"a": 2.0, "b": 0.5}, {"b": 2.0}, {}),
        (1.0, {"a": 1.0}, {"a": 5.0, "b": 1.0}, {"a": 1.0}),
        (7.0, {"a": 0.5}, {"a": 5.0}, {}),
    ],
)
def test_a_least_presence_that_does_not_fit_never_costs_more_than_there_is(budget, floors, least, caps):
    rows = [
        {"week": week(at), "network": name, "hours": 4.0, "value": 20.0} for at in range(3) for name in "bc"
    ]
    today = {"b": 4.0, "c": 4.0}
    said = {"budget_hours": budget, "today": today, "floors": floors, "least": least, "caps": caps}
    told = {line.network: line.hours for line in asked(said | {"history": rows}).plan}
    assert sum(told.values()) <= budget + 1e-6
    assert all(told[name] >= hours - 1e-6 for name, hours in floors.items())


def test_hours_that_shrink_for_want_of_budget_do_not_end_below_a_least_presence():
    rows = [{"week": week(0), "network": name, "hours": 4.0, "value": 20.0} for name in "ab"]
    said = {"budget_hours": 4.0, "today": {"a": 4.0, "b": 4.0}, "least": {"a": 3.0}, "history": rows}
    told = {line.network: line.hours for line in asked(said).plan}
    assert sum(told.values()) <= 4.0 + 1e-6
    assert told["a"] == 0 or told["a"] >= 3.0
    said |= {"least": {}}
    told = {line.network: line.hours for line in asked(said).plan}
    assert (told["a"], told["b"]) == (2.0, 2.0)  # and no alphabet decides who loses
