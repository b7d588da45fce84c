"""Reads a file that is one JSON text, such as a plan or an experiment."""

from __future__ import annotations

import json
from typing import Any

import click

from leitstand.commands._lines import opened

LONGEST = 64_000_000


def whole(file: str, too_long: str) -> Any:
    """The JSON of a file, "-" for standard input. Raises click.UsageError when there is none.

    `too_long`: what is said of more than LONGEST bytes. A name that comes twice in an object is refused,
    for one of the two would be lost in silence.
    """
    shown = "<stdin>" if file == "-" else file
    with opened(file) as opening:
        try:
            raw = opening.read(LONGEST + 1)
        except (OSError, EOFError) as error:
            raise click.UsageError(f"{shown}: cannot be read: {error}.") from error
    if len(raw) > LONGEST:
        raise click.UsageError(f"{shown}: longer than {LONGEST} bytes; {too_long}.")
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{shown}: This is no JSON: {error}.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” comes twice in one object")
    return found
