"""Every estimate on the shelf keeps its promises; a new file is tested the moment it is there."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

from leitstand import registry
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.mix import Question, Week

SHELF = registry.names(registry.ESTIMATES)
SCARCE = {"no rows": 0, "one row": 1, "thirty rows": 30}
SIZES = {"zero": 0.0, "one": 1.0, "huge": 1e12}


@pytest.mark.parametrize("name", SHELF)
def test_it_opens_with_the_question_it_answers(name: str) -> None:
    told = (registry.module(registry.ESTIMATES, name).__doc__ or "").split("\n")[0]
    assert len(told) > 20
    assert told[-1] in ".?"


def test_none_of_them_needs_the_framework() -> None:
    every = ", ".join(f"leitstand.estimates.{name}" for name in SHELF)
    asked = f"import sys, {every}; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", SHELF)
def test_it_tells_what_its_public_functions_do(name: str) -> None:
    found = registry.module(registry.ESTIMATES, name)
    bare = [
        function.__name__
        for label, function in vars(found).items()
        if inspect.isfunction(function) and not label.startswith("_") and not function.__doc__
        and function.__module__.startswith("leitstand.estimates")
    ]  # fmt: skip
    assert bare == []


def calls_of_dice(source: str) -> list[str]:
    """Generators of numpy that are made without a seed."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("default_rng")
        and not node.args
        and not node.keywords
    ]


@pytest.mark.parametrize("name", SHELF)
def test_it_is_told_its_dice(name: str) -> None:
    found = registry.module(registry.ESTIMATES, name)
    files = [module for label, module in sys.modules.items() if label.startswith(found.__name__)]
    assert [call for module in files for call in calls_of_dice(inspect.getsource(module))] == []


@pytest.mark.parametrize("count", SCARCE.values(), ids=SCARCE)
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_mix_survives_no_one_nought_and_huge(count: int, size: float) -> None:
    mix = registry.module(registry.ESTIMATES, "mix")
    rows = [Week(week=f"2026-W{n + 1:02}", network="a", hours=4, value=size) for n in range(count)]
    question = Question(budget_hours=9, today={"a": 4, "b": 2}, history=rows)
    try:
        told = mix.answer(question, mix.fit(question))
    except Invalid:
        pytest.fail("these are lawful rows")
    assert [line.network for line in told.plan] == ["a", "b"]
