"""A plan that cannot be meant is refused with a sentence that says what to do."""

import pytest

from leitstand.estimates import mix
from leitstand.vocabulary.errors import Invalid

ROW = {"week": "2026-W04", "network": "mastodon", "hours": 3, "value": 5}
TRIAL = {
    "network": "mastodon", "on": ["2026-W01"], "off": ["2026-W02"], "hours_on": 3, "hours_off": 0,
    "total": {"2026-W01": 9, "2026-W02": 7},
}  # fmt: skip
NAN, HUGE = float("nan"), 10**400


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"budget_hours": NAN}, "must be a number"),
        ({"budget_hours": -1}, "must be a number"),
        ({"budget_hours": HUGE}, "must be a number"),
        ({"budget_hours": 5000}, "a week has 168 for each"),
        ({"budget_hours": "viel"}, "no number"),
        ({"budget_hours": True}, "no number"),
        ({"today": {"mastodon": 169}}, "a week has 168"),
        ({"today": ["mastodon"]}, "no object"),
        ({"today": {"": 3}}, "without a name"),
        ({"floors": {"mastodon": 11}}, "The floors add up to 11 hours a week, the budget is 10"),
        ({"floors": {"mastodon": 3}, "caps": {"mastodon": 2}}, "at least 3 hours and at most 2"),
        ({"today": {"mastodon": 3, "Mastodon ": 2}}, "look like the same network"),
        ({"history": [ROW, ROW | {"network": "MASTODON"}]}, "look like the same network"),
        ({"history": [ROW, ROW]}, "comes twice"),
        ({"history": [ROW | {"week": "2026-W54"}]}, "There is no week “2026-W54”"),
        ({"history": [ROW | {"week": "2025-W53"}]}, "There is no week"),
        ({"history": [ROW | {"week": "last"}]}, "There is no week"),
        ({"history": [ROW | {"week": "9999-W60"}]}, "There is no week"),
        ({"history": [ROW | {"week": 4}]}, "no text"),
        ({"history": [ROW | {"hours": 200}]}, "200 hours, but a week has 168"),
        ({"history": [ROW | {"hours": -1}]}, "zero or more"),
        ({"history": [ROW | {"value": -1}]}, "zero or more"),
        ({"history": [ROW | {"value": NAN}]}, "zero or more"),
        ({"history": [ROW | {"value": 1e13}]}, "too large to be meant"),
        ({"history": [ROW | {"value": None}]}, "no number"),
        ({"history": [ROW | {"seen": 1.5}]}, "share from 0 to 1"),
        ({"history": [{"week": "2026-W04"}]}, "there is no “network”"),
        ({"history": {"mastodon": 3}}, "no list"),
        ({"history": ["mastodon"]}, "no object"),
        ({"experiments": [TRIAL | {"off": ["2026-W01"]}]}, "none twice"),
        ({"experiments": [TRIAL | {"on": []}]}, "weeks that are on"),
        ({"experiments": [TRIAL | {"total": {"2026-W01": 3}}]}, "no total for 2026-W02"),
        ({"experiments": [TRIAL | {"on": ["1066-W01"]}]}, "more than two years"),
        ({"experiments": [TRIAL | {"hours_on": 300}]}, "a week has 168"),
        ({"seed": "x"}, "whole number"),
        ({"mission": "mastodon"}, "no list"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(changed, says):
    with pytest.raises(Invalid) as refused:
        mix.read({"budget_hours": 10, "today": {"mastodon": 4}} | changed)
    assert says in str(refused.value)


@pytest.mark.parametrize("said", [None, [], "x", 3, {}])
def test_what_is_no_plan_at_all_is_refused(said):
    with pytest.raises(Invalid):
        mix.read(said)


def test_a_whole_plan_is_read_as_it_was_written():
    said = {"budget_hours": 10, "today": {"mastodon": 4}, "history": [ROW | {"kind": "write", "seen": 0.5}]}
    question = mix.read(said | {"experiments": [TRIAL], "mission": ["mastodon"], "seed": 7})
    assert (question.history[0].kind, question.history[0].seen) == ("write", 0.5)
    assert question.experiments[0].total == {"2026-W01": 9.0, "2026-W02": 7.0}
    assert (question.mission, question.seed) == (frozenset({"mastodon"}), 7)


def test_an_unknown_decision_is_refused():
    with pytest.raises(Invalid, match="a decision is one of"):
        mix.decisions({"previous": {"mastodon": "perhaps"}})
