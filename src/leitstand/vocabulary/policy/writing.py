"""Writes a policy as a file for people, and puts one article into a file without touching the rest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.policy.article import SEVERITY, Article, Example, Policy, Words
from leitstand.vocabulary.policy.places import blocks, ends
from leitstand.vocabulary.words import _

_WIDE = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def write(policy: Policy) -> str:
    """The whole policy as one TOML file; reading it gives the same policy."""
    head = ["[policy]", *_line("version", policy.version), *_both("name", policy.name)]
    head += _both("note", policy.note)
    return "\n".join(["\n".join(head) + "\n", *(written(one) for one in policy.articles)])


def written(article: Article) -> str:
    """One article as its [[article]] table, with a line end."""
    lines = ["[[article]]", *_line("id", article.id)]
    lines += [*_both("title", article.title), *_both("text", article.text), *_both("why", article.why)]
    if article.source:
        lines += _line("source", article.source)
    for key in ("valid_from", "valid_to"):
        if getattr(article, key):
            lines += _line(key, getattr(article, key))
    lines += _line("severity", SEVERITY[article.level])
    if article.rule:
        lines += _line("rule", article.rule)
    for key, value in article.parameters.items():
        lines += _line(f"parameters.{_key(key)}", value)
    if article.when:
        lines += _line("when", article.when)
    lines += _both("way_out", article.way_out)
    for key, examples in (("good", article.good), ("bad", article.bad)):
        if examples:
            lines += _line(key, tuple(_example(one) for one in examples))
    return "\n".join(lines) + "\n"


def rewritten(text: str, article: Article) -> str:
    """The same file with this article in place of the one with its id, or behind the last one.

    Every other byte stays, comments too; comments inside the replaced article go with it. Raises Invalid
    when the text is no TOML.
    """
    span = _span(text, article.id)
    if span is None:
        gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return text + gap + written(article)
    lines = _lines(text)
    return "".join([*lines[: span[0]], written(article), *lines[span[1] :]])


def without(text: str, id: str) -> str:
    """The same file without the article of this id; unchanged when there is none."""
    span = _span(text, id)
    if span is None:
        return text
    lines = _lines(text)
    end = span[1]
    while end < len(lines) and not lines[end].strip():
        end += 1
    return "".join([*lines[: span[0]], *lines[end:]])


def _span(text: str, id: str) -> tuple[int, int] | None:
    try:
        told = tomllib.loads(text).get("article", [])
    except ValueError as error:
        raise Invalid(_("This is no TOML: %(why)s."), why=error) from error
    found = blocks(text)
    spans = [span for block, span in zip(found, ends(text, found), strict=True) if block.kind == "article"]
    for one, span in zip(told, spans, strict=False):
        if one.get("id") == id:
            return span
    return None


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends a line in TOML."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [text.rpartition("\n")[2]]


def _both(key: str, words: Words) -> Iterator[str]:
    for language in ("de", "en"):
        if said := getattr(words, language):
            yield f"{key}.{language} = {_text(said)}"


def _line(key: str, value: Any) -> list[str]:
    """A key and its value; a long list gets a line for each of its parts."""
    short = f"{key} = {_value(value)}"
    if isinstance(value, tuple | list) and len(short) > _WIDE:
        return [f"{key} = [", *(f"    {_value(one)}," for one in value), "]"]
    return [short]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        value = _sparse(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {inner} }}" if inner else "{}"
    return f"[{', '.join(_value(one) for one in value)}]"


def _sparse(value: Any) -> dict[str, Any]:
    """The fields of a dataclass that say more than it would without them."""
    told = {one.name: (getattr(value, one.name), one.default) for one in fields(value)}
    return {name: said for name, (said, default) in told.items() if default is MISSING or said != default}


def _example(example: Example) -> Any:
    return {"text": example.text, "facts": example.facts} if example.facts else example.text


def _text(said: str) -> str:
    """A text in quotes, over several lines where it has them."""
    if "\n" not in said:
        return _quoted(said)
    return '"""\n' + _escaped(said, keep="\n") + '"""'


def _key(key: str) -> str:
    return key if _BARE.match(key) else _quoted(key)


def _quoted(said: str) -> str:
    return f'"{_escaped(said)}"'


def _escaped(said: str, keep: str = "") -> str:
    return "".join(one if one in keep else _letter(one) for one in said)


def _letter(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    return f"\\u{ord(one):04X}" if ord(one) < 0x20 or ord(one) == 0x7F else one
