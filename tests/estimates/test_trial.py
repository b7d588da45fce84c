"""Experiments: drawn by lot and balanced, read at any time without cheating, never a winner made of noise."""

import datetime as dt
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.estimates import trial
from leitstand.estimates.trial import betting
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.trial import Plan, Seen, Timing, Unit, Verdict

MONDAY = dt.date(2026, 1, 5)
DAYS = Plan(unit=Unit.DAY, length=8, least=1.0, starts=MONDAY, seed=7)


def lived(plan, value, seed=3):
    """What comes of a plan when a unit in an arm brings `value(arm, dice)`."""
    dice = np.random.default_rng(seed)
    slots = trial.assign(plan)
    return slots, [Seen(index=one.index, value=float(value(one.arm, dice))) for one in slots]


@given(
    unit=st.sampled_from(Unit),
    length=st.integers(2, 40),
    arms=st.integers(2, 4),
    seed=st.integers(0, 2**63),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
@settings(max_examples=50, deadline=None)
def test_the_lot_is_balanced_in_every_block_and_the_same_from_the_same_seed(
    unit, length, arms, seed, weekdays
):
    plan = Plan(
        unit=unit,
        length=max(length, arms),
        least=1,
        arms=arms,
        starts=MONDAY,
        weekdays=tuple(weekdays),
        seed=seed,
    )
    slots = trial.assign(plan)
    assert slots == trial.assign(plan)
    blocks = Counter((one.block, one.arm) for one in slots)
    assert set(blocks.values()) == {1}
    assert len(blocks) == arms * len({one.block for one in slots})
    if unit is Unit.DAY:
        by_weekday = Counter((one.first.weekday(), one.arm) for one in slots)
        assert len(set(by_weekday.values())) == 1
        assert {one.first.weekday() for one in slots} == weekdays


def test_seeds_differ_and_coins_are_fair_and_do_not_know_of_each_other():
    coins = np.array(
        [[trial.drawing.shuffled(seed, block, 2)[0] for block in range(30)] for seed in range(2000)]
    )
    assert abs(coins.mean() - 0.5) < 4 * 0.5 / math.sqrt(coins.size)
    follow = np.mean(coins[:, 1:] == coins[:, :-1])
    assert abs(follow - 0.5) < 4 * 0.5 / math.sqrt(coins[:, 1:].size)


def test_the_first_days_of_a_week_can_be_left_out_and_weeks_begin_on_a_monday():
    plan = Plan(unit=Unit.WEEK, length=4, least=1, starts=dt.date(2026, 1, 7), washout=2)
    first = trial.assign(plan)[0]
    assert (first.first, first.last) == (dt.date(2026, 1, 14), dt.date(2026, 1, 18))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"length": 1}, "One unit compares nothing"),
        ({"length": 10_000}, "longer than anybody waits"),
        ({"least": 0}, "above zero"),
        ({"least": math.nan}, "above zero"),
        ({"weekdays": ()}, "at least one day"),
        ({"weekdays": (9,)}, "at least one day"),
        ({"washout": 1}, "choose weeks"),
        ({"starts": None}, "first day"),
        ({"arms": 1}, "two to six"),
        ({"sure": 1.0}, "between 50"),
        ({"cap": -1.0}, "above zero"),
    ],
)
def test_what_cannot_be_carried_out_is_said_before_it_begins(change, said):
    told = {"unit": Unit.DAY, "length": 8, "least": 1.0, "starts": MONDAY} | change
    with pytest.raises(Invalid, match=said):
        trial.assign(Plan(**told))


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_absurd_values_are_refused_and_never_guessed(value):
    slots = trial.assign(DAYS)
    with pytest.raises(Invalid, match="number from zero up"):
        trial.read(DAYS, slots, [Seen(index=0, value=value)])
    with pytest.raises(Invalid, match="numbers from zero up"):
        trial.design(DAYS, [1.0, 2.0, value])


KINDS = {
    "counts": lambda dice, n: dice.poisson(5, n),
    "rare": lambda dice, n: dice.poisson(0.3, n),
    "heavy tails": lambda dice, n: dice.pareto(1.1, n),
    "hanging together": lambda dice, n: np.exp(np.cumsum(dice.normal(0, 0.4, n))),
    "season": lambda dice, n: dice.poisson(5 + 4 * np.sin(np.arange(n))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_looking_after_every_block_makes_no_winner_of_noise(kind):
    """The bench does the same with 10,000 of each; here 600, and the rule without its second condition."""
    dice = np.random.default_rng(11)
    runs, blocks = 600, 40
    values = np.array([KINDS[kind](dice, 2 * blocks) for _run in range(runs)], dtype=float)
    coins = np.array([[trial.drawing.shuffled(run, b, 2)[0] for b in range(blocks)] for run in range(runs)])
    differences = (values[:, 1::2] - values[:, ::2]) * (1 - 2 * coins)
    ever = betting.logs(differences, np.array([0.0]))[:, 0].max(axis=-1) >= math.log(20)
    assert ever.mean() <= 0.05


def test_a_large_effect_is_found_and_the_interval_holds_it():
    slots, seen = lived(DAYS, lambda arm, dice: dice.poisson(6 + 5 * arm))
    found = trial.read(DAYS, slots, seen).compared[0]
    assert found.verdict is Verdict.BETTER
    assert found.low <= 5 <= found.high
    worse = trial.read(*(DAYS, *lived(DAYS, lambda arm, dice: dice.poisson(11 - 5 * arm))))
    assert worse.verdict is Verdict.WORSE


def test_below_what_matters_there_is_no_winner_however_certain_the_difference():
    plan = Plan(unit=Unit.POST, length=2000, least=2.0)
    slots, seen = lived(plan, lambda arm, dice: dice.poisson(5 + arm))
    reading = trial.read(plan, slots, seen)
    assert reading.compared[0].low > 0
    assert reading.verdict is Verdict.NO_DIFFERENCE


def test_what_was_not_found_until_the_end_is_said_to_be_untold_and_not_to_be_nothing():
    slots, seen = lived(DAYS, lambda arm, dice: dice.poisson(6 + arm))
    assert trial.read(DAYS, slots, seen).verdict is Verdict.NOT_YET
    reading = trial.read(DAYS, slots, seen, ended=True)
    assert (reading.verdict, "could not tell" in reading.compared[0].why) == (Verdict.UNTOLD, True)


def test_a_beginning_says_nothing_and_gives_no_interval():
    slots, seen = lived(DAYS, lambda arm, dice: dice.poisson(6 + 50 * arm))
    few = trial.read(DAYS, slots, seen[:12])
    assert (few.verdict, few.compared[0].low, few.compared[0].high) == (Verdict.NOT_YET, None, None)


def test_nothing_at_all_is_told_as_nothing():
    slots = trial.assign(DAYS)
    for seen in ([], [Seen(index=one.index, value=0.0) for one in slots]):
        reading = trial.read(DAYS, slots, seen, ended=True)
        assert reading.verdict is Verdict.UNTOLD
        assert reading.compared[0].estimate is None
    assert "Of nothing, nothing" in reading.doubts[0][0]


def test_missing_units_take_their_block_along_and_units_done_otherwise_count_as_drawn():
    slots, seen = lived(DAYS, lambda arm, dice: dice.poisson(6 + 5 * arm))
    otherwise = [Seen(index=one.index, value=one.value, done=0) for one in seen[:6]]
    reading = trial.read(DAYS, slots, [*otherwise, Seen(index=6), *seen[7:]], ended=True)
    assert reading.compared[0].blocks == 19
    drawn_new = sum(one.arm for one in slots[:6])
    assert [facts["count"] for _said, facts in reading.doubts] == [drawn_new, 1]


def test_a_value_above_the_cap_counts_as_the_cap():
    plan = Plan(unit=Unit.POST, length=4, least=1.0, cap=10.0)
    slots = trial.assign(plan)
    reading = trial.read(plan, slots, [Seen(index=one.index, value=1e6 * one.arm) for one in slots])
    assert reading.compared[0].difference == 10.0


def test_of_several_ways_each_is_compared_with_the_usual_one():
    plan = Plan(unit=Unit.POST, length=120, least=1.0, arms=3)
    slots, seen = lived(plan, lambda arm, dice: dice.poisson((4, 4, 10)[arm]))
    reading = trial.read(plan, slots, seen)
    assert [one.verdict for one in reading.compared] == [Verdict.NOT_YET, Verdict.BETTER]
    assert reading.verdict is Verdict.BETTER


def test_the_plan_promises_what_the_reading_keeps():
    """An effect of the size that is said to be found in four of five is found in about so many."""
    dice = np.random.default_rng(2)
    plan = Plan(unit=Unit.POST, length=80, least=1.0)
    told = trial.design(plan, dice.poisson(6, 200))
    won = 0
    for seed in range(60):
        slots, seen = lived(plan, lambda arm, dice: dice.poisson(6 + told.sees * arm), seed)
        won += trial.read(plan, slots, seen, scale=told.spread).verdict is Verdict.BETTER
    assert won / 60 > 0.6
    assert told.sees < trial.design(plan, 4 * dice.poisson(6, 200)).sees


def test_too_little_traffic_no_history_and_too_short_a_time_are_said_plainly():
    small = trial.design(Plan(unit=Unit.POST, length=40, least=0.1), [0, 1, 0, 0, 2, 0, 0, 1, 0, 30] * 4)
    assert not small.enough
    assert "traffic is too small" in small.why
    for history in ([], [3.0], [0.0] * 50):
        unknown = trial.design(DAYS, history)
        assert (unknown.sees, unknown.enough) == (None, False)
        assert "Too little is known" in unknown.why
    short = trial.design(Plan(unit=Unit.WEEK, length=6, least=5, starts=MONDAY), range(30))
    assert "too short for any verdict" in short.why


def posts(effect, seed=1, n=300):
    dice = np.random.default_rng(seed)
    slot = dice.integers(7, 20, n)
    return [(f"{h:02}", float(math.exp(dice.normal(1.5 + effect * (h == 9), 1.2)))) for h in slot]


def test_the_hour_hardly_matters_unless_it_does():
    hardly = trial.hours(posts(0.0))
    assert hardly.timing is Timing.HARDLY
    assert all(abs(one.mean) < 0.1 for one in hardly.slots.values())
    naive = Counter()
    for slot, value in posts(0.0):
        naive[slot] += value
    assert trial.hours(posts(2.0)).timing is Timing.MATTERS
    assert max((one.mean, slot) for slot, one in trial.hours(posts(2.0)).slots.items())[1] == "09"


def test_times_cannot_be_compared_with_one_time_only():
    with pytest.raises(Invalid, match="one time of day only"):
        trial.hours([("09", 1.0), ("09", 3.0)])


def test_the_mean_of_one_value_has_no_interval_and_that_of_two_is_wide():
    slots = trial.assign(DAYS)
    one = trial.read(DAYS, slots, [Seen(index=0, value=5.0)])
    assert one.arms == [None, None]
    first = [slot.index for slot in slots if slot.arm == 0][:2]
    two = trial.read(DAYS, slots, [Seen(index=at, value=v) for at, v in zip(first, (4.0, 6.0), strict=True)])
    mean = two.arms[0]
    assert (mean.mean, mean.n) == (5.0, 2)
    assert mean.high - mean.mean > 2.5
