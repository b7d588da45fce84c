"""Files of posts: ActivityStreams JSON Lines, tables (CSV), WordPress exports and Mastodon archives."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import ClassVar

from leitstand.networks.file import archive, table, wxr
from leitstand.networks.file.sniff import HEAD, Kind, kind
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Ask, Offer
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.words import _


class File:
    """What people keep on their disk. It is read as bytes that somebody hands over, never opened here."""

    name: ClassVar[str] = "file"
    title: ClassVar[str] = "File"
    federated: ClassVar[bool] = False
    offers: ClassVar[Offer] = Offer(0)
    needs: ClassVar[tuple[Ask, ...]] = ()

    def parse(self, raw: bytes, url: str = "") -> list[Post]:
        """Every public post of one file; rows and lines that cannot be read are passed over.

        Raises Invalid when nothing can be read, naming the first trouble, and for everything that belongs
        to another network's file (a feed, an answer of Mastodon or Bluesky). `url` is not needed.
        """
        match kind(raw[:HEAD]):
            case Kind.WORDPRESS:
                return list(wxr.read(io.BytesIO(raw)))
            case Kind.ARCHIVE:
                return _document(archive.outbox(io.BytesIO(raw)))
            case Kind.ACTIVITY:
                return _document(raw)
            case Kind.ACTIVITY_LINES:
                return _readable(line(one) for one in raw.splitlines() if one.strip())
            case Kind.TABLE:
                text = _decoded(raw)
                return _readable(post for _number, post in table.read(io.StringIO(text, newline="")))
            case other:
                raise Invalid(
                    _("This is %(kind)s: neither JSON Lines nor a table, a WordPress export or an archive."),
                    kind=other.value,
                )


def line(raw: bytes) -> Post | Invalid | None:
    """One line of JSON Lines: a post of ours, or an activity; None: an activity that says nothing."""
    try:
        said = archive.loaded(raw)
        if isinstance(said, dict) and "object" in said and "content" not in said:
            return next(archive.posts(said), None)
        return activity.read(raw.decode("utf-8-sig"))
    except Invalid as error:
        return error
    except UnicodeDecodeError as error:
        return Invalid(_("This line is not UTF-8: %(why)s."), why=str(error))


def _document(raw: bytes) -> list[Post]:
    said = archive.loaded(raw)
    if not archive.knows(said):
        raise Invalid(_("This is JSON, but holds no ActivityStreams posts."))
    return list(archive.posts(said))


def _readable(found: Iterator[Post | Invalid | None]) -> list[Post]:
    posts, first = list[Post](), None
    for one in found:
        if isinstance(one, Post):
            posts.append(one)
        elif one is not None:
            first = first or one
    if first is not None and not posts:
        raise first
    return posts


def _decoded(raw: bytes) -> str:
    for name in ("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "windows-1252"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


NETWORK = File()
