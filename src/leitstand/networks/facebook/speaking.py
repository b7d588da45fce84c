"""Saying something on a Facebook page, finding it again, taking it back, keeping house there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from leitstand.networks.facebook.posts import address, number
from leitstand.networks.facebook.reading import me
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, NetworkError
from leitstand.vocabulary.graph import listed, sorting
from leitstand.vocabulary.graph.pages import API
from leitstand.vocabulary.network import Limits, Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

RIGHTS = (
    "pages_show_list",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
    "read_insights",
)
LIMITS = Limits(characters=63_206, pictures=10, picture_bytes=10 * 2**20, alt_characters=1000)
ACTS = {"approve": "false", "hold": "true", "spam": "true"}
BACK = timedelta(minutes=1)
AT_ONCE = timedelta(0)


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next picture, unpublished. The state is their numbers."""
    done = uploaded(note.prepared)
    if len(done) >= len(note.pictures):
        return Prepared(state=json.dumps(done))
    picture = note.pictures[len(done)]
    form = {"published": "false", "temporary": "true"}
    form |= {"alt_text_custom": picture.alt} if picture.alt else {}
    name = "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]
    with dealing.harmless("Facebook"), sorting("Facebook", "pages_manage_posts", writing=True):
        said = wire.post(
            f"{API}/{me(wire)}/photos",
            form=form,
            files={"source": (name, picture.content, picture.media_type)},
        ).json()
    return Prepared(state=json.dumps([*done, text(said, "id")]), wait=AT_ONCE)


def uploaded(prepared: str) -> list[str]:
    """The pictures of a note that are there already."""
    try:
        said = json.loads(prepared or "[]")
    except ValueError:
        return []
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def publish(wire: Wire, note: Note) -> Receipt:
    """Send it once."""
    dealing.one_of(note, "Facebook", 1 if note.in_reply_to else 10)
    done = note.prepared
    while len(uploaded(done)) < len(note.pictures):
        done = prepare(wire, replace(note, prepared=done)).state
    pictures = uploaded(done)
    said: dict[str, str] = {"message": note.content}
    if note.in_reply_to:
        where, right = f"{number(note.in_reply_to)}/comments", "pages_manage_engagement"
        said |= {"attachment_id": pictures[0]} if pictures else {}
    else:
        where, right = f"{me(wire)}/feed", "pages_manage_posts"
        said |= {f"attached_media[{i}]": json.dumps({"media_fbid": p}) for i, p in enumerate(pictures)}
    with sorting("Facebook", right, writing=True):
        answer = wire.post(f"{API}/{where}", form=said)
    with after_sending():
        id = address(answer.json()["id"])
        number(id)
    return Receipt(id=id, url=id, published=note.published)


def look(wire: Wire, note: Note) -> Receipt | None:
    """Ours with the same words, in the same place, since a minute before the note."""
    since, mine = note.published.astimezone(UTC) - BACK, me(wire)
    for one in _ours(wire, note):
        ours = text(mapping(one, "from"), "id") == mine or not note.in_reply_to
        same = _plain(text(one, "message")) == _plain(note.content)
        if ours and same and (moment(one, "created_time") or since) >= since:
            at = address(text(one, "id"))
            published = moment(one, "created_time") or note.published
            return Receipt(id=at, url=text(one, "permalink_url") or at, published=published)
    return None


def delete(wire: Wire, id: str) -> None:
    """For good."""
    with sorting("Facebook", "pages_manage_posts", writing=True):
        wire.delete(f"{API}/{number(id)}")


def visible() -> bool:
    """Strangers are shown a wall."""
    raise dealing.walled("Facebook")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the interface have it?"""
    try:
        with sorting("Facebook"):
            said = wire.get(f"{API}/{number(receipt.id)}", query={"fields": "id"}).json()
    except Gone:
        return False
    return bool(text(said, "id"))


def moderate(wire: Wire, id: str, act: str) -> None:
    """Facebook hides; it has neither an approval nor a spam folder that pages could fill."""
    if act == "trash":
        delete(wire, id)
        return
    if act not in ACTS:
        raise Invalid(_("Only comments can be moderated: approve, hold, spam or trash."))
    with sorting("Facebook", "pages_manage_engagement", writing=True):
        wire.post(f"{API}/{number(id)}", form={"is_hidden": ACTS[act]})


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """What Facebook counts; views come of another list, which the right read_insights opens."""
    fields = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count),shares"
    with sorting("Facebook"):
        said = wire.get(f"{API}/{number(id)}", query={"fields": fields}).json()
    counts = {
        "like": whole(mapping(said, "reactions", "summary"), "total_count"),
        "reply": whole(mapping(said, "comments", "summary"), "total_count"),
        "announce": whole(mapping(said, "shares"), "count"),
        "view": _views(wire, number(id)),
    }
    return {kind: n for kind, n in counts.items() if n is not None}


def _views(wire: Wire, id: str) -> int | None:
    try:
        said = wire.get(f"{API}/{id}/insights", query={"metric": "post_media_view"}).json()
    except NetworkError:
        return None
    values = next((list(objects(one, "values")) for one in objects(said, "data")), [])
    return whole(values[-1], "value") if values else None


def _ours(wire: Wire, note: Note) -> Iterator[Mapping[str, Any]]:
    fields = {"fields": "id,message,created_time,permalink_url,from", "limit": "100"}
    if note.in_reply_to:
        url = f"{API}/{number(note.in_reply_to)}/comments"
        fields |= {"filter": "stream", "order": "reverse_chronological"}
    else:
        url = f"{API}/{me(wire)}/posts"
        fields |= {"since": str(int((note.published - BACK).timestamp()))}
    try:
        for items in listed(wire, "Facebook", url, fields, most=5):
            yield from items
    except Gone:  # what we answered has been deleted meanwhile, and every answer with it
        return


def _plain(content: str) -> str:
    return " ".join(content.split())
