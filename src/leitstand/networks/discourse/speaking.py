"""Writing in a forum, finding it again, and taking it back.

A topic carries a digest of its key as `external_id`, which a forum takes once; an answer is found by words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

from leitstand.networks.discourse.asking import base, category, get, sorting, user
from leitstand.networks.discourse.posts import address, gone, likes, number, place
from leitstand.networks.discourse.reading import latest
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, Uncertain
from leitstand.vocabulary.network import Prepared, Wire, after_sending
from leitstand.vocabulary.post import Note, Picture, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

ANONYMOUS = {"api-key": "", "api-username": ""}
BACK = timedelta(minutes=1)


def prepare(wire: Wire, note: Note) -> Prepared:
    """The next picture. The state is their short addresses."""
    done = uploaded(note.prepared)
    if len(done) >= len(note.pictures):
        return Prepared(state=json.dumps(done))
    picture = note.pictures[len(done)]
    name = "picture." + picture.media_type.rpartition("/")[2].partition("+")[0]
    with dealing.harmless("Discourse"), sorting():
        said = wire.post(
            f"{base(wire)}/uploads.json",
            form={"type": "composer", "synchronous": "true"},
            files={"file": (name, picture.content, picture.media_type)},
        ).json()
    return Prepared(state=json.dumps([*done, text(said, "short_url")]), wait=timedelta(0))


def uploaded(prepared: str) -> list[str]:
    """The pictures of a note that are there already."""
    try:
        said = json.loads(prepared or "[]")
    except ValueError:
        return []
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def publish(wire: Wire, note: Note, key: str) -> Receipt:
    """A topic or an answer; what is there already under this key is not sent again."""
    if not note.in_reply_to and not note.name:
        raise Invalid(_("A topic in a forum needs a title. Nothing was sent."))
    if there := look(wire, note, key):
        return there
    done = note.prepared
    while len(uploaded(done)) < len(note.pictures):
        done = prepare(wire, replace(note, prepared=done)).state
    said: dict[str, Any] = {"raw": raw(note, uploaded(done))}
    if note.in_reply_to:
        to = get(wire, f"{base(wire)}/posts/{number(base(wire), note.in_reply_to)}.json")
        said |= {"topic_id": whole(to, "topic_id"), "reply_to_post_number": whole(to, "post_number")}
    else:
        said |= {"title": note.name, "category": int(category(wire)), "external_id": _digest(key)}
    with sorting():
        answer = wire.post(f"{base(wire)}/posts.json", json=said)
    with after_sending():
        return _receipt(_taken(answer.json()), wire, note)


def look(wire: Wire, note: Note, key: str) -> Receipt | None:
    """The topic with this key, or our answer with these words."""
    if note.in_reply_to:
        return _look_for_answer(wire, note)
    try:
        topic = get(wire, f"{base(wire)}/t/external_id/{_digest(key)}.json")
    except Gone:
        return None
    first = next(objects(mapping(topic, "post_stream"), "posts"), {})
    if not first or text(topic, "deleted_at") or gone(first):
        return None
    return _receipt({**first, "topic_slug": text(topic, "slug")}, wire, note)


def delete(wire: Wire, id: str) -> None:
    """The answer, or the whole topic when it is its first post."""
    post = number(base(wire), id)
    said = get(wire, f"{base(wire)}/posts/{post}.json")
    if gone(said):
        raise Gone(_("%(network)s has this post no more."), network="Discourse")
    first = whole(said, "post_number") == 1
    with sorting():
        wire.delete(
            f"{base(wire)}/{'t' if first else 'posts'}/{whole(said, 'topic_id') if first else post}.json"
        )


def visible(wire: Wire, receipt: Receipt) -> bool:
    """By the interface, as a stranger; what its author took back stays for a day as an empty place."""
    at, _slash, id = receipt.id.rpartition("/p/")
    try:
        said = wire.get(f"{at}/posts/{id}.json", headers=ANONYMOUS).json()
    except (Gone, Reconnect, Rejected):
        return False
    return not gone(said)


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Of a topic its own counts, of an answer those of the post."""
    said = get(wire, f"{base(wire)}/posts/{number(base(wire), id)}.json")
    counts = {"like": likes(said), "reply": whole(said, "reply_count")}
    if whole(said, "post_number") == 1:
        topic = get(wire, f"{base(wire)}/t/{whole(said, 'topic_id')}.json")
        counts |= {"view": whole(topic, "views")}
        if (posts := whole(topic, "posts_count")) is not None:
            counts |= {"reply": posts - 1}
    return {kind: n for kind, n in counts.items() if n is not None}


def raw(note: Note, pictures: list[str]) -> str:
    """The words, and the pictures after them as the forum's own marks."""
    shown = zip(note.pictures, pictures, strict=True)
    return "\n\n".join([note.content, *(f"![{_alt(picture)}]({at})" for picture, at in shown)])


def _alt(picture: Picture) -> str:
    return picture.alt.replace("[", "(").replace("]", ")").replace("|", "/").replace("\n", " ")


def _look_for_answer(wire: Wire, note: Note) -> Receipt | None:
    since = note.published.astimezone(UTC) - BACK
    for items in latest(wire, base(wire)):
        for one in items:
            if (moment(one, "created_at") or since) < since:
                return None
            same = text(one, "raw").split() == raw(note, uploaded(note.prepared)).split()
            if text(one, "username") == user(wire) and same and not gone(one):
                return _receipt(one, wire, note)
    return None


def _taken(said: Any) -> Mapping[str, Any]:
    """The post in an answer; a forum may also hold it back until its staff has read it."""
    if text(said, "action") == "enqueued":
        raise Uncertain(
            _("The forum holds this back until its staff has read it. Look there before sending it again.")
        )
    found = mapping(said, "post") or said
    if whole(found, "id") is None or whole(found, "topic_id") is None:
        raise ValueError("this is no post")
    return found if isinstance(found, Mapping) else {}


def _receipt(one: Mapping[str, Any], wire: Wire, note: Note) -> Receipt:
    at = address(base(wire), whole(one, "id") or 0)
    published = moment(one, "created_at") or note.published
    return Receipt(id=at, url=place(base(wire), one), published=published)


def _digest(key: str) -> str:
    return f"leitstand-{sha256(key.encode()).hexdigest()[:24]}"
