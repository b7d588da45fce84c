"""Reads ActivityStreams documents: a Mastodon archive's outbox, its activities, or lists of posts."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.words import _

LARGEST = 500_000_000
"""Bytes of one JSON document: it has to be held in memory as a whole."""

_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
_TEXTS = ("type", "published", "updated", "inReplyTo", "name", "summary", "mediaType", "language")
_SHAPES = ("attributedTo", "contentMap", "tag", "attachment")
_Json = Mapping[str, Any]


def outbox(file: IO[bytes]) -> bytes:
    """The `outbox.json` of an archive (zip, or tar packed in any way). Raises Invalid; `file` can seek."""
    try:
        packed = _from_zip(file) if zipfile.is_zipfile(file) else _from_tar(file)
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, zlib.error, RuntimeError) as error:
        raise Invalid(
            _("This archive is damaged (%(why)s). Download it once more."), why=str(error)
        ) from error
    if packed is None:
        raise Invalid(_("This archive holds no outbox.json, so it is no archive of Mastodon or its kin."))
    if len(packed) > LARGEST:
        raise Invalid(_("The outbox.json in this archive is larger than %(mb)d MB."), mb=LARGEST // 1_000_000)
    return packed


def posts(document: Any, *, everything: bool = False) -> Iterator[Post]:
    """Posts in a collection, a list, an activity or an object; with `everything` also those not public.

    Of activities, Create and Announce say something; the others are passed over.
    """
    for one in _items(document):
        if one.get("type") in ("Create", "Update", "Announce") and "object" in one:
            if everything or _public(one):
                yield from _of_activity(one)
        elif isinstance(one.get("content"), str) and (everything or "to" not in one or _public(one)):
            yield from _made(one)


def knows(document: Any) -> bool:
    """Is there anything in it that `posts` would look at?"""
    if isinstance(document, dict) and "orderedItems" in document:
        return True
    return any("object" in one or isinstance(one.get("content"), str) for one in _items(document))


def _items(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        listed = document.get("orderedItems", document.get("items"))
        document = listed if isinstance(listed, list) else [document]
    yield from (one for one in document if isinstance(one, dict)) if isinstance(document, list) else ()


def _public(said: _Json) -> bool:
    return any(
        to in _PUBLIC
        for key in ("to", "cc")
        for to in (said[key] if isinstance(said.get(key), list) else [said.get(key)])
        if isinstance(to, str)
    )


def _of_activity(said: _Json) -> Iterator[Post]:
    thing, actor = said["object"], _text(said.get("actor"))
    if said["type"] == "Announce":
        target = _text(thing) or _text(thing.get("id") if isinstance(thing, dict) else None)
        line: dict[str, Any] = {"id": _text(said.get("id")) or f"{actor}#announce-{target}", "content": ""}
        line |= {"type": "Announce", "announces": target, "attributedTo": actor}
        line["published"] = said.get("published")
        for post in _made(line if target else {}):
            yield replace(post, network="mastodon")
    elif isinstance(thing, dict):
        line = {key: thing[key] for key in _TEXTS if isinstance(thing.get(key), str)}
        line |= {key: thing[key] for key in _SHAPES if isinstance(thing.get(key), str | dict | list)}
        line |= {"id": thing.get("id"), "content": _text(thing.get("content"))}
        line["published"] = line.get("published") or said.get("published")
        line["attributedTo"] = line.get("attributedTo") or actor
        for post in _made(line):
            language = post.language or _only(post.content_map)
            yield replace(post, network="mastodon", url=_link(thing.get("url")), language=language, also={})


def _made(line: _Json) -> Iterator[Post]:
    """The post of one object, if it is one: among thousands, one without an id is passed over."""
    try:
        yield activity.of(line)
    except Invalid:
        return


def _link(said: object) -> str | None:
    """An address as text; PeerTube and others give a list of links, of which the page for people counts."""
    links = said if isinstance(said, list) else [said]
    texts = [_text(one.get("href")) if isinstance(one, dict) else _text(one) for one in links]
    return next((text for text in texts if text), None)


def _only(texts: Mapping[str, str]) -> str | None:
    return next(iter(texts)) if len(texts) == 1 else None


def _from_zip(file: IO[bytes]) -> bytes | None:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.rpartition("/")[2] == "outbox.json":
                with archive.open(name) as packed:
                    return packed.read(LARGEST + 1)
    return None


def _from_tar(file: IO[bytes]) -> bytes | None:
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            if member.isfile() and member.name.rpartition("/")[2] == "outbox.json":
                packed = archive.extractfile(member)
                return packed.read(LARGEST + 1) if packed else None
    return None


def loaded(raw: bytes) -> Any:
    """One JSON document. Raises Invalid."""
    if len(raw) > LARGEST:
        raise Invalid(
            _("This JSON document is larger than %(mb)d MB. Write it as JSON Lines, one post a line."),
            mb=LARGEST // 1_000_000,
        )
    try:
        return json.load(io.BytesIO(raw.removeprefix(b"\xef\xbb\xbf")))
    except (ValueError, RecursionError) as error:
        raise Invalid(_("This is no JSON: %(why)s."), why=str(error)) from error


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
