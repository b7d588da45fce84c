"""Videos and comments of the Data API into posts.

Shapes: https://developers.google.com/youtube/v3/docs (commentThreads, comments, playlistItems, videos). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag
from leitstand.vocabulary.shapes import loaded, mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

WATCH = "https://www.youtube.com/watch?v="
STATUS = "youtube:status"


def posts(raw: bytes) -> Iterator[Post]:
    """Every video and comment in an answer, a thread's own before its answers. Raises Invalid."""
    said = loaded(raw, "YouTube")
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        raise Invalid(_("This is no list of YouTube's; nothing of it was read."))
    for item in objects(said, "items"):
        yield from filter(None, _posts(item))


def video_at(id: str) -> str:
    """The address of a video."""
    return WATCH + quote(id, safe="")


def comment_at(video: str, id: str) -> str:
    """The address of a comment below a video."""
    return f"{video_at(video)}&lc={quote(id, safe='')}"


def parts(id: str) -> tuple[str, str]:
    """(video, comment) of an id, "" for no comment. Raises Invalid."""
    query = parse_qs(urlsplit(id).query) if id.startswith(WATCH) else {}
    if not (video := next(iter(query.get("v", [])), "")):
        raise dealing.foreign("YouTube", id)
    return video, next(iter(query.get("lc", [])), "")


def _posts(item: Mapping[str, Any]) -> Iterator[Post | None]:
    kind, snippet = text(item, "kind"), mapping(item, "snippet")
    if kind == "youtube#commentThread":
        video = text(snippet, "videoId")
        yield _comment(mapping(snippet, "topLevelComment"), video)
        for reply in objects(mapping(item, "replies"), "comments"):
            yield _comment(reply, video)
    elif kind == "youtube#comment":
        yield _comment(item, text(snippet, "videoId"))
    elif kind == "youtube#playlistItem":
        yield _video(text(mapping(snippet, "resourceId"), "videoId"), item)
    elif kind == "youtube#video":
        yield _video(text(item, "id"), item)


def _video(id: str, item: Mapping[str, Any]) -> Post | None:
    snippet, counts = mapping(item, "snippet"), mapping(item, "statistics")
    if not id:
        return None
    owner = text(snippet, "videoOwnerChannelId") or text(snippet, "channelId")
    name = text(snippet, "videoOwnerChannelTitle") or text(snippet, "channelTitle")
    told = snippet.get("tags")
    picture = text(mapping(snippet, "thumbnails", "high"), "url")
    return Post(
        id=video_at(id),
        type="Video",
        network="youtube",
        name=text(snippet, "title") or None,
        content=text(snippet, "description"),
        media_type="text/plain",
        attributed_to=_channel(owner, name),
        published=moment(mapping(item, "contentDetails"), "videoPublishedAt")
        or moment(snippet, "publishedAt"),
        url=video_at(id),
        language=text(snippet, "defaultLanguage") or text(snippet, "defaultAudioLanguage") or None,
        tag=tuple(Tag(type="Hashtag", name="#" + t) for t in told or () if isinstance(t, str))
        if isinstance(told, list)
        else (),
        attachment=(Attachment(url=picture, type="Image", media_type="image/jpeg"),) if picture else (),
        interaction_count=tally(counts),
    )


def tally(counts: Mapping[str, Any]) -> dict[str, int]:
    """What YouTube counts of a video; what the owner hides is absent."""
    kinds = {"view": "viewCount", "like": "likeCount", "reply": "commentCount"}
    return {kind: number for kind, key in kinds.items() if (number := whole(counts, key)) is not None}


def _comment(comment: Mapping[str, Any], video: str) -> Post | None:
    snippet = mapping(comment, "snippet")
    id, video = text(comment, "id"), text(snippet, "videoId") or video
    if not id or not video:
        return None
    parent = text(snippet, "parentId")
    published, updated = moment(snippet, "publishedAt"), moment(snippet, "updatedAt")
    status, likes = text(snippet, "moderationStatus"), whole(snippet, "likeCount")
    return Post(
        id=comment_at(video, id),
        network="youtube",
        content=text(snippet, "textOriginal") or text(snippet, "textDisplay"),
        media_type="text/plain" if text(snippet, "textOriginal") else "text/html",
        attributed_to=_channel(
            text(mapping(snippet, "authorChannelId"), "value"), text(snippet, "authorDisplayName")
        ),
        published=published,
        updated=updated if updated != published else None,
        in_reply_to=comment_at(video, parent) if parent else video_at(video),
        url=comment_at(video, id),
        interaction_count={} if likes is None else {"like": likes},
        also={STATUS: status} if status and status != "published" else {},
    )


def _channel(id: str, name: str) -> Actor | None:
    if not id:
        return None
    handle = name if name.startswith("@") else None
    return Actor(id=f"https://www.youtube.com/channel/{id}", name=name or None, preferred_username=handle)
