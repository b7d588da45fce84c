"""Policies to start from, written for three kinds of organisation; no legal advice."""

from __future__ import annotations

from importlib import resources

STARTERS = ("university", "city", "company")


def starter(name: str) -> str:
    """The TOML text of a policy to start from. KeyError when there is none of this name."""
    if name not in STARTERS:
        raise KeyError(name)
    return (
        resources.files(__package__ or "leitstand.vocabulary.policy") / f"starters/{name}.toml"
    ).read_text(encoding="utf-8")
