"""`leitstand mix` from the outside: a plan in, one JSON object out, in the words of the reference."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys

import pytest

from tests.estimates.organisations import THREE, plan

LINE = [
    "network", "hours", "low", "high", "decision", "p_better_than_today", "value_of_next_hour",
    "from_assumptions", "why",
]  # fmt: skip
DECISIONS = {"start", "keep", "more", "less", "stop", "try", "unknown"}


def run(said: object, *arguments: str) -> tuple[int, str, str]:
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    program = [sys.executable, "-m", "leitstand.commands", "mix", *arguments]
    done = subprocess.run(program, input=raw, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_plan_gets_the_answer_the_reference_promises(tmp_path):
    said = plan(THREE, caps={"mastodon": 7, "peertube": 3}, floors={"wordpress": 1})
    status, out, errors = run(said)
    assert (status, errors) == (0, "")
    told = json.loads(out)
    assert list(told) == ["plan", "expected_gain", "trials"]
    assert [line["network"] for line in told["plan"]] == ["bluesky", "mastodon", "peertube", "wordpress"]
    for line in told["plan"]:
        assert list(line) == LINE
        assert line["decision"] in DECISIONS
        assert line["low"] <= line["hours"] <= line["high"]
        assert list(line["value_of_next_hour"]) == ["mean", "low", "high"]
        assert "%" not in line["why"]
    assert sum(line["hours"] for line in told["plan"]) <= 12.02
    for one in told["trials"]:
        assert list(one) == ["network", "hours", "weeks", "cost", "what_it_would_tell"]
    packed = tmp_path / "plan.json.gz"
    turned = said | {"history": random.Random(2).sample(said["history"], len(said["history"]))}
    packed.write_bytes(gzip.compress(json.dumps(turned).encode()))
    assert run(b"", str(packed)) == (0, out, "")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (b"", "This is no JSON"),
        (b"[" * 100_000, "This is no JSON"),
        (b'{"budget_hours": 1, "budget_hours": 2}', "comes twice"),
        (
            {"budget_hours": 3, "floors": {"mastodon": 5}},
            "The floors add up to 5 hours a week, the budget is 3",
        ),
        ({"budget_hours": 3, "today": {"Mastodon": 1, "mastodon": 1}}, "look like the same network"),
        ({"budget_hours": 3, "previous": {"mastodon": "maybe"}}, "a decision is one of"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_a_sentence(said, says):
    status, out, errors = run(said)
    assert (status, out) == (2, "")
    assert says in errors
    assert "Traceback" not in errors


def test_a_file_that_is_not_there_ends_with_2():
    assert run(b"", "/no/such/plan.json")[0] == 2
