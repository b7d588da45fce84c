"""Records and views of Bluesky become posts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leitstand.networks.bluesky.records import (
    APP,
    CDN,
    POST,
    REPOST,
    VIDEO,
    Address,
    address,
    mapping,
    moment,
    objects,
    page,
    text,
)
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

NETWORK = "bluesky"
COUNTS = {"reply": "replyCount", "like": "likeCount", "announce": "repostCount", "quote": "quoteCount"}
"""Our word for each kind of interaction, and the network's."""


def of_record(
    at: Address, record: Mapping[str, Any], *, author: Actor, seen: datetime | None = None
) -> Post | None:
    """A post or repost as it lies in its author's repository; None for every other kind of record.

    `seen` is when the network first saw it: the moment of a record that names none itself.
    """
    if at.collection == REPOST:
        return _repost(at, record, author, seen)
    if at.collection != POST:
        return None
    content = text(record, "text")
    languages = [said for said in _list(record, "langs") if isinstance(said, str) and said]
    tags, links = _facets(record, content.encode())
    also: dict[str, object] = {"langs": languages} if len(languages) > 1 else {}
    if labels := [said for one in objects(mapping(record, "labels"), "values") if (said := text(one, "val"))]:
        also["labels"] = labels
    return Post(
        id=str(at),
        network=NETWORK,
        attributed_to=author,
        content=content,
        media_type="text/plain",
        published=moment(record.get("createdAt")) or seen,
        in_reply_to=text(mapping(mapping(record, "reply"), "parent"), "uri") or None,
        url=at.page,
        language=languages[0] if languages else None,
        tag=tags,
        attachment=_once([*_embedded(mapping(record, "embed"), at.repo), *links]),
        also=also,
    )


def of_view(view: Mapping[str, Any]) -> Post | None:
    """A post as an AppView shows it, with its author's name and its counts; None: it is no post."""
    at = address(text(view, "uri"))
    author = actor(mapping(view, "author")) or (Actor(id=at.repo) if at else None)
    if at is None or author is None:
        return None
    record = mapping(view, "record") or mapping(view, "value")
    post = of_record(at, record, author=author, seen=moment(view.get("indexedAt")))
    if post is None:
        return None
    shown = _embedded(mapping(view, "embed"), at.repo)
    links = [one for one in post.attachment if one.type == "Link"]
    return replace(
        post, interaction_count=counts(view), attachment=_once([*shown, *links]) if shown else post.attachment
    )


def of_feed_item(item: Mapping[str, Any]) -> Post | None:
    """One line of a feed: a post, or somebody's repost of one (which carries the repeated text)."""
    post = of_view(mapping(item, "post"))
    reason = mapping(item, "reason")
    by = actor(mapping(reason, "by"))
    if post is None or by is None:
        return post
    return replace(
        post,
        id=text(reason, "uri") or f"{post.id}#announced-by={by.id}",
        type="Announce",
        announces=post.id,
        attributed_to=by,
        published=moment(reason.get("indexedAt")) or post.published,
        in_reply_to=None,
        interaction_count={},
    )


def of_thread(thread: Mapping[str, Any]) -> Iterator[Post]:
    """Every post of a thread, parents before answers; one that was deleted comes as a Tombstone."""
    parents: list[Mapping[str, Any]] = [thread]
    while above := mapping(parents[-1], "parent"):
        parents.append(above)
    for one in reversed(parents[1:]):
        yield from _of_node(one)
    waiting = [thread]
    while waiting:
        one = waiting.pop()
        yield from _of_node(one)
        waiting += reversed(objects(one, "replies"))


def tombstone(at: Address, seen: datetime | None) -> Post:
    """What is left of a post or repost that its author took down."""
    return Post(id=str(at), type="Tombstone", network=NETWORK, attributed_to=Actor(id=at.repo), updated=seen)


def updated(post: Post, when: datetime | None) -> Post:
    """A post whose author wrote it anew."""
    return replace(post, updated=when)


def actor(profile: Mapping[str, Any]) -> Actor | None:
    """Who it is; None without a DID. A handle that did not prove itself is left out."""
    did, handle = text(profile, "did"), text(profile, "handle")
    if not did:
        return None
    known = handle if handle and handle != "handle.invalid" else None
    return Actor(id=did, name=text(profile, "displayName") or None, preferred_username=known)


def counts(view: Mapping[str, Any]) -> dict[str, int]:
    """How often a post was answered, liked, repeated, quoted; what the view does not tell is absent."""
    told = {kind: view.get(theirs) for kind, theirs in COUNTS.items()}
    return {kind: value for kind, value in told.items() if type(value) is int and value >= 0}


def _of_node(node: Mapping[str, Any]) -> Iterator[Post]:
    at = address(text(node, "uri"))
    if node.get("notFound") is True and at:
        yield tombstone(at, None)
    elif post := of_view(mapping(node, "post")):
        yield post


def _repost(at: Address, record: Mapping[str, Any], author: Actor, seen: datetime | None) -> Post | None:
    repeated = text(mapping(record, "subject"), "uri")
    if not repeated:
        return None
    return Post(
        id=str(at),
        type="Announce",
        network=NETWORK,
        attributed_to=author,
        announces=repeated,
        media_type="text/plain",
        published=moment(record.get("createdAt")) or seen,
    )


def _facets(record: Mapping[str, Any], content: bytes) -> tuple[tuple[Tag, ...], list[Attachment]]:
    """Hashtags and mentions, and the links, which the text may show shortened."""
    tags = [
        Tag(type="Hashtag", name=f"#{said}")
        for said in _list(record, "tags")
        if isinstance(said, str) and said
    ]
    links = []
    for facet in objects(record, "facets"):
        shown = _slice(content, mapping(facet, "index"))
        for feature in objects(facet, "features"):
            if tag := text(feature, "tag"):
                tags.append(Tag(type="Hashtag", name=f"#{tag}", href=f"{APP}/hashtag/{tag}"))
            elif did := text(feature, "did"):
                tags.append(Tag(type="Mention", name=shown or f"@{did}", href=f"{APP}/profile/{did}"))
            elif uri := text(feature, "uri"):
                links.append(Attachment(url=uri, type="Link"))
    return tuple(dict.fromkeys(tags)), links


def _slice(content: bytes, index: Mapping[str, Any]) -> str:
    start, end = index.get("byteStart"), index.get("byteEnd")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(content):
        return ""
    return content[start:end].decode("utf-8", "ignore").strip()


def _embedded(embed: Mapping[str, Any], did: str) -> list[Attachment]:
    """What a post carries, from a record (blobs) or a view (addresses) alike."""
    media = mapping(embed, "media")
    return [
        *_pictures(embed, did),
        *_pictures(media, did),
        *_film(embed, did),
        *_film(media, did),
        *_card(embed),
        *_card(media),
        *_quote(embed),
    ]


def _pictures(embed: Mapping[str, Any], did: str) -> Iterator[Attachment]:
    for one in objects(embed, "images"):
        blob = mapping(one, "image")
        cid = text(mapping(blob, "ref"), "$link")
        if url := text(one, "fullsize") or (cid and f"{CDN}/{did}/{cid}@jpeg"):
            kind = text(blob, "mimeType") or None
            yield Attachment(url=url, type="Image", media_type=kind, name=text(one, "alt") or None)


def _film(embed: Mapping[str, Any], did: str) -> Iterator[Attachment]:
    blob = mapping(embed, "video")
    cid = text(mapping(blob, "ref"), "$link")
    if url := text(embed, "playlist") or (cid and f"{VIDEO}/{did}/{cid}/playlist.m3u8"):
        kind = text(blob, "mimeType") or None
        yield Attachment(url=url, type="Video", media_type=kind, name=text(embed, "alt") or None)


def _card(embed: Mapping[str, Any]) -> Iterator[Attachment]:
    external = mapping(embed, "external")
    if url := text(external, "uri"):
        yield Attachment(url=url, type="Link", name=text(external, "title") or None)


def _quote(embed: Mapping[str, Any]) -> Iterator[Attachment]:
    quoted = mapping(embed, "record")
    if uri := text(quoted, "uri") or text(mapping(quoted, "record"), "uri"):
        yield Attachment(url=page(uri), type="Link")


def _once(attachments: list[Attachment]) -> tuple[Attachment, ...]:
    """Each address once; the first one, which may bear a title, stays."""
    first: dict[str, Attachment] = {}
    for one in attachments:
        first.setdefault(one.url, one)
    return tuple(first.values())


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    value = said.get(key)
    return value if isinstance(value, list) else []
