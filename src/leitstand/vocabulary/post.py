"""What somebody said in public, and what we are about to say, in ActivityStreams 2.0 words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who speaks: an account, a person, an outlet. `id` is opaque and belongs to the network."""

    id: str
    name: str | None = None
    preferred_username: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A `Hashtag` or `Mention` that the network itself marked in a post."""

    type: str
    name: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A picture, film, card or file beside the text; `name` is its text alternative."""

    url: str
    type: str = "Document"
    media_type: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody said. All moments are aware UTC; `content` is HTML or plain text (`media_type`).

    `also` keeps, as JSON values by their own key, what a JSON line said beyond these words, so
    that reading and writing lose nothing.
    """

    id: str
    content: str = ""
    type: str = "Note"
    network: str | None = None
    attributed_to: Actor | None = None
    published: datetime | None = None
    updated: datetime | None = None
    in_reply_to: str | None = None
    announces: str | None = None
    url: str | None = None
    name: str | None = None
    summary: str | None = None
    media_type: str | None = None
    language: str | None = None
    content_map: Mapping[str, str] = field(default_factory=dict)
    tag: tuple[Tag, ...] = ()
    attachment: tuple[Attachment, ...] = ()
    interaction_count: Mapping[str, int] = field(default_factory=dict)
    also: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture or film that goes out with a note. `alt` is asked for each; "": decorative, on purpose.

    `url` is where the network may fetch it, for those that take no bytes (Instagram, Threads).
    """

    content: bytes
    media_type: str
    alt: str
    url: str | None = None

    @property
    def film(self) -> bool:
        """Is it a film?"""
        return self.media_type.startswith("video/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What we are about to say: plain text, in one language (BCP 47).

    `published` is the moment the ledger chose for it, fixed before the first attempt, so that a
    repeat says exactly the same. `prepared` is the state of the last `prepare` ("": none was done).
    `summary` is a warning before the words, `visibility` who may see it ("": everybody), where a network has
    such a thing.
    """

    content: str
    published: datetime
    language: str = "de"
    in_reply_to: str | None = None
    name: str | None = None
    pictures: tuple[Picture, ...] = ()
    prepared: str = ""
    summary: str = ""
    visibility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The network's word that it took our note. `url` is the public address, for people."""

    id: str
    url: str
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a publication, as the network counts it, at one moment.

    `interaction_count` is by kind (`reply`, `like`, `announce`, `view`); a kind that the network
    does not tell is absent, never zero.
    """

    id: str
    seen: datetime
    interaction_count: Mapping[str, int]
