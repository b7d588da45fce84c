"""Policies for commands: from a folder, a file, or one that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from leitstand import registry
from leitstand.vocabulary import policy
from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.policy import Article, Policy
from leitstand.vocabulary.post import Note

STARTER = "starter:"


def opened(name: str) -> Policy:
    """The policy of this name. Raises click.UsageError (exit 2) with every problem on a line of its own."""
    try:
        return policy.read(_texts(name), registry.rules())
    except policy.Unreadable as error:
        raise click.UsageError("\n".join(str(one) for one in error.problems)) from error


def told(finding: Finding, article: Article, note: Note) -> dict[str, Any]:
    """A finding as a JSON object; empty things are left out."""
    said = {
        "article": finding.article,
        "title": {"de": article.title.de, "en": article.title.en},
        "level": policy.SEVERITY[finding.level],
        "rule": finding.rule,
        "where": finding.where,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote(note),
        "reason": finding.sentence,
        "way_out": article.way_out.en or finding.advice,
        "offer": finding.offer,
        "source": list(article.source),
    }
    return {key: value for key, value in said.items() if value not in ("", None, [])}


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
