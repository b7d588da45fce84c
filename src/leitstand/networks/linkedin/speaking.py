"""Saying something on a LinkedIn page, finding it again, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, timedelta
from typing import Any

from leitstand.networks.linkedin import pictures
from leitstand.networks.linkedin.asking import (
    API,
    HEADERS,
    WRITE,
    duplicate_of,
    get,
    me,
    sorting,
    urn,
)
from leitstand.networks.linkedin.posts import address, comment_number, little, parts, plain
from leitstand.networks.linkedin.reading import ours
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, NetworkError, Rejected
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import epoch, mapping, objects, text, whole
from leitstand.vocabulary.words import _

LIMITS = Limits(
    characters=3000,
    pictures=20,
    picture_bytes=36 * 10**6,
    alt_characters=4086,
    media_types=("image/jpeg", "image/png", "image/gif"),
)
BACK = timedelta(minutes=1)
COUNTS = {
    "view": "impressionCount",
    "click": "clickCount",
    "announce": "shareCount",
    "like": "likeCount",
    "reply": "commentCount",
}


def publish(wire: Wire, note: Note) -> Receipt:
    """Send it once; where LinkedIn says that it has these words already, it names the post that has them."""
    if note.in_reply_to:
        return _comment(wire, note, note.in_reply_to)
    dealing.one_of(note, "LinkedIn", 20)
    said: dict[str, Any] = {
        "author": me(wire),
        "commentary": little(note.content),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if note.pictures:
        said["content"] = pictures.content(note, pictures.uploaded(wire, note))
    try:
        with sorting(WRITE):
            answer = wire.post(f"{API}/posts", json=said, headers=HEADERS)
    except Rejected as error:
        if there := duplicate_of(error):
            return _receipt(address(there), note)
        raise
    with after_sending():
        at = address(answer.headers["x-restli-id"])
        parts(at)
    return _receipt(at, note)


def look(wire: Wire, note: Note) -> Receipt | None:
    """Ours with the same words, in the same place, since a minute before the note."""
    if note.in_reply_to:
        return _look_for_comment(wire, note, note.in_reply_to)
    since = note.published.astimezone(UTC) - BACK
    for items in ours(wire):
        for one in items:
            created = epoch(one, "createdAt", 1000) or since
            if created < since:
                return None
            if _plain(plain(text(one, "commentary"))) == _plain(note.content):
                return _receipt(address(text(one, "id")), note)
    return None


def delete(wire: Wire, id: str) -> None:
    """For good. LinkedIn deletes what is not there without a word, so it is asked for first."""
    post, comment = parts(id)
    if not _there(wire, id):
        raise Gone(_("%(network)s has this post no more."), network="LinkedIn")
    with sorting(WRITE):
        if comment:
            at = f"{API}/socialActions/{urn(post)}/comments/{comment_number(comment)}?actor={urn(me(wire))}"
            wire.delete(at, headers=HEADERS)
        else:
            wire.delete(f"{API}/posts/{urn(post)}", headers=HEADERS | {"x-restli-method": "DELETE"})


def visible() -> bool:
    """Strangers are shown a wall."""
    raise dealing.walled("LinkedIn")


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the interface have it?"""
    return _there(wire, receipt.id)


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """The page's own statistics of a post where the right reaches them; of a comment its reactions."""
    post, comment = parts(id)
    said = get(wire, f"socialMetadata/{urn(comment or post)}")
    likes = sum(whole(one, "count") or 0 for one in _values(mapping(said, "reactionSummaries")))
    counts = {"like": likes}
    if (replies := whole(mapping(said, "commentSummary"), "count")) is not None:
        counts["reply"] = replies
    return counts if comment else counts | _statistics(wire, post)


def _statistics(wire: Wire, post: str) -> dict[str, int]:
    kind = "shares" if post.startswith("urn:li:share:") else "ugcPosts"
    query = f"q=organizationalEntity&organizationalEntity={urn(me(wire))}&{kind}=List({urn(post)})"
    try:
        found = next(objects(get(wire, "organizationalEntityShareStatistics", query), "elements"), {})
    except NetworkError:
        return {}
    told = mapping(found, "totalShareStatistics")
    return {kind: n for kind, key in COUNTS.items() if (n := whole(told, key)) is not None}


def _comment(wire: Wire, note: Note, to: str) -> Receipt:
    dealing.only_text(note, "LinkedIn")
    post, comment = parts(to)
    said = {"actor": me(wire), "object": post, "message": {"text": note.content}}
    said |= {"parentComment": comment} if comment else {}
    with sorting(WRITE):
        answer = wire.post(f"{API}/socialActions/{urn(comment or post)}/comments", json=said, headers=HEADERS)
    with after_sending():
        told = text(answer.json(), "commentUrn") or text(answer.json(), "$URN")
        comment_number(told)
    return _receipt(address(post, told), note)


def _look_for_comment(wire: Wire, note: Note, to: str) -> Receipt | None:
    post, comment = parts(to)
    since, mine = note.published.astimezone(UTC) - BACK, me(wire)
    for one in _below(wire, comment or post):
        same = _plain(text(mapping(one, "message"), "text")) == _plain(note.content)
        when = epoch(mapping(one, "created"), "time", 1000) or since
        if same and text(one, "actor") == mine and when >= since:
            told = text(one, "commentUrn") or text(one, "$URN")
            return _receipt(address(post, told), note)
    return None


def _below(wire: Wire, what: str) -> Iterator[Mapping[str, Any]]:
    try:
        yield from objects(get(wire, f"socialActions/{urn(what)}/comments", "start=0&count=100"), "elements")
    except Gone:  # what we answered has been deleted meanwhile, and every answer with it
        return


def _there(wire: Wire, id: str) -> bool:
    post, comment = parts(id)
    path = (
        f"socialActions/{urn(post)}/comments/{comment_number(comment)}" if comment else f"posts/{urn(post)}"
    )
    try:
        get(wire, path)
    except Gone:
        return False
    return True


def _receipt(at: str, note: Note) -> Receipt:
    return Receipt(id=at, url=at, published=note.published)


def _values(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in said.values() if isinstance(one, Mapping))


def _plain(content: str) -> str:
    return " ".join(content.split())
