"""Every offer of `ghost`, proven on a real Ghost 5."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from leitstand.networks.ghost import NETWORK
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Uncertain
from leitstand.vocabulary.post import Note, Picture
from leitstand.wire import Caps, HttpWire
from tests.contract.servers.ghost import Server, ghost

__all__ = ["ghost"]  # the fixture

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(240)]

HERE = ["127.0.0.1"]
_keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture
def anybody() -> Iterator[HttpWire]:
    with HttpWire(allowed=HERE) as wire:
        yield wire


def _wire(ghost: Server, **more: object) -> HttpWire:
    with HttpWire(allowed=HERE) as nobody:
        return HttpWire(NETWORK.connect(nobody, _given(ghost)), allowed=HERE, **more)


@pytest.fixture
def us(ghost: Server) -> Iterator[HttpWire]:
    with _wire(ghost) as wire:
        yield wire


def _given(ghost: Server) -> dict[str, str]:
    return {"address": ghost.url, "key": ghost.key}


def _note(content: str, **more: object) -> Note:
    return Note(content=content, published=datetime.now(UTC), **more)


def _picture(alt: str) -> Picture:
    raw = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 0, 0)).save(raw, "PNG")
    return Picture(content=raw.getvalue(), media_type="image/png", alt=alt)


def _heard(wire: HttpWire, source: str, since: str = "") -> tuple[list, str]:
    posts = []
    for page in NETWORK.read(wire, source, since):
        posts += NETWORK.parse(page.raw, page.url)
        since = page.cursor
    return posts, since


def test_connecting_tells_which_site_and_for_how_long(ghost, anybody):
    connection = NETWORK.connect(anybody, _given(ghost) | {"address": ghost.url + "/ghost"})
    assert (connection.server, connection.actor.id) == (ghost.url, ghost.url + "/")
    assert timedelta(minutes=4) < connection.expires - datetime.now(UTC) <= timedelta(minutes=5)


@pytest.mark.parametrize("key", ["x", "abc:zz", "6b02b70f38d7981d48c1a5cb:" + "00" * 32])
def test_a_wrong_key_is_the_fault_of_the_field(ghost, anybody, key):
    with pytest.raises(Invalid):
        NETWORK.connect(anybody, _given(ghost) | {"key": key})


def test_an_article_goes_out_with_title_paragraphs_link_and_described_picture(us, anybody):
    note = _note("Eins & <zwei>.\n\nMehr: https://hochschule-auenried.example/x.", name="Zwei Absätze")
    note = replace(note, pictures=(_picture('Ein "Punkt" & mehr'),))
    receipt = NETWORK.publish(us, note, key=next(_keys))
    assert "zwei-absaetze-" in receipt.url
    assert NETWORK.visible(us, receipt)
    page = anybody.get(receipt.url).body.decode()
    assert "Eins &amp; &lt;zwei&gt;." in page
    assert '<a href="https://hochschule-auenried.example/x' in page  # Ghost adds who linked
    assert 'alt="Ein &quot;Punkt&quot; &amp; mehr"' in page


def test_the_same_key_never_makes_two_articles(us):
    note, key = _note("Einmal genügt.", name="Einmal"), next(_keys)
    first = NETWORK.publish(us, note, key=key)
    assert NETWORK.publish(us, note, key=key).id == first.id
    assert NETWORK.look(us, note, key=key).id == first.id
    assert NETWORK.look(us, note, key=next(_keys)) is None


def test_what_is_deleted_is_gone_for_strangers_too(us):
    receipt = NETWORK.publish(us, _note("Irrtum", name="Irrtum"), key=next(_keys))
    NETWORK.delete(us, receipt.id)
    assert not NETWORK.visible(us, receipt)
    with pytest.raises(Gone):
        NETWORK.delete(us, receipt.id)


def test_a_site_is_listened_to_without_an_account_and_an_edited_article_comes_again(ghost, us, anybody):
    (way,) = NETWORK.find(anybody, ghost.url)
    _posts, cursor = _heard(anybody, way.source)
    made = [NETWORK.publish(us, _note(f"Text {n}", name=f"Meldung {n}"), key=next(_keys)) for n in range(3)]
    posts, cursor = _heard(anybody, way.source, cursor)
    assert sorted(post.id for post in posts) == sorted(receipt.id for receipt in made)
    assert posts[0].content == f"<p>{posts[0].name.replace('Meldung', 'Text')}</p>"
    said = us.get(made[0].id).json()["posts"][0]
    changed = {"posts": [{"title": "Neue Fassung", "updated_at": said["updated_at"]}]}
    us.put(made[0].id, json=changed)
    posts, cursor = _heard(anybody, way.source, cursor)
    assert [(post.id, post.name) for post in posts] == [(made[0].id, "Neue Fassung")]
    assert _heard(anybody, way.source, cursor)[0] == []


def test_comments_are_not_told_where_they_are_off(us):
    receipt = NETWORK.publish(us, _note("Frage", name="Frage"), key=next(_keys))
    assert set(NETWORK.outcome(us, receipt.id)) <= {"reply"}


def test_a_key_that_was_made_anew_asks_to_connect_again(ghost, us):
    ghost.revoke()
    try:
        with pytest.raises(Reconnect):
            NETWORK.publish(us, _note("x", name="x"), key=next(_keys))
        with HttpWire(allowed=HERE) as nobody, pytest.raises(Reconnect):
            NETWORK.renew(nobody, _given(ghost))
    finally:
        ghost.restore()


def test_a_server_that_hangs_leaves_it_open_and_looking_finds_it(ghost):
    note, key = _note("Ist es da?", name="Ist es da"), next(_keys)
    before = len(_all(ghost))
    with _wire(ghost) as wire:
        NETWORK.look(wire, note, key=key)
        with HttpWire(_connection(ghost), allowed=HERE, caps=Caps(read_seconds=1, answer_seconds=1)) as hasty:
            NETWORK.look(hasty, note, key=key)
            with ghost.frozen(), pytest.raises(Uncertain):
                hasty.post(
                    f"{ghost.url}/ghost/api/admin/posts/?source=html", json={"posts": [_said(note, key)]}
                )
        again = NETWORK.publish(wire, note, key=key)
        assert NETWORK.look(wire, note, key=key).id == again.id
    assert len(_all(ghost)) == before + 1


def _said(note: Note, key: str) -> dict:
    from leitstand.networks.ghost.speaking import slug

    return {"title": note.name, "html": "<p>x</p>", "status": "published", "slug": slug(note, key)}


def _connection(ghost: Server):
    with HttpWire(allowed=HERE) as nobody:
        return NETWORK.connect(nobody, _given(ghost))


def _all(ghost: Server) -> list:
    with _wire(ghost) as wire:
        return wire.get(f"{ghost.url}/ghost/api/admin/posts/?limit=all&fields=id").json()["posts"]
