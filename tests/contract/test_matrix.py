"""Every offer of `matrix`, proven in rooms of a real Synapse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leitstand.networks.matrix import NETWORK
from leitstand.vocabulary.errors import Invalid, Reconnect, TryLater, Uncertain
from leitstand.vocabulary.post import Note, Picture
from leitstand.wire import Caps, HttpWire
from tests.contract.servers.matrix import Server, matrix

__all__ = ["matrix"]  # the fixture

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(120)]

HERE = ["127.0.0.1"]
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
_numbers = itertools.count(1)


class Circle:
    """A room with our account and one colleague."""

    def __init__(self, server: Server) -> None:
        self.server, self.number = server, next(_numbers)
        self.erika = server.user(f"erika{self.number}")
        self.token = server.user(f"leitstand{self.number}")
        self.alias = f"presse{self.number}"
        self.id = server.room(self.erika, self.alias, invite=f"@leitstand{self.number}:auenried.example")
        self.given = {"server": server.url, "room": f"#{self.alias}:auenried.example", "token": self.token}

    def wire(self, **more: object) -> HttpWire:
        with HttpWire(allowed=HERE) as nobody:
            connection = NETWORK.connect(nobody, self.given)
        return HttpWire(connection, allowed=HERE, **more)

    def says(self, text: str, **more: object) -> str:
        content = {"msgtype": "m.text", "body": text} | more
        return self.server.say(self.erika, self.id, content, f"k{next(_numbers)}")


@pytest.fixture
def circle(matrix: Server) -> Circle:
    return Circle(matrix)


@pytest.fixture
def us(circle: Circle) -> Iterator[HttpWire]:
    with circle.wire() as wire:
        yield wire


def _note(content: str, **more: object) -> Note:
    return Note(content=content, published=datetime.now(UTC), **more)


def _heard(wire: HttpWire, since: str = "") -> tuple[list, str]:
    posts = []
    for page in NETWORK.read(wire, "notifications", since):
        posts += NETWORK.parse(page.raw)
        since = page.cursor
    return posts, since


def test_connecting_enters_the_room_and_tells_who_we_are(circle):
    with circle.wire() as wire:
        assert wire.me.id == f"@leitstand{circle.number}:auenried.example {circle.id}"
        assert wire.me.name == "Pressestelle"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"token": "x"}, "does not accept"), ({"room": "#gibtesnicht:auenried.example"}, "may not enter")],
)
def test_what_does_not_fit_is_told_at_the_form(circle, wrong, said):
    with HttpWire(allowed=HERE) as nobody, pytest.raises(Invalid, match=said):
        NETWORK.connect(nobody, circle.given | wrong)


def test_an_encrypted_room_is_refused_because_nobody_could_read_us(circle):
    us = f"@leitstand{circle.number}:auenried.example"
    circle.server.room(circle.erika, f"geheim{circle.number}", invite=us, encrypted=True)
    with HttpWire(allowed=HERE) as nobody, pytest.raises(Invalid, match="encrypted"):
        NETWORK.connect(nobody, circle.given | {"room": f"#geheim{circle.number}:auenried.example"})


def test_what_others_say_is_heard_once_and_in_order_and_we_do_not_hear_ourselves(circle, us):
    circle.says("Guten Morgen")
    NETWORK.publish(us, _note("Wir selbst"), key="a")
    posts, cursor = _heard(us)
    assert [post.content for post in posts] == ["Guten Morgen"]
    for number in range(120):
        circle.says(f"Frage {number}")
    posts, cursor = _heard(us, cursor)
    assert [post.content for post in posts] == [f"Frage {number}" for number in range(120)]
    assert _heard(us, cursor)[0] == []


def test_edits_and_deletions_are_heard(circle, us):
    event = circle.says("Um 8 Uhr")
    _posts, cursor = _heard(us)
    edit = {"m.new_content": {"msgtype": "m.text", "body": "Um 9 Uhr"}}
    circle.says("* Um 9 Uhr", **edit, **{"m.relates_to": {"rel_type": "m.replace", "event_id": event}})
    circle.server.client("PUT", f"/rooms/{circle.id}/redact/{event}/r1", circle.erika, {})
    posts, _cursor = _heard(us, cursor)
    assert [(post.type, post.content, post.id.endswith(event)) for post in posts] == [
        ("Note", "Um 9 Uhr", True),
        ("Tombstone", "", True),
    ]


def test_the_same_key_never_makes_two_messages(us):
    note = _note("Einmal genügt.")
    first = NETWORK.publish(us, note, key="k")
    assert NETWORK.publish(us, note, key="k").id == first.id
    assert NETWORK.look(us, note, key="k").id == first.id
    assert NETWORK.look(us, note, key="other") is None


def test_an_answer_knows_what_it_answers_and_a_picture_its_words(circle, us):
    circle.says("Welches Bild?")
    asked = _heard(us)[0][0]
    picture = Picture(content=DOT, media_type="image/png", alt="Ein Punkt")
    note = replace(_note("Dieses.", in_reply_to=asked.id), pictures=(picture,))
    receipt = NETWORK.publish(us, note, key="k")
    said = circle.server.client(
        "GET", f"/rooms/{circle.id}/event/{receipt.id.rpartition('/')[2]}", circle.erika
    )
    assert said["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.id.rpartition("/")[2]
    assert said["content"]["body"] == "Dieses.\n\n[Ein Punkt]"
    assert said["content"]["info"] == {"mimetype": "image/png", "size": len(DOT)}


def test_what_was_redacted_is_confirmed_gone_and_before_it_is_there(us):
    receipt = NETWORK.publish(us, _note("Irrtum"), key="k")
    assert NETWORK.confirm(us, receipt)
    NETWORK.delete(us, receipt.id)
    NETWORK.delete(us, receipt.id)
    assert not NETWORK.confirm(us, receipt)
    with pytest.raises(TryLater) as later:
        NETWORK.visible(us, receipt)
    assert later.value.facts["walled"] is True


def test_reactions_are_counted(circle, us):
    receipt = NETWORK.publish(us, _note("Gut?"), key="k")
    event = receipt.id.rpartition("/")[2]
    for sign in "👍", "🎉":
        circle.server.react(circle.erika, circle.id, event, sign)
    assert NETWORK.outcome(us, receipt.id)["like"] == 2


def test_limits_come_from_the_server(us):
    limits = NETWORK.limits(us)
    assert limits.picture_bytes == 50 * 2**20
    NETWORK.publish(us, _note("ü" * (limits.characters // 2)), key="long")


def test_a_token_that_was_taken_back_asks_to_connect_again(circle, us):
    circle.server.client("POST", "/logout", circle.token, {})
    for act in (
        lambda: NETWORK.publish(us, _note("x"), key="k"),
        lambda: _heard(us),
    ):
        with pytest.raises(Reconnect):
            act()


def test_a_server_that_hangs_leaves_it_open_and_looking_finds_it_or_not(circle):
    note = _note("Ist es da?")
    impatient = circle.wire(caps=Caps(read_seconds=1.0, answer_seconds=1.5))
    with impatient as wire, circle.server.frozen(), pytest.raises(Uncertain):
        NETWORK.publish(wire, note, key="hung")
    with circle.wire() as wire:
        assert NETWORK.publish(wire, note, key="hung").id == NETWORK.look(wire, note, key="hung").id
        assert len([e for e in _events(circle) if e["content"].get("body") == note.content]) == 1


def _events(circle: Circle) -> list[dict]:
    return circle.server.client("GET", f"/rooms/{circle.id}/messages?dir=b&limit=100", circle.erika)["chunk"]
