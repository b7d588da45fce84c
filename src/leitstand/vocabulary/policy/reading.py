"""Reads policy files (TOML) and says at which place what is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.policy.article import SEVERITIES, Article, Example, Policy, Words
from leitstand.vocabulary.policy.facts import Condition
from leitstand.vocabulary.policy.places import Block, blocks
from leitstand.vocabulary.policy.planned import around, planned
from leitstand.vocabulary.policy.rule import Rule, parameters, shaped
from leitstand.vocabulary.words import _

_KEYS: tuple[str, ...] = (
    "id",
    "title",
    "text",
    "why",
    "source",
    "valid_from",
    "valid_to",
    "severity",
    "rule",
    "parameters",
)
_KEYS += ("when", "way_out", "good", "bad")
_AT = re.compile(r" \(at line (\d+), column (\d+)\)\Z")
_SOME_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, where (line and column from 1), and in which article."""

    file: str
    line: int
    column: int
    article: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """FILE:LINE:COLUMN."""
        return f"{self.file}:{self.line}:{self.column}"

    def __str__(self) -> str:
        why = self.sentence % self.facts if self.facts else self.sentence
        return f"{self.place}: {self.article + ': ' if self.article else ''}{why}"


class Unreadable(Invalid):
    """The files are no policy; `problems` says where and why. Nothing of an older version was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            _("The policy cannot be read; the version before stays in force. Look at %(place)s first."),
            place=self.problems[0].place,
        )


def read(texts: Mapping[str, str], rules: Mapping[str, Rule]) -> Policy:
    """The policy in these files (name -> text), in the order of their names. Raises Unreadable."""
    reader = _Reader(rules)
    for name in sorted(texts):
        reader.file(name, texts[name])
    return reader.policy(min(texts, default="policy.toml"))


class _Reader:
    """Collects the parts of a policy and everything that is wrong in them."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self.problems: list[Problem] = []
        self.articles: dict[str, Article] = {}
        self.heads: list[dict[str, Any]] = []

    def policy(self, name: str) -> Policy:
        if not self.heads and not self.problems:
            self._tell(name, (1, 1), "", Invalid(_("There is no [policy] with a name and a version.")))
        if self.problems:
            raise Unreadable(sorted(self.problems, key=lambda one: (one.file, one.line, one.column)))
        return Policy(**self.heads[0], articles=tuple(self.articles.values()))

    def file(self, name: str, text: str) -> None:
        try:
            told = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            at = _AT.search(str(error))
            place = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, 1)
            why = _AT.sub("", str(error))
            self._tell(name, place, "", Invalid(_("This is no TOML: %(why)s."), why=why))
            return
        found = blocks(text)
        for key in told:
            if key not in ("policy", "article"):
                at_key = next((b for b in found if b.kind == key), found[0])
                unknown = Invalid(_("“%(key)s” is not known; there are [policy] and [[article]]."), key=key)
                self._tell(name, at_key.place(key), "", unknown)
        if "policy" in told:
            self._head(name, told["policy"], next((b for b in found if b.kind == "policy"), found[0]))
        places = [block for block in found if block.kind == "article"]
        several = told.get("article", [])
        if not isinstance(several, list) or not all(isinstance(one, Mapping) for one in several):
            self._tell(
                name, (1, 1), "", Invalid(_("Write [[article]] with two brackets above each article."))
            )
            return
        for number, one in enumerate(several):
            self._article(name, one, places[number] if number < len(places) else found[0])

    def _head(self, name: str, told: Any, block: Block) -> None:
        if self.heads:
            self._tell(
                name, block.place("policy"), "", Invalid(_("There is a second [policy]; one is enough."))
            )
        head: dict[str, Any] = {"version": "", "name": Words()}
        for key, value in told.items() if isinstance(told, Mapping) else ():
            try:
                if key in ("name", "note"):
                    head[key] = _words(value)
                elif key == "version":
                    head[key] = shaped(value, str)
                else:
                    raise _strange(key, ("name", "version", "note"))
            except Invalid as error:
                self._tell(name, block.place(key), "", error)
        if not head["name"] or not head["version"]:
            self._tell(name, block.place("policy"), "", Invalid(_("[policy] needs a name and a version.")))
        self.heads.append(head)

    def _article(self, name: str, told: Any, block: Block) -> None:
        id = told.get("id") if isinstance(told.get("id"), str) else ""
        values: dict[str, Any] = {}
        before = len(self.problems)
        for key, value in told.items():
            try:
                if key not in _KEYS:
                    raise _strange(key, _KEYS)
                values[_FIELDS.get(key, key)] = _read(key, value)
            except Invalid as error:
                self._tell(name, block.place(key), id, error)
        for key, why in self._lacking(values):
            self._tell(name, block.place(key), id, why)
        if len(self.problems) == before and self._ruled(name, values, block):
            self.articles[id] = Article(**values)

    def _lacking(self, values: Mapping[str, Any]) -> Iterable[tuple[str, Invalid]]:
        for key in ("id", "title", "text"):
            if not values.get(key):
                yield key, Invalid(_("“%(key)s” is missing."), key=key)
        if values.get("id") in self.articles:
            yield "id", Invalid(_("There is a second article “%(id)s”."), id=values["id"])
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and first > last:
            yield "valid_to", Invalid(_("It ends before it begins."))

    def _ruled(self, name: str, values: dict[str, Any], block: Block) -> bool:
        """Are rule, parameters and the facts of its examples known? Says what is not."""
        before, id = len(self.problems), values["id"]
        given = values.pop("parameters", {})
        if rule := self._rule(name, values.get("rule", ""), id, block):
            values["parameters"], wrong = _parameters(rule, given)
            for key, error in wrong:
                self._tell(name, block.place(f"parameters.{key}"), id, error)
        elif given:
            self._tell(name, block.place("parameters"), id, Invalid(_("Parameters need a rule.")))
        for kind in ("good", "bad"):
            for example in values.get(kind, ()):
                try:
                    planned(around(example.facts, example.text), now=_SOME_DAY)
                except Invalid as error:
                    self._tell(name, block.place(kind), id, error)
        return len(self.problems) == before

    def _rule(self, name: str, wanted: str, id: str, block: Block) -> Rule | None:
        if not wanted:
            return None
        if wanted not in self.rules:
            self._tell(name, block.place("rule"), id, _strange(wanted, tuple(self.rules)))
            return None
        return self.rules[wanted]

    def _tell(self, file: str, place: tuple[int, int], article: str, why: Invalid) -> None:
        self.problems.append(Problem(file, *place, article, why.sentence, why.facts))


def _parameters(rule: Rule, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Invalid]]]:
    """The parameters in their types, and what is wrong with which."""
    known = {one.name: one for one in parameters(rule)}
    values: dict[str, Any] = {}
    wrong = []
    for key, value in given.items():
        try:
            if key not in known:
                raise _strange(key, tuple(known))
            values[key] = shaped(value, known[key].annotation)
        except Invalid as error:
            wrong.append((key, error))
    accept = getattr(rule, "accept", None)
    if accept is not None and not wrong:
        try:
            accept(**values)
        except Invalid as error:
            wrong.append((next(iter(values), ""), error))
    return values, wrong


_FIELDS = {"severity": "level"}


def _read(key: str, value: Any) -> Any:
    """One value of an article as the article has it."""
    if key in ("title", "text", "why", "way_out"):
        return _words(value)
    if key == "severity":
        if not isinstance(value, str) or value not in SEVERITIES:
            raise _strange(str(value), tuple(SEVERITIES))
        return SEVERITIES[value]
    if key in ("good", "bad"):
        return _examples(value)
    if key == "parameters":
        if not isinstance(value, Mapping):
            raise Invalid(_("“%(value)s” is no table; write it in { }."), value=value)
        return dict(value)
    wanted: Any = {
        "source": tuple[str, ...],
        "when": tuple[Condition, ...],
        "valid_from": date,
        "valid_to": date,
    }
    return shaped(value, wanted.get(key, str))


def _words(value: Any) -> Words:
    if isinstance(value, str):  # one language only: taken for German
        return Words(de=value)
    words: Words = shaped(value, Words)
    return words


def _examples(value: Any) -> tuple[Example, ...]:
    examples = []
    for one in value if isinstance(value, list) else [value]:
        told = {"text": one} if isinstance(one, str) else one
        if (
            not isinstance(told, Mapping)
            or not isinstance(told.get("text"), str)
            or told.keys() - {"text", "facts"}
        ):
            raise Invalid(_("An example is a text, or { text = “…”, facts = { … } }."))
        facts = told.get("facts", {})
        if not isinstance(facts, Mapping):
            raise Invalid(_("“facts” is a table of names and values."))
        examples.append(Example(told["text"], dict(facts)))
    return tuple(examples)


def _strange(key: str, known: tuple[str, ...]) -> Invalid:
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return Invalid(_("“%(key)s” is not known here; do you mean “%(near)s”?"), key=key, near=near[0])
    return Invalid(_("“%(key)s” is not known here; there are: %(known)s."), key=key, known=", ".join(known))
