"""What the resilience tests say and hear: a feed of ours, an answer to write, and one turn of a worker."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

from leitstand.listen.models import Mention
from leitstand.site import work
from leitstand.speak import actions
from leitstand.vocabulary.post import Actor
from tests.paper_wire import PaperWire

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PAPER = "https://paper.example"
FEED = "https://blog.example/feed.json"


def feed(*ids: str, words: str = "Auenried") -> bytes:
    """A feed of ours, the first one newest, one post an hour."""
    items = [
        {
            "id": f"https://blog.example/{id}",
            "content_text": f"{words} {id}",
            "date_published": (NOW - timedelta(hours=place)).isoformat(),
        }
        for place, id in enumerate(ids)
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Warm", "items": items}
    ).encode()


def wire(_account=None) -> PaperWire:
    return PaperWire(PAPER, me=Actor(id="us"))


def feed_wire(body: bytes) -> PaperWire:
    return PaperWire().says("GET", FEED, body=body, headers={"content-type": "application/feed+json"})


def asked(organization, id: str = "1") -> Mention:
    """Somebody asked us something on paper."""
    text = f"Gilt die Leihe auch für Nachschreibtermine? ({id})"
    return Mention.objects.create(
        organization=organization,
        post_id=id,
        network="paper",
        author_id="nele",
        text=text,
        url=f"{PAPER}/post/{id}",
        addressed=True,
        post={"id": id, "content": text},
        published=NOW,
        heard=NOW,
    )


def answer(editor, account, id: str = "1", now: datetime = NOW):
    """An answer of ours, due at `now`."""
    words = f"Ja, auch dann. ({id})"
    mention = asked(editor.organization, id)
    return actions.answer(editor, mention, account, words, language="de", limit=300, now=now - actions.UNDO)


def turn(name: str, *moves) -> None:
    """One turn of the worker loop, as it runs for ever otherwise."""
    stop = threading.Event()

    def last(_now):
        stop.set()
        return 0

    work.loop(name, (*moves, last), stop)
