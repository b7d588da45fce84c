"""Reads WordPress export files (WXR): what was published, and what was said about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import quote, urlsplit
from xml.parsers import expat

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Post, Tag
from leitstand.vocabulary.words import _

_CHUNK = 65_536
_WP = re.compile(r"http://wordpress\.org/export/1\.\d+/ (.+)")
_VERSION = re.compile(r"1\.\d+")
_OURS = {
    "http://purl.org/rss/1.0/modules/content/ encoded": "content",
    "http://purl.org/dc/elements/1.1/ creator": "creator",
}
_NOT_SAID = {"attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache"}
_APPROVED = ("1", "approved", "approve", "")
_TAXONOMIES = ("category", "post_tag", "tag")
_Fields = dict[str, str]


def read(file: IO[bytes], *, everything: bool = False) -> Iterator[Post]:
    """Published posts and pages, each followed by its approved comments, trackbacks and pingbacks.

    With `everything` also drafts, private posts and comments that wait for approval. Memory holds one
    entry at a time. Raises Invalid for what is malformed, says no version, or declares a document type;
    posts before that place have come by then, so read twice where all or nothing is wanted.
    """
    export = _Export(everything=everything)
    while chunk := file.read(_CHUNK):
        yield from export.feed(chunk)
    yield from export.feed(b"", last=True)


class _Export:
    """The state of reading one export: expat tells elements, this keeps what belongs to posts."""

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything
        self.channel: _Fields = {}
        self.authors: dict[str, str] = {}
        self.ready: list[Post] = []
        self._open: list[str] = []
        self._text: list[str] | None = None
        self._item: _Fields = {}
        self._tags: dict[str, Tag] = {}
        self._comments: list[_Fields] = []
        self._part: _Fields = {}
        self._term = ""
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = _no_doctype

    def feed(self, chunk: bytes, *, last: bool = False) -> list[Post]:
        """Take some bytes; give the posts that ended in them."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise Invalid(
                _(
                    "This WordPress export is malformed (%(why)s). Export it again and check that the "
                    "download was complete; nothing was changed."
                ),
                why=str(error),
            ) from error
        if last:
            self._check_version()
        ready, self.ready = self.ready, []
        return ready

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = _name(name)
        self._open.append(name)
        self._text = []
        match self._open[2:]:
            case ["item"]:
                self._check_version()
                self._item, self._tags, self._comments = {}, {}, []
            case ["wp:author" | "wp:wp_author"] | ["item", "wp:comment"]:
                self._part = {}
            case ["item", "category"]:
                self._term = attributes.get("domain", "")

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, _name: str) -> None:
        text = "".join(self._text or ())
        self._text = None
        match self._open[2:]:
            case ["item"]:
                self._finish()
            case ["item", "category"] if self._term in _TAXONOMIES and text.strip():
                name = " ".join(text.split())
                self._tags.setdefault(name, Tag(type="Hashtag", name=name))
            case ["item", "wp:comment"]:
                self._comments.append(self._part)
            case ["wp:author" | "wp:wp_author"]:
                login = self._part.get("wp:author_login", "")
                self.authors[login] = self._part.get("wp:author_display_name", "") or login
            case ["item", "wp:comment", leaf] | ["wp:author" | "wp:wp_author", leaf]:
                self._part.setdefault(leaf, text.strip())
            case ["item", leaf]:
                self._item.setdefault(leaf, text.strip())
            case [leaf]:
                self.channel.setdefault(leaf, text.strip())
        self._open.pop()

    def _finish(self) -> None:
        """An entry has ended: make its posts."""
        if self.everything or _public(self._item):
            self.ready.extend(self._posts())

    def _check_version(self) -> None:
        version = self.channel.get("wp:wxr_version", "")
        if not _VERSION.fullmatch(version):
            raise Invalid(
                _(
                    "This is no WordPress export we can read: its version is “%(version)s”, where 1.0, 1.1 "
                    "or 1.2 should stand. Export it again with WordPress's own exporter; nothing was changed."
                ),
                version=version or "?",
            )

    def _posts(self) -> Iterator[Post]:
        item, site = self._item, self._site()
        here = item.get("link") or f"{site}/?p={item.get('wp:post_id', '')}"
        published = (
            _gmt(item.get("wp:post_date_gmt")) or _mail(item.get("pubDate")) or _gmt(item.get("wp:post_date"))
        )
        updated = _gmt(item.get("wp:post_modified_gmt"))
        name = item.get("title", "")
        id = item.get("guid") or here
        yield Post(
            id=id,
            type="Page" if item.get("wp:post_type") == "page" else "Article" if name else "Note",
            network="wordpress",
            content=item.get("content", ""),
            media_type="text/html",
            name=name or None,
            attributed_to=self._author(item.get("creator", "")),
            published=published,
            updated=updated if updated != published else None,
            url=item.get("link") or None,
            language=self.channel.get("language") or None,
            tag=tuple(self._tags.values()),
        )
        for comment in self._comments:
            if self.everything or comment.get("wp:comment_approved", "1").lower() in _APPROVED:
                yield _comment(comment, here, id)

    def _site(self) -> str:
        return (self.channel.get("wp:base_blog_url") or self.channel.get("link") or "").rstrip("/")

    def _author(self, login: str) -> Actor | None:
        if not login:
            return None
        id = f"{self._site()}/?author_name={quote(login)}" if self._site() else login
        return Actor(id=id, name=self.authors.get(login) or login, preferred_username=login)


def _comment(said: _Fields, here: str, post: str) -> Post:
    """A comment, trackback or pingback. Mail and IP addresses of people stay behind."""
    name, url = said.get("wp:comment_author", ""), said.get("wp:comment_author_url", "")
    parent, kind = said.get("wp:comment_parent", ""), said.get("wp:comment_type", "")
    also: dict[str, Any] = {"commentType": kind} if kind in ("trackback", "pingback") else {}
    return Post(
        id=f"{here}#comment-{said.get('wp:comment_id', '')}",
        network="wordpress",
        content=said.get("wp:comment_content", ""),
        media_type="text/html",
        attributed_to=Actor(id=url or f"{urlsplit(here).hostname or here}#{name}", name=name or None)
        if name or url
        else None,
        published=_gmt(said.get("wp:comment_date_gmt")) or _gmt(said.get("wp:comment_date")),
        in_reply_to=f"{here}#comment-{parent}" if parent not in ("", "0") else post,
        url=f"{here}#comment-{said.get('wp:comment_id', '')}" if here.startswith("http") else None,
        also=also,
    )


def _public(item: _Fields) -> bool:
    """Could everybody read it? An entry without any status comes from exporters of public things."""
    return (
        item.get("wp:status", "publish" if "wp:post_id" in item else "") == "publish"
        and not item.get("wp:post_password")
        and item.get("wp:post_type") not in _NOT_SAID
    )


def _name(full: str) -> str:
    """Names as above: `wp:` for WordPress's own, plain for RSS's; what is neither keeps its address."""
    if own := _WP.fullmatch(full):
        return f"wp:{own.group(1)}"
    return _OURS.get(full, full)


def _no_doctype(*_declared: object) -> None:
    raise Invalid(
        _(
            "This file declares a document type, which no WordPress export does and which can make a program "
            "run out of memory or open other files. Nothing of it was read."
        )
    )


def _gmt(said: str | None) -> datetime | None:
    """WordPress's `2024-06-05 16:04:48`; a row of zeros means: not published yet."""
    try:
        return datetime.fromisoformat(said or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _mail(said: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
