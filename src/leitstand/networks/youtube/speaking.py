"""Making an uploaded film public on YouTube, answering, finding again, taking back, moderating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlencode

from leitstand.networks.youtube import films
from leitstand.networks.youtube.asking import API, SERVER, channel, get, sorting
from leitstand.networks.youtube.posts import comment_at, parts, tally, video_at
from leitstand.vocabulary import dealing
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected
from leitstand.vocabulary.network import Limits, Wire, after_sending
from leitstand.vocabulary.post import Note, Receipt
from leitstand.vocabulary.shapes import mapping, moment, objects, text, whole
from leitstand.vocabulary.words import _

ACTS = {"approve": "published", "hold": "heldForReview", "spam": "rejected", "trash": "rejected"}
LIMITS = Limits(
    characters=5000, unit=_("bytes"), name_characters=100, films=1, film_bytes=256 * 2**30, media_needed=1
)
STEPS = 100
PAGES = 5
BACK = timedelta(minutes=1)


def publish(wire: Wire, note: Note) -> Receipt:
    """An answer, or the uploaded film made public; what was not uploaded yet is, as far as it goes."""
    if note.in_reply_to:
        return _answer(wire, note, note.in_reply_to)
    films.only_film(note)
    video = _uploaded(wire, note)
    said = {"id": video, "status": {"privacyStatus": "public", "selfDeclaredMadeForKids": False}}
    with sorting():
        answer = wire.put(f"{SERVER}{API}videos?part=status", json=said)
    with after_sending():
        status = mapping(answer.json(), "status")["privacyStatus"]
    if status != "public":
        raise Rejected(
            _(
                "YouTube keeps this video private, as it does with all of a project that it has not audited. "
                "Ask Google for the audit, or make it public by hand."
            )
        )
    return _receipt(video_at(video), note)


def look(wire: Wire, note: Note) -> Receipt | None:
    """Is it public? Our comment by its words, below the same thing."""
    if note.in_reply_to:
        return _look_for_answer(wire, note, note.in_reply_to)
    if not (video := films.video_of(note.prepared)):
        return None  # nothing was uploaded, so nothing can be public
    found = next(objects(get(wire, "videos", part="status,snippet", id=video), "items"), {})
    public = text(mapping(found, "status"), "privacyStatus") == "public"
    return _receipt(video_at(video), note) if public else None


def delete(wire: Wire, id: str) -> None:
    """The video or the comment, for good."""
    video, comment = parts(id)
    with sorting():
        wire.delete(f"{SERVER}{API}{'comments' if comment else 'videos'}", query={"id": comment or video})


def visible(wire: Wire, receipt: Receipt) -> bool:
    """By YouTube's oEmbed door, which tells strangers of public videos only. Of comments it tells nothing."""
    _video, comment = parts(receipt.id)
    if comment:
        raise dealing.walled("YouTube")
    asked = urlencode({"url": receipt.id, "format": "json"})
    try:
        wire.get(f"https://www.youtube.com/oembed?{asked}", headers={"authorization": ""})
    except (Gone, Reconnect, Rejected):
        return False
    return True


def confirm(wire: Wire, receipt: Receipt) -> bool:
    """Does the interface list it for us?"""
    video, comment = parts(receipt.id)
    try:
        said = get(wire, "comments" if comment else "videos", part="id", id=comment or video)
    except Gone:
        return False
    return next(objects(said, "items"), None) is not None


def moderate(wire: Wire, id: str, act: str) -> None:
    """Show, hold or reject a comment below our videos. YouTube has no spam for owners any more."""
    _video, comment = parts(id)
    if not comment or act not in ACTS:
        raise Invalid(_("Only comments can be moderated: approve, hold, spam or trash."))
    query = urlencode({"id": comment, "moderationStatus": ACTS[act]})
    with sorting():
        wire.post(f"{SERVER}{API}comments/setModerationStatus?{query}")


def outcome(wire: Wire, id: str) -> Mapping[str, int]:
    """Views, likes and comments of a video; likes and answers of a comment. What is hidden is absent."""
    video, comment = parts(id)
    if not comment:
        found = next(objects(get(wire, "videos", part="statistics", id=video), "items"), {})
        return tally(mapping(found, "statistics"))
    found = next(objects(get(wire, "comments", part="snippet", id=comment), "items"), {})
    likes = whole(mapping(found, "snippet"), "likeCount")
    return {} if likes is None else {"like": likes}


def _uploaded(wire: Wire, note: Note) -> str:
    """The video of a prepared note; otherwise every step, until YouTube wants us to wait."""
    state, wait = note.prepared, None
    for _step in range(STEPS):
        done = films.prepare(wire, replace(note, prepared=state))
        state, wait = done.state, done.wait
        if wait is None:
            return films.video_of(state)
        if wait:
            break
    raise dealing.working("YouTube", wait or timedelta(minutes=1))


def _answer(wire: Wire, note: Note, to: str) -> Receipt:
    """A comment below a video, or below the first comment of a thread: YouTube's threads are two deep."""
    dealing.only_text(note, "YouTube")
    video, comment = parts(to)
    snippet: Mapping[str, object]
    if comment:
        top = comment.partition(".")[0]
        what, snippet = "comments", {"parentId": top, "textOriginal": note.content}
    else:
        words: Mapping[str, object] = {"snippet": {"textOriginal": note.content}}
        what, snippet = "commentThreads", {"videoId": video, "topLevelComment": words}
    with sorting():
        answer = wire.post(f"{SERVER}{API}{what}?part=snippet", json={"snippet": snippet})
    with after_sending():
        return _comment_receipt(video, answer.json()["id"], answer.json(), note)


def _look_for_answer(wire: Wire, note: Note, to: str) -> Receipt | None:
    video, comment = parts(to)
    mine, since = channel(wire), note.published.astimezone(UTC) - BACK
    for found in _below(wire, video, comment.partition(".")[0]):
        snippet = mapping(found, "snippet")
        ours = text(mapping(snippet, "authorChannelId"), "value") == mine
        same = " ".join(text(snippet, "textOriginal").split()) == " ".join(note.content.split())
        if ours and same and (moment(snippet, "publishedAt") or since) >= since:
            return _comment_receipt(video, text(found, "id"), found, note)
    return None


def _below(wire: Wire, video: str, comment: str) -> Iterator[Mapping[str, Any]]:
    """Comments below a video or in a thread, newest first where YouTube can order them."""
    asked = {"part": "snippet", "maxResults": "100", "textFormat": "plainText"}
    asked |= {"parentId": comment} if comment else {"videoId": video, "order": "time"}
    for _page in range(PAGES):
        said = get(wire, "comments" if comment else "commentThreads", **asked)
        for item in objects(said, "items"):
            yield item if comment else mapping(item, "snippet", "topLevelComment")
        if not (more := text(said, "nextPageToken")):
            return
        asked["pageToken"] = more


def _comment_receipt(video: str, id: str, said: Mapping[str, Any], note: Note) -> Receipt:
    at = comment_at(video, id)
    return Receipt(id=at, url=at, published=moment(mapping(said, "snippet"), "publishedAt") or note.published)


def _receipt(at: str, note: Note) -> Receipt:
    return Receipt(id=at, url=at, published=note.published)
