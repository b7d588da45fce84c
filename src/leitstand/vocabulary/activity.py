"""Posts as ActivityStreams 2.0 JSON Lines, in and out, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.words import _

_TEXTS = {
    "type": "type",
    "network": "network",
    "inReplyTo": "in_reply_to",
    "announces": "announces",
    "url": "url",
    "name": "name",
    "summary": "summary",
    "mediaType": "media_type",
    "language": "language",
}
_MOMENTS = ("published", "updated")


def read(line: str | bytes) -> Post:
    """One line as a post. Raises Invalid, naming what is missing; unknown words are kept in `also`."""
    try:
        said = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no JSON: %(why)s."), why=str(error)) from error
    if not isinstance(said, dict):
        raise Invalid(_("This is no JSON object; a post is one object a line."))
    return of(_whole(said) if _half(line) else said)


def of(said: Mapping[str, Any]) -> Post:
    """A JSON object as a post. Raises Invalid."""
    for key in ("id", "content"):
        if not isinstance(said.get(key), str) or (key == "id" and not said[key].strip()):
            raise Invalid(_("A post needs “%(key)s”, a text."), key=key)
    fields: dict[str, Any] = {"id": said["id"], "content": said["content"]}
    for key, field in _TEXTS.items():
        if isinstance(said.get(key), str):
            fields[field] = said[key]
    for key in _MOMENTS:
        fields[key] = _moment(said.get(key))
    for key, (field, shaped) in _SHAPES.items():
        if said.get(key):
            fields[field] = shaped(said[key])
    post = Post(**{field: value for field, value in fields.items() if value is not None})
    also = _left_over(said, written(post))
    return post if not also else _with(post, also)


def write(post: Post) -> str:
    """One post as one line, without the line end."""
    return json.dumps(written(post), ensure_ascii=False, separators=(",", ":"))


def written(post: Post) -> dict[str, Any]:
    """One post as a JSON object; empty things are left out."""
    said: dict[str, Any] = {"id": post.id, "type": post.type, "content": post.content}
    said |= {key: getattr(post, field) for key, field in _TEXTS.items() if getattr(post, field) is not None}
    for key in _MOMENTS:
        if (moment := getattr(post, key)) is not None:
            said[key] = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return said | _shaped(post) | dict(post.also)


def _shaped(post: Post) -> dict[str, Any]:
    """The parts of a post that are more than a text."""
    said: dict[str, Any] = {}
    if post.attributed_to:
        said["attributedTo"] = _actor_out(post.attributed_to)
    if post.content_map:
        said["contentMap"] = dict(post.content_map)
    if post.tag:
        said["tag"] = [_out(type=t.type, name=t.name, href=t.href) for t in post.tag]
    if post.attachment:
        said["attachment"] = [
            _out(type=a.type, url=a.url, mediaType=a.media_type, name=a.name) for a in post.attachment
        ]
    if post.interaction_count:
        said["interactionCount"] = dict(post.interaction_count)
    return said


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def _half(line: str | bytes) -> bool:
    """May there be half a character, an escaped surrogate without its other half (RFC 8259, section 8.2)?"""
    return "\\ud" in (line if isinstance(line, str) else line.decode("latin-1")).lower()


def _whole(value: Any) -> Any:
    """The same value with every half character replaced, for nothing can store or print one."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


def _with(post: Post, also: Mapping[str, Any]) -> Post:
    return Post(**{field: getattr(post, field) for field in Post.__slots__} | {"also": also})


def _left_over(said: Mapping[str, Any], again: Mapping[str, Any]) -> dict[str, Any]:
    """What writing the post would not bring back exactly; the same moment in other words is the same."""
    return {
        key: value
        for key, value in said.items()
        if not _empty(value)
        and again.get(key) != value
        and not (key in _MOMENTS and _moment(value) is not None)
    }


def _empty(value: Any) -> bool:
    return value is None or value in ([], {})


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _actor(value: Any) -> Actor | None:
    first = value[0] if isinstance(value, list) else value
    if isinstance(first, str) and first:
        return Actor(id=first)
    if not isinstance(first, dict):
        return None
    name, username = _text(first.get("name")), _text(first.get("preferredUsername"))
    id = _text(first.get("id")) or username or name
    return Actor(id=id, name=name, preferred_username=username) if id else None


def _actor_out(actor: Actor) -> Any:
    if actor.name is None and actor.preferred_username is None:
        return actor.id
    return _out(id=actor.id, name=actor.name, preferredUsername=actor.preferred_username)


def _tags(value: Any) -> tuple[Tag, ...]:
    return tuple(
        Tag(type=one["type"], name=one["name"], href=_text(one.get("href")))
        for one in _objects(value)
        if isinstance(one.get("type"), str) and isinstance(one.get("name"), str)
    )


def _attachments(value: Any) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            url=_text(one.get("url")) or _text(one.get("href")) or "",
            type=_text(one.get("type")) or "Document",
            media_type=_text(one.get("mediaType")),
            name=_text(one.get("name")),
        )
        for one in _objects(value)
        if _text(one.get("url")) or _text(one.get("href"))
    )


def _texts(value: Any) -> dict[str, str]:
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


def _counts(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if type(v) is int and 0 <= v < 2**63}


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _out(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


_SHAPES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "attributedTo": ("attributed_to", _actor),
    "contentMap": ("content_map", _texts),
    "tag": ("tag", _tags),
    "attachment": ("attachment", _attachments),
    "interactionCount": ("interaction_count", _counts),
}
