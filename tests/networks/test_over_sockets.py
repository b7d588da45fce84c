"""Networks whose server can be anywhere, through the real wire: forms, pieces, 308, statuses, errors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leitstand import registry
from leitstand.vocabulary.errors import Reconnect, TryLater
from leitstand.vocabulary.network import Offer
from leitstand.vocabulary.post import Note, Picture
from leitstand.wire import HttpWire
from tests.fakes import NOW
from tests.fakes.discourse import Discourse
from tests.fakes.mattermost import Mattermost
from tests.fakes.peertube import PeerTube
from tests.fakes.serving import served

HERE = ["127.0.0.1"]
pytestmark = pytest.mark.allow_hosts(HERE)

FILM = Picture(content=bytes(17 * 2**20), media_type="video/mp4", alt="")
DOT = Picture(content=b"\x89PNG" + bytes(range(256)), media_type="image/png", alt="Der Hof")
CASES = {
    "peertube": (
        PeerTube,
        "server",
        Note(content="Zehn Minuten.", name="Rundgang", published=NOW, pictures=(FILM,)),
    ),
    "discourse": (
        Discourse,
        "address",
        Note(content="Um 11.", name="Die Mensa", published=NOW, pictures=(DOT,)),
    ),
    "mattermost": (Mattermost, "server", Note(content="Um 11.", published=NOW, pictures=(DOT, DOT))),
}


@pytest.fixture(params=CASES)
def stage(request):
    make, where, note = CASES[request.param]
    network, fake = registry.network(request.param), make()
    with served(fake) as url, HttpWire(allowed=HERE) as nobody:
        connection = network.connect(nobody, fake.given | {where: url})
        with HttpWire(connection, allowed=HERE) as wire:
            yield network, fake, wire, nobody, note


def test_it_is_prepared_published_found_and_taken_down(stage):
    network, fake, wire, nobody, note = stage
    while (done := network.prepare(wire, note, key="k")).wait is not None:
        note = replace(note, prepared=done.state)
    note = replace(note, prepared=done.state)
    assert fake.public() == []
    receipt = network.publish(wire, note, key="k")
    assert len(fake.public()) == 1
    assert network.look(wire, note, key="k").id == receipt.id
    if Offer.CONFIRM not in network.offers:
        assert network.visible(nobody, receipt)
    network.delete(wire, receipt.id)
    assert fake.public() == []
    if Offer.CONFIRM not in network.offers:
        assert not network.visible(nobody, receipt)
    else:
        assert not network.confirm(wire, receipt)


def test_a_film_arrives_whole_and_in_pieces(stage):
    network, fake, wire, _nobody, note = stage
    if network.name != "peertube":
        pytest.skip("sends no films")
    for _step in range(10):
        done = network.prepare(wire, note, key="k")
        note = replace(note, prepared=done.state)
    (session,) = fake.sessions.values()
    assert session["bytes"] == FILM.content
    pieces = [len(ask.body) for ask in fake.heard if ask.method == "PUT" and ask.body]
    assert pieces == [8 * 2**20, 8 * 2**20, 2**20]


@pytest.mark.parametrize(("trouble", "error"), [("revoked", Reconnect), ("slow", TryLater)])
def test_trouble_is_told_by_the_real_statuses(stage, trouble, error):
    network, fake, wire, _nobody, note = stage
    fake.trouble = trouble
    with pytest.raises(error):
        network.publish(wire, note, key="k")
    assert fake.public() == []
