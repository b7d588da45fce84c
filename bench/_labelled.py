"""Labelled sentences for rules: one file a rule, written by us about organisations that do not exist.

# a remark
* {"parameters": "of the rule, for the whole file"}
= {"facts": "for the sentences below, until the next ="}
- a sentence the rule must find something in
+ a sentence it must let pass
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leitstand import registry
from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.policy.planned import around, planned
from leitstand.vocabulary.policy.rule import parameters, shaped

DATA = Path(__file__).resolve().parents[1] / "tests" / "rules" / "data"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Labelled:
    """One sentence: is it bad by its rule, and is it one of the third that no rule was tuned on?

    `batch` is "first", "later" (written after the rules were tuned on the first, then tuned on too), or
    "last" (written after that, and only read).
    """

    rule: str
    text: str
    bad: bool
    held: bool
    batch: str
    facts: Mapping[str, Any]
    given: Mapping[str, Any]

    def findings(self) -> list[Finding]:
        """What its rule says of it."""
        facts = {"network": "mastodon"} | dict(self.facts)
        post = planned(around(facts, self.text), now=NOW)
        return list(registry.rules()[self.rule].check(post.note, post.situation, **self.given))


def every() -> Iterator[Labelled]:
    """All labelled sentences, by rule, in the order of the files; then those written later."""
    for batch, folder in (("first", DATA), ("later", DATA / "later"), ("last", DATA / "last")):
        for place in sorted(folder.glob("*.txt")):
            yield from _read(place, batch)


def _read(place: Path, batch: str) -> Iterator[Labelled]:
    rule = registry.rules()[place.stem]
    kinds = {one.name: one.annotation for one in parameters(rule)}
    given: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for line in place.read_text(encoding="utf-8").splitlines():
        mark, said = line[:2], line[2:]
        if mark == "* ":
            given = {name: shaped(value, kinds[name]) for name, value in json.loads(said).items()}
        elif mark == "= ":
            facts = json.loads(said)
        elif mark in ("- ", "+ "):
            seed = f"{said}{json.dumps(facts, sort_keys=True)}"
            held = hashlib.sha256(seed.encode()).digest()[0] % 3 == 0
            yield Labelled(place.stem, said, mark == "- ", held, batch, facts, given)
