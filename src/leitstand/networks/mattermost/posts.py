"""Messages of Mattermost into posts.

Shapes: https://developers.mattermost.com/api-documentation/#/operations/GetPostsForChannel. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post
from leitstand.vocabulary.shapes import epoch, loaded, mapping, objects, text, whole
from leitstand.vocabulary.words import _

AT = "/_redirect/pl/"
API = "/api/v4"


def posts(raw: bytes, url: str = "") -> Iterator[Post]:
    """Every message in a list, in its order. Raises Invalid. `url` is where the bytes came from."""
    said = loaded(raw, "Mattermost")
    if not isinstance(said, dict) or not isinstance(said.get("order"), list):
        raise Invalid(_("This is no list of Mattermost's; nothing of it was read."))
    server = url.partition(API)[0] if API in url else ""
    found = mapping(said, "posts")
    for id in said["order"]:
        one = found.get(id) if isinstance(id, str) else None
        if isinstance(one, Mapping) and text(one, "id") and not text(one, "type").startswith("system_"):
            yield _post(one, server)


def address(server: str, id: str) -> str:
    """Where members find a message, and its id with us."""
    return f"{server}{AT}{id}"


def number(server: str, id: str) -> str:
    """Mattermost's own id. Raises Invalid."""
    found = id.removeprefix(server + AT)
    if not id.startswith(server + AT) or not found.isalnum():
        raise dealing.foreign("Mattermost", id)
    return found


def _post(one: Mapping[str, Any], server: str) -> Post:
    at, root = address(server, text(one, "id")), text(one, "root_id")
    gone, edited = epoch(one, "delete_at", 1000), epoch(one, "edit_at", 1000)
    if gone:
        return Post(id=at, type="Tombstone", network="mattermost", updated=gone)
    user = text(one, "user_id")
    name = text(mapping(one, "props"), "override_username") or text(one, "leitstand_name")
    replies = whole(one, "reply_count")
    return Post(
        id=at,
        network="mattermost",
        content=text(one, "message"),
        media_type="text/plain",
        attributed_to=Actor(id=f"{server}/users/{user}", preferred_username=f"@{name}" if name else None)
        if user
        else None,
        published=epoch(one, "create_at", 1000),
        updated=edited,
        in_reply_to=address(server, root) if root else None,
        url=at,
        attachment=tuple(_files(one, server)),
        interaction_count={"reply": replies} if replies else {},
    )


def _files(one: Mapping[str, Any], server: str) -> Iterator[Attachment]:
    """Files stay on their server, where only members may fetch them: told, never shown."""
    for file in objects(mapping(one, "metadata"), "files"):
        kind = text(file, "mime_type")
        type = "Image" if kind.startswith("image/") else "Document"
        at = f"{server}{API}/files/{text(file, 'id')}"
        yield Attachment(url=at, type=type, media_type=kind or None, name=text(file, "name") or None)
