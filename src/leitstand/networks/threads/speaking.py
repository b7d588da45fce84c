"""Publishing on Threads, finding it again, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta

from leitstand.networks.threads.asking import API, me, ours
from leitstand.networks.threads.posts import address, number
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, NetworkError
from leitstand.vocabulary.graph import sorting
from leitstand.vocabulary.graph.containers import Containers, fetched
from leitstand.vocabulary.network import Limits, Wire
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

LIMITS = Limits(
    characters=500,
    unit=_("characters, an emoji by its bytes"),
    pictures=20,
    picture_bytes=8 * 2**20,
    alt_characters=1000,
    films=20,
    film_bytes=2**30,
    film_seconds=300,
    media_types=("image/jpeg", "image/png", "video/mp4", "video/quicktime"),
)
BACK = timedelta(minutes=1)
METRICS = {"views": "view", "likes": "like", "replies": "reply", "reposts": "announce", "quotes": "quote"}


def containers(wire: Wire) -> Containers:
    """The containers of the profile that speaks."""
    return Containers(
        network="Threads",
        right="threads_content_publish",
        make=f"{API}/{me(wire)}/threads",
        publish=f"{API}/{me(wire)}/threads_publish",
        at=API,
        status="status",
        why="error_message",
        child=_child,
        whole=_whole,
    )


def publish(wire: Wire, note: Note) -> Receipt:
    """Publish once."""
    dealing.one_of(note, "Threads", 20, films=20)
    id = containers(wire).published(wire, note)
    return Receipt(id=address(id), url=_permalink(wire, id), published=note.published)


def look(wire: Wire, note: Note) -> Receipt | None:
    """The container tells whether; our list, of posts or of answers, tells which."""
    if not containers(wire).is_public(wire, note):
        return None
    since = note.published.astimezone(UTC) - BACK
    answered = number(note.in_reply_to) if note.in_reply_to else ""
    fields = "id,text,timestamp,permalink" + (",replied_to" if answered else "")
    for one in ours(wire, fields, "replies" if answered else "threads"):
        there = text(mapping(one, "replied_to"), "id") == answered
        same = " ".join(text(one, "text").split()) == " ".join(note.content.split())
        if there and same and (moment(one, "timestamp") or since) >= since:
            id = address(text(one, "id"))
            published = moment(one, "timestamp") or note.published
            return Receipt(id=id, url=text(one, "permalink") or id, published=published)
    return None


def delete(wire: Wire, id: str) -> None:
    """For good."""
    with sorting("Threads", "threads_delete", writing=True):
        wire.delete(f"{API}/{number(id)}")


def visible() -> bool:
    """Strangers without a browser are shown an empty page, whether the post is there or not."""
    raise dealing.walled("Threads")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the interface have it?"""
    try:
        with sorting("Threads"):
            said = wire.get(f"{API}/{number(receipt.id)}", query={"fields": "id"}).json()
    except Gone:
        return False
    return bool(text(said, "id"))


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """What Threads counts; quotations are reposts with words."""
    with sorting("Threads", "threads_manage_insights"):
        query = {"metric": ",".join(METRICS)}
        said = wire.get(f"{API}/{number(id)}/insights", query=query).json()
    found: dict[str, int] = {}
    for one in objects(said, "data"):
        values = list(objects(one, "values"))
        number_of = whole(values[-1], "value") if values else whole(mapping(one, "total_value"), "value")
        kind = METRICS.get(text(one, "name"), "")
        if kind and number_of is not None:
            kind = "announce" if kind == "quote" else kind
            found[kind] = found.get(kind, 0) + number_of
    return found


def _permalink(wire: Wire, id: str) -> str:
    """Where people find it. It is public by now: whatever breaks here, the post is sent."""
    try:
        return text(wire.get(f"{API}/{id}", query={"fields": "permalink"}).json(), "permalink") or address(id)
    except NetworkError:
        return address(id)


def _child(picture: Picture) -> dict[str, str]:
    return _media(picture) | {"is_carousel_item": "true"}


def _whole(note: Note, children: list[str]) -> dict[str, str]:
    said = {"text": note.content}
    said |= {"reply_to_id": number(note.in_reply_to)} if note.in_reply_to else {}
    if children:
        return said | {"media_type": "CAROUSEL", "children": ",".join(children)}
    return said | (_media(note.pictures[0]) if note.pictures else {"media_type": "TEXT"})


def _media(picture: Picture) -> dict[str, str]:
    url = fetched(picture, "Threads")
    said = (
        {"media_type": "VIDEO", "video_url": url}
        if picture.film
        else {"media_type": "IMAGE", "image_url": url}
    )
    return said | ({"alt_text": picture.alt} if picture.alt else {})
