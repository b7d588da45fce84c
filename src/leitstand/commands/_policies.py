"""Policies for commands: from a folder, a file, or one that is shipped."""

from __future__ import annotations

from pathlib import Path

import click

from leitstand import registry
from leitstand.vocabulary import policy
from leitstand.vocabulary.policy import Policy

STARTER = "starter:"


def opened(name: str) -> Policy:
    """The policy of this name. Raises click.UsageError (exit 2) with every problem on a line of its own."""
    try:
        return policy.read(_texts(name), registry.rules())
    except policy.Unreadable as error:
        raise click.UsageError("\n".join(str(one) for one in error.problems)) from error


def _texts(name: str) -> dict[str, str]:
    """The files of a policy by their names."""
    if name.startswith(STARTER):
        try:
            return {f"{name}.toml": policy.starter(name.removeprefix(STARTER))}
        except KeyError as error:
            there = ", ".join(STARTER + one for one in policy.STARTERS)
            raise click.UsageError(f"There is no policy {name}; there are: {there}.") from error
    place = Path(name)
    places = sorted(place.glob("*.toml")) if place.is_dir() else [place]
    if not places:
        raise click.UsageError(f"{name}: there is no .toml file in this folder.")
    try:
        return {str(one): one.read_text(encoding="utf-8-sig") for one in places}
    except OSError as error:
        raise click.UsageError(f"{error.filename}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name}: this is no UTF-8 (byte {error.start + 1}).") from error
