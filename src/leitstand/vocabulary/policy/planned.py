"""A planned post as a JSON object: what will be said, and everything that is known around it."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.policy.rule import shaped
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Imprint, Link, Medium, Named, Situation
from leitstand.vocabulary.words import _

_KINDS: Mapping[str, Any] = {"links": Link, "roster": Named}
_OUTSIDE: tuple[str, ...] = (
    "id",
    "content",
    "name",
    "language",
    "published",
    "in_reply_to",
    "attachment",
    "imprint",
    "facts",
)
_OUTSIDE += (*_KINDS, "network", "attributed_to", "type", "summary", "url", "media_type", "text")
_SOMETIME = (1900, 9000)
"""Years that clocks of all zones can show."""

_HINTS = typing.get_type_hints(Situation)
_KNOWN = frozenset(one.name for one in fields(Situation)) - {"facts", "media", "links", "roster", "imprint"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A post that may go out: its id, the note and the situation."""

    id: str
    note: Note
    situation: Situation


def planned(said: Mapping[str, Any], *, now: datetime) -> Planned:
    """A JSON object as a planned post; `published` (else `now`) is when it goes out.

    Raises Invalid, naming what is wrong. Facts that nobody here knows are the organisation's own.
    """
    told = {_snake(key): value for key, value in said.items()}
    content = told.get("content")
    if not isinstance(content, str):
        raise Invalid(_("A planned post needs “content”, a text."))
    moment = _moment(told.get("published")) or now
    note = Note(
        content=content,
        published=moment,
        language=_text(told, "language") or "de",
        in_reply_to=_text(told, "in_reply_to"),
        name=_text(told, "name"),
        summary=_text(told, "summary") or "",
    )
    return Planned(_text(told, "id") or "", note, _situation(told, now, moment))


def around(facts: Mapping[str, Any], content: str) -> dict[str, Any]:
    """The facts of an example and its text, in the spelling of a planned post."""
    known = {_snake(key): value for key, value in facts.items()}
    said: dict[str, Any] = {key: value for key, value in known.items() if key in _OUTSIDE}
    return said | {"content": content, "facts": {k: v for k, v in known.items() if k not in _OUTSIDE}}


def _situation(told: Mapping[str, Any], now: datetime, moment: datetime) -> Situation:
    facts = told.get("facts", {})
    if not isinstance(facts, Mapping):
        raise Invalid(_("“facts” is a table of names and values."))
    values: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for key, value in facts.items():
        name = _snake(key)
        if value is None:
            continue  # nobody knows
        if name in _KNOWN:
            values[name] = _checked(name, value, _HINTS[name])
        elif isinstance(value, str | int | float | bool):
            own[key] = value
        else:
            raise Invalid(_("“%(key)s” must be a text, a number, or true / false."), key=key)
    _zone(values.get("zone", "UTC"))
    for key, kind in _KINDS.items():
        values[key] = _several(told, key, kind)
    values["media"] = _media(told)
    if told.get("imprint") is not None:
        values["imprint"] = _one("imprint", told["imprint"], Imprint)
    given = {"network": _text(told, "network") or "", "account": _text(told, "attributed_to") or ""}
    return Situation(
        **{
            **given,
            **values,
            "now": now,
            "moment": moment,
            "facts": own,
            "reply": bool(told.get("in_reply_to")),
        }
    )


def _media(told: Mapping[str, Any]) -> tuple[Medium, ...]:
    """Attachments; `name` is the text alternative, as in ActivityStreams, and `type` the kind."""
    several = []
    for one in _list(told, "attachment"):
        medium = {_snake(key): value for key, value in one.items()}
        medium = {key: value for key, value in medium.items() if key not in ("url", "media_type", "type")}
        if "name" in medium:
            medium["alt"] = medium.pop("name")
        if isinstance(one.get("type"), str):
            medium["kind"] = one["type"].lower()
        several.append(_one("attachment", medium, Medium))
    return tuple(several)


def _several(told: Mapping[str, Any], key: str, kind: Any) -> tuple[Any, ...]:
    return tuple(_one(key, one, kind) for one in _list(told, key))


def _list(told: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = told.get(key, [])
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise Invalid(_("“%(key)s” is a list of objects."), key=key)
    return list(value)


def _one(key: str, value: object, kind: Any) -> Any:
    if isinstance(value, Mapping):
        value = {_snake(name): one for name, one in value.items() if one is not None}
    return _checked(key, value, kind)


def _checked(key: str, value: object, wanted: Any) -> Any:
    try:
        return None if value is None else _aware(shaped(value, wanted))
    except Invalid as error:
        raise Invalid(_("“%(key)s” cannot be read: %(value)s."), key=key, value=value) from error


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def _moment(value: object) -> datetime | None:
    if value is None or value == "":
        return None
    moment: datetime = _checked("published", value, datetime)
    if not _SOMETIME[0] <= moment.year <= _SOMETIME[1]:
        raise Invalid(_("“%(key)s” cannot be read: %(value)s."), key="published", value=value)
    return moment


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            _("“%(name)s” is no IANA time zone; write for example Europe/Berlin."), name=name
        ) from error


def _text(told: Mapping[str, Any], key: str) -> str | None:
    value = told.get(key)
    if isinstance(value, Mapping):  # an actor as an object
        value = value.get("id")
    if value is None or isinstance(value, str):
        return value
    raise Invalid(_("“%(key)s” must be a text."), key=key)


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: "_" + found[0].lower(), key)
