"""Videos and comments of PeerTube into posts.

Shapes: https://docs.joinpeertube.org/api-rest-reference.html (Video, VideoComment). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

API = "/api/v1/"
HELD = "peertube:held"
COUNTS = {"view": "views", "like": "likes", "reply": "comments"}
_ID = re.compile(r"/w/([\w-]+)(?:;threadId=(\d+)#comment-(\d+))?")


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every video and comment in a list, in its order. Raises Invalid. `url` is where it came from."""
    said = loaded(raw, "PeerTube")
    if not isinstance(said, dict) or not isinstance(said.get("data"), list):
        raise Invalid(_("This is no list of PeerTube's; nothing of it was read."))
    server = url.partition(API)[0] if API in url else ""
    for one in objects(said, "data"):
        if whole(one, "id") is not None:
            post = _comment(one, server) if "threadId" in one else _video(one, server)
            yield from [post] if post else []


def video_at(server: str, uuid: str) -> str:
    """The address of a video, by its lasting name."""
    return f"{server}/w/{uuid}"


def comment_at(server: str, uuid: str, thread: int, id: int) -> str:
    """The address of a comment."""
    return f"{server}/w/{uuid};threadId={thread}#comment-{id}"


def parts(server: str, id: str) -> tuple[str, str, str]:
    """(video, thread, comment) of an id, the last two "" for a video. Raises Invalid."""
    found = _ID.fullmatch(id.removeprefix(server)) if id.startswith(server + "/") else None
    if not found:
        raise dealing.foreign("PeerTube", id)
    return found[1], found[2] or "", found[3] or ""


def tally(one: Mapping[str, Any]) -> dict[str, int]:
    """What the server counts of a video."""
    return {kind: n for kind, key in COUNTS.items() if (n := whole(one, key)) is not None}


def _video(one: Mapping[str, Any], server: str) -> Post | None:
    uuid = text(one, "uuid")
    if not uuid:
        return None
    at, tags = video_at(server, uuid), one.get("tags")
    published, updated = moment(one, "publishedAt"), moment(one, "updatedAt")
    picture = text(one, "previewPath") or text(one, "thumbnailPath")
    return Post(
        id=at,
        type="Video",
        network="peertube",
        name=text(one, "name") or None,
        content=text(one, "description") or text(one, "truncatedDescription"),
        media_type="text/plain",
        attributed_to=_actor(mapping(one, "channel") or mapping(one, "account")),
        published=published,
        updated=updated if updated != published else None,
        url=text(one, "url") or at,
        language=text(mapping(one, "language"), "id") or None,
        tag=tuple(Tag(type="Hashtag", name="#" + t) for t in tags if isinstance(t, str))
        if isinstance(tags, list)
        else (),
        attachment=(Attachment(url=server + picture, type="Image"),) if picture else (),
        interaction_count=tally(one),
    )


def _comment(one: Mapping[str, Any], server: str) -> Post | None:
    uuid, thread = text(mapping(one, "video"), "uuid"), whole(one, "threadId") or 0
    if not uuid:
        return None
    at, parent = comment_at(server, uuid, thread, whole(one, "id") or 0), whole(one, "inReplyToCommentId")
    if one.get("isDeleted") is True or text(one, "deletedAt"):
        return Post(id=at, type="Tombstone", network="peertube", updated=moment(one, "deletedAt"))
    published, updated = moment(one, "createdAt"), moment(one, "updatedAt")
    return Post(
        id=at,
        network="peertube",
        content=text(one, "text"),
        media_type="text/plain",
        attributed_to=_actor(mapping(one, "account")),
        published=published,
        updated=updated if updated != published else None,
        in_reply_to=comment_at(server, uuid, thread, parent) if parent else video_at(server, uuid),
        url=text(one, "url") or at,
        also={HELD: True} if one.get("heldForReview") is True else {},
    )


def _actor(account: Mapping[str, Any]) -> Actor | None:
    name, host = text(account, "name"), text(account, "host")
    at = text(account, "url") or (f"https://{host}/a/{name}" if name and host else "")
    user = f"@{name}@{host}" if name and host else None
    return Actor(id=at, name=text(account, "displayName") or None, preferred_username=user) if at else None
