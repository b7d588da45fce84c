"""Publishing on Instagram, finding it again, taking it back, keeping house below our posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta

from leitstand.networks.instagram.posts import address, number
from leitstand.networks.instagram.reading import COMMENTS, below, me, ours
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError
from leitstand.vocabulary.graph import sorting
from leitstand.vocabulary.graph.containers import Containers, fetched
from leitstand.vocabulary.graph.pages import API
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

RIGHTS = (
    "pages_show_list",
    "pages_read_engagement",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_contents",
)
LIMITS = Limits(
    characters=2200,
    pictures=10,
    picture_bytes=8 * 2**20,
    alt_characters=1000,
    films=10,
    film_bytes=300 * 2**20,
    film_seconds=900,
    media_needed=1,
    media_types=("image/jpeg", "video/mp4", "video/quicktime"),
)
ACTS = {"approve": "false", "hold": "true", "spam": "true"}
BACK = timedelta(minutes=1)
METRICS = {"views": "view", "reach": "reach", "shares": "announce", "saved": "save"}


def fits(note: Note) -> None:
    """Raises Invalid for what Instagram never takes."""
    if not 1 <= len(note.pictures) <= 10:
        raise Invalid(_("A post on Instagram has one to ten pictures or films. Nothing was sent."))


def publish(wire: Wire, note: Note) -> Receipt:
    """Publish once."""
    if note.in_reply_to:
        return _comment(wire, note, number(note.in_reply_to))
    fits(note)
    id = containers(wire).published(wire, note)
    return Receipt(id=address(id), url=_permalink(wire, id), published=note.published)


def look(wire: Wire, note: Note) -> Receipt | None:
    """The container tells whether; our list tells which."""
    if note.in_reply_to:
        return _look_for_comment(wire, note, address(number(note.in_reply_to)))
    if not containers(wire).is_public(wire, note):
        return None
    since = note.published.astimezone(UTC) - BACK
    for one in ours(wire, "id,caption,timestamp,permalink"):
        same = _plain(text(one, "caption")) == _plain(note.content)
        if same and (moment(one, "timestamp") or since) >= since:
            id = address(text(one, "id"))
            published = moment(one, "timestamp") or note.published
            return Receipt(id=id, url=text(one, "permalink") or id, published=published)
    return None


def delete(wire: Wire, id: str) -> None:
    """For good; Instagram lets only apps that came by a Facebook sign-in do that, as ours does."""
    with sorting("Instagram", "instagram_manage_contents", writing=True):
        wire.delete(f"{API}/{number(id)}")


def visible() -> bool:
    """Strangers are shown a wall."""
    raise dealing.walled("Instagram")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the interface have it?"""
    try:
        with sorting("Instagram"):
            said = wire.get(f"{API}/{number(receipt.id)}", query={"fields": "id"}).json()
    except Gone:
        return False
    return bool(text(said, "id"))


def moderate(wire: Wire, id: str, act: str) -> None:
    """Instagram hides and deletes comments, nothing else."""
    if act == "trash":
        delete(wire, id)
        return
    if act not in ACTS:
        raise Invalid(_("Only comments can be moderated: approve, hold, spam or trash."))
    with sorting("Instagram", "instagram_manage_comments", writing=True):
        wire.post(f"{API}/{number(id)}", form={"hide": ACTS[act]})


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """What Instagram counts."""
    with sorting("Instagram"):
        fields = {"fields": "like_count,comments_count"}
        said = wire.get(f"{API}/{number(id)}", query=fields).json()
    counts = {"like": whole(said, "like_count"), "reply": whole(said, "comments_count")}
    return {kind: n for kind, n in counts.items() if n is not None} | _insights(wire, number(id))


def _insights(wire: Wire, id: str) -> dict[str, int]:
    """Not told of comments, of old posts, and without the right; then absent."""
    try:
        said = wire.get(f"{API}/{id}/insights", query={"metric": ",".join(METRICS)}).json()
    except NetworkError:
        return {}
    found = {}
    for one in objects(said, "data"):
        values = list(objects(one, "values"))
        if text(one, "name") in METRICS and values and (n := whole(values[-1], "value")) is not None:
            found[METRICS[text(one, "name")]] = n
    return found


def _comment(wire: Wire, note: Note, to: str) -> Receipt:
    """An answer below a comment, or a comment below a post: only Instagram knows which of them `to` is."""
    dealing.only_text(note, "Instagram")
    with sorting("Instagram"):
        said = wire.get(f"{API}/{to}", query={"fields": "id", "metadata": "1"}).json()
    kind = text(mapping(said, "metadata"), "type")
    edge = "replies" if "comment" in kind.lower() else "comments"
    with sorting("Instagram", "instagram_manage_comments", writing=True):
        answer = wire.post(f"{API}/{to}/{edge}", form={"message": note.content})
    with after_sending():
        id = address(str(int(answer.json()["id"])))
    return Receipt(id=id, url=id, published=note.published)


def _look_for_comment(wire: Wire, note: Note, to: str) -> Receipt | None:
    name = (dealing.me(wire, "Instagram").preferred_username or "").removeprefix("@")
    since = note.published.astimezone(UTC) - BACK
    for post in ours(wire, COMMENTS):
        for one in below(post):
            parent = text(one, "parent_id") or text(post, "id")
            same = _plain(text(one, "text")) == _plain(note.content) and address(parent) == to
            if same and text(one, "username") == name and (moment(one, "timestamp") or since) >= since:
                id = address(text(one, "id"))
                return Receipt(id=id, url=text(post, "permalink") or id, published=note.published)
    return None


def _permalink(wire: Wire, id: str) -> str:
    """Where people find it. It is public by now: whatever breaks here, the post is sent."""
    try:
        return text(wire.get(f"{API}/{id}", query={"fields": "permalink"}).json(), "permalink") or address(id)
    except NetworkError:
        return address(id)


def _child(picture: Picture) -> dict[str, str]:
    return _media(picture) | {"is_carousel_item": "true"}


def _whole(note: Note, children: list[str]) -> dict[str, str]:
    said = {"caption": note.content}
    if children:
        return said | {"media_type": "CAROUSEL", "children": ",".join(children)}
    return said | _media(note.pictures[0])


def _media(picture: Picture) -> dict[str, str]:
    url = fetched(picture, "Instagram")
    if picture.film:
        return {"media_type": "REELS", "video_url": url}
    return {"image_url": url} | ({"alt_text": picture.alt} if picture.alt else {})


def containers(wire: Wire) -> Containers:
    """The containers of the account that speaks."""
    return Containers(
        network="Instagram",
        right="instagram_content_publish",
        make=f"{API}/{me(wire)}/media",
        publish=f"{API}/{me(wire)}/media_publish",
        at=API,
        status="status_code",
        why="status",
        child=_child,
        whole=_whole,
    )


def _plain(content: str) -> str:
    return " ".join(content.split())
