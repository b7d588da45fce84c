"""`leitstand experiment` from the outside: planned, drawn and read from one file."""

import json
import subprocess
import sys
import tempfile

import click
import pytest
from click.testing import CliRunner

from leitstand.commands.experiment import command

PLAN = {
    "unit": "day",
    "length": 8,
    "starts": "2026-01-05",
    "arms": ["afternoon", "morning"],
    "least": 1,
    "seed": 7,
    "history": [4, 6, 5, 3, 8, 5, 4, 6, 7, 5] * 4,
}


def run(what, plan, **more):
    said = plan if isinstance(plan, str) else json.dumps(plan | more)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(said)
        file.flush()
        return CliRunner(catch_exceptions=False).invoke(command, [what, file.name], standalone_mode=False)


def told(what, plan, **more):
    return json.loads(run(what, plan, **more).output)


def test_from_the_shell_it_draws_the_same_lot_again_with_every_weekday_in_both_ways():
    asked = [sys.executable, "-m", "leitstand.commands", "experiment", "assign"]
    done = subprocess.run(
        asked, input=json.dumps(PLAN), capture_output=True, text=True, check=True, timeout=60
    )
    units = json.loads(done.stdout)["units"]
    assert units == told("assign", PLAN)["units"]
    assert units != told("assign", PLAN, seed=8)["units"]
    mondays = [one["arm"] for one in units[::5]]
    assert sorted(mondays) == ["afternoon"] * 4 + ["morning"] * 4
    assert (units[0]["first"], len(units)) == ("2026-01-05", 40)


def test_a_name_that_comes_twice_is_refused():
    with pytest.raises(click.UsageError, match="comes twice"):
        run("design", '{"unit": "day", "seed": 1, "seed": 2}')


def test_it_says_before_what_can_be_seen():
    found = told("design", PLAN)
    assert (found["units"], found["blocks"], found["enough"]) == (40, 20, False)
    assert f"about {found['sees']:.3g} or more" in found["why"]


def test_it_reads_values_in_the_order_of_the_lot_or_by_their_units():
    arms = [one["arm"] for one in told("assign", PLAN)["units"]]
    values = [4 + place % 3 + (6 if arm == "morning" else 0) for place, arm in enumerate(arms)]
    found = told("read", PLAN, values=values)
    assert found["verdict"] == "better"
    one = found["compared"][0]
    assert one["always_valid"]["low"] < one["estimate"]["mean"] < one["always_valid"]["high"]
    rows = [{"unit": place, "value": value} for place, value in enumerate(values, 1)]
    assert told("read", PLAN, values=rows[::-1]) == found
    few = told("read", PLAN, values=[5, None, 3], ended=True)
    assert (few["verdict"], few["known"]) == ("untold", 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "month"}, '"unit"'),
        ({"unit": ["week"]}, '"unit"'),
        ({"least": 1e300}, "can be meant"),
        ({"least": 10**400}, "can be meant"),
        ({"starts": "9999-12-31"}, "No calendar"),
        ({"weekdays": 5}, "mon, tue"),
        ({"seed": -1}, "zero or more"),
        ({"length": 1}, "compares nothing"),
        ({"length": "eight"}, "whole number"),
        ({"least": None}, "must be a number"),
        ({"starts": "5.1.2026"}, "such as"),
        ({"weekdays": ["Montag"]}, "mon, tue"),
        ({"arms": ["a", "a"]}, "same name"),
        ({"history": [1, -2]}, "from zero up"),
        ({"values": [-1]}, "from zero up"),
        ({"values": [1] * 41}, "There are 40 units"),
        ({"values": [{"unit": 1, "value": 1}, {"unit": 1, "value": 2}]}, "two values"),
        ({"values": [{"unit": 1, "value": 1, "done": "night"}]}, "none of the arms"),
        ({"lenght": 8}, "not known here"),
    ],
)
def test_what_cannot_be_meant_ends_with_a_sentence(change, said):
    with pytest.raises(Exception, match=said) as raised:
        run("read", PLAN, **change)
    assert raised.type.__name__ == "UsageError"


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "[" * 100_000])
def test_what_is_no_object_ends_with_a_sentence(text):
    with pytest.raises(Exception, match=r"no JSON|JSON object"):
        run("read", text)
