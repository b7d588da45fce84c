"""Saying something on X, finding it again, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from leitstand.networks.x import media
from leitstand.networks.x.asking import SERVER, get, sorting, user
from leitstand.networks.x.posts import address, number, tally, words
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Rejected
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text
from leitstand.vocabulary.words import _

LIMITS = Limits(
    characters=280,
    unit=_("characters by weight"),
    pictures=4,
    picture_bytes=5 * 10**6,
    alt_characters=media.ALT,
    films=1,
    film_bytes=512 * 10**6,
    film_seconds=140,
    media_types=("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/quicktime"),
)
STEPS = 200
PAGES = 5
BACK = timedelta(minutes=1)


def publish(wire: Wire, note: Note) -> Receipt:
    """Send it once; where X says that it has these words already, the post that has them is ours."""
    dealing.one_of(note, "X", 4, films=1)
    said: dict[str, Any] = {"text": note.content}
    if note.in_reply_to:
        said["reply"] = {"in_reply_to_tweet_id": number(note.in_reply_to)}
    if note.pictures:
        said["media"] = {"media_ids": _media(wire, note)}
    try:
        with sorting("tweet.write"):
            answer = wire.post(f"{SERVER}/2/tweets", json=said)
    except Rejected as error:
        if "duplicate content" in str(error.facts.get("words")) and (there := look(wire, note)):
            return there
        raise
    with after_sending():
        id = str(int(answer.json()["data"]["id"]))
    return Receipt(id=address(id), url=address(id), published=note.published)


def look(wire: Wire, note: Note) -> Receipt | None:
    """The same words, answering the same, among what we said since a minute before the note."""
    answered = number(note.in_reply_to) if note.in_reply_to else ""
    for one in _ours(wire, note):
        related = {text(r, "type"): text(r, "id") for r in objects(one, "referenced_tweets")}
        if related.get("replied_to", "") == answered and _plain(words(one)) == _plain(note.content):
            at = address(text(one, "id"))
            return Receipt(id=at, url=at, published=moment(one, "created_at") or note.published)
    return None


def delete(wire: Wire, id: str) -> None:
    """X says `deleted: false` of what was not there."""
    with sorting("tweet.write"):
        answer = wire.delete(f"{SERVER}/2/tweets/{number(id)}")
    with after_sending():
        deleted = answer.json()["data"]["deleted"]
    if deleted is not True:
        raise Gone(
            _("%(host)s has nothing at this address (%(status)s): it was moved or taken down."),
            host="x.com",
            status=answer.status,
        )


def visible() -> bool:
    """X shows a page to everybody, and nothing on it to strangers."""
    raise dealing.walled("X")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """What is gone comes as an answer without data, and the problem `resource-not-found`."""
    try:
        said = get(wire, f"/2/tweets/{number(receipt.id)}")
    except Gone:
        return False
    return bool(text(mapping(said, "data"), "id"))


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """As X counts."""
    said = get(wire, f"/2/tweets/{number(id)}", {"tweet.fields": "public_metrics"})
    if not mapping(said, "data"):
        raise Gone(_("%(network)s has this post no more."), network="X")
    return tally(mapping(said, "data", "public_metrics"))


def _media(wire: Wire, note: Note) -> list[str]:
    """The media of a prepared note; otherwise every step, until X wants us to wait."""
    state = note.prepared
    for _step in range(STEPS):
        done = media.prepare(wire, replace(note, prepared=state))
        state = done.state
        if done.wait is None:
            return media.uploaded(state)
        if done.wait:
            raise dealing.working("X", done.wait)
    raise dealing.working("X", timedelta(minutes=1))


def _ours(wire: Wire, note: Note) -> Iterator[Mapping[str, Any]]:
    since = note.published.astimezone(UTC) - BACK
    query = {"max_results": "100", "start_time": since.strftime("%Y-%m-%dT%H:%M:%SZ")}
    query["tweet.fields"] = "created_at,referenced_tweets,entities,note_tweet"
    for _page in range(PAGES):
        said = get(wire, f"/2/users/{user(wire)}/tweets", query)
        yield from objects(said, "data")
        if not (more := text(mapping(said, "meta"), "next_token")):
            return
        query["pagination_token"] = more


def _plain(content: str) -> str:
    """X puts the handles that an answer goes to before its words."""
    said = content.split()
    while said and said[0].startswith("@"):
        said.pop(0)
    return " ".join(said).casefold()
