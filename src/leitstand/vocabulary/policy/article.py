"""A policy and its articles: one source for the text people read and for what the machine checks."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.policy.facts import Condition

SEVERITIES: Mapping[str, Level] = {"hint": Level.HINT, "second person": Level.ASK, "block": Level.STOP}
SEVERITY: Mapping[Level, str] = {level: word for word, level in SEVERITIES.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """The same said in German and in English; one of them may be missing."""

    de: str = ""
    en: str = ""

    def say(self, language: str) -> str:
        """In this language (BCP 47), or in the other one rather than nothing."""
        return (self.de or self.en) if language.lower().startswith("de") else (self.en or self.de)

    def __bool__(self) -> bool:
        return bool(self.de or self.en)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that an article allows or forbids, and what is known around it (see `planned`)."""

    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. Without a `rule` it is only read; `when` must hold for it to apply at all.

    `valid_to` is its last day. `parameters` are the rule's, already of their types.
    """

    id: str
    title: Words
    text: Words
    why: Words = Words()
    source: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    level: Level = Level.HINT
    rule: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    way_out: Words = Words()
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()

    def valid(self, day: date) -> bool:
        """Is it in force on this day?"""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def hash(self) -> str:
        """A fingerprint of everything in it (sha256, 64 hex digits)."""
        return fingerprint(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All articles of an organisation in one version; `note` says what it is not."""

    name: Words
    version: str
    articles: tuple[Article, ...] = ()
    note: Words = Words()

    def article(self, id: str) -> Article:
        """The article of this id. KeyError when there is none."""
        for one in self.articles:
            if one.id == id:
                return one
        raise KeyError(id)

    def on(self, day: date) -> tuple[Article, ...]:
        """The articles in force on this day."""
        return tuple(one for one in self.articles if one.valid(day))

    @property
    def hash(self) -> str:
        """A fingerprint of everything in it; the order of articles in the files does not matter."""
        return fingerprint([self.name, self.version, self.note, *sorted(self.articles, key=_by_id)])

    @property
    def wording(self) -> str:
        """A fingerprint of what people read and acknowledge; a mended pattern does not change it."""
        told = [
            [one.id, one.title, one.text, one.why, one.source, one.valid_from, one.valid_to, one.level]
            for one in sorted(self.articles, key=_by_id)
        ]
        return fingerprint([self.name, self.note, told])


def fingerprint(value: object) -> str:
    """sha256 of a value written down in one way only: sorted keys, NFC, no spare blanks."""
    told = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", told).encode("utf-8", "surrogatepass")).hexdigest()


def _by_id(article: Article) -> str:
    return article.id


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Level):
        return SEVERITY[value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
