"""Plan an experiment, draw its lot, and read it without cheating."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

VERB = "decide"


@click.group(name="experiment")
def command() -> None:
    """Plan an experiment, draw its lot, and read it at any time; without a database or an account."""


@command.command()
@click.argument("file", default="-", metavar="[FILE]")
def design(file: str) -> int:
    """Print what an experiment of this plan could see with this traffic.

    FILE is a JSON object (docs/reference/commands.md), plain or packed; without one, standard input.
    `history` holds values of past units. Out comes one JSON object: units, blocks, n, sees (the smallest
    difference that is found in four of five such experiments), chance, needed, enough, why. Exit 0: done, 2:
    wrong usage, or a plan that cannot be meant.
    """
    from leitstand.commands import _experiments as experiments

    with _refusals():
        from leitstand.estimates import trial

        told = experiments.said(file)
        found = trial.design(experiments.plan(told), experiments.history(told))
        _print(experiments.tell_foreseen(found))
    return 0


@command.command()
@click.argument("file", default="-", metavar="[FILE]")
def assign(file: str) -> int:
    """Print which way each unit was drawn, as one JSON object; the same again from the same seed.

    FILE is a JSON object (docs/reference/commands.md), plain or packed; without one, standard input. Exit 0:
    done, 2: wrong usage, or a plan that cannot be meant.
    """
    from leitstand.commands import _experiments as experiments

    with _refusals():
        from leitstand.estimates import trial

        told = experiments.said(file)
        plan, names = experiments.plan(told), experiments.arms(told)
        _print({"seed": plan.seed, "arms": names, "units": experiments.tell_slots(trial.assign(plan), names)})
    return 0


@command.command()
@click.argument("file", default="-", metavar="[FILE]")
def read(file: str) -> int:
    """Print what may be said of an experiment by now; looking as often as you like distorts nothing.

    FILE is the plan with `values` of its units in the order of the lot, null where one is not known, or as
    {"unit", "value", "done"}; and `ended` when nothing more is to come. Out comes one JSON object: verdict
    (not_yet, no_difference, better, worse, untold), arms, compared, doubts. Exit 0: done, 2: wrong usage, or
    values that cannot be meant.
    """
    from leitstand.commands import _experiments as experiments

    with _refusals():
        from leitstand.estimates import trial

        told = experiments.said(file)
        plan, names, past = experiments.plan(told), experiments.arms(told), experiments.history(told)
        slots = trial.assign(plan)
        found = trial.read(
            plan,
            slots,
            experiments.seen(told, slots),
            ended=told.get("ended") is True,
            scale=trial.design(plan, past).spread if past else None,
        )
        _print(experiments.tell_reading(found, names))
    return 0


@contextmanager
def _refusals() -> Iterator[None]:
    """What cannot be meant ends with 2 and its sentence."""
    from leitstand.vocabulary.errors import Invalid

    try:
        yield
    except Invalid as error:
        raise click.UsageError(str(error)) from error


def _print(found: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
