"""One table of troubles for every network we can only fake: what each means, and that nothing doubles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from leitstand import registry
from leitstand.networks.linkedin.posts import address
from leitstand.vocabulary.errors import (
    Gone,
    Invalid,
    LeitstandError,
    Reconnect,
    Rejected,
    TryLater,
    Uncertain,
)
from leitstand.vocabulary.network import Offer
from leitstand.vocabulary.post import Note, Picture
from tests.fakes import NOW, Ask, Fake, FakeWire
from tests.fakes.discourse import Discourse
from tests.fakes.linkedin import LinkedIn
from tests.fakes.mattermost import Mattermost
from tests.fakes.meta import Facebook, Instagram, Threads
from tests.fakes.peertube import PeerTube
from tests.fakes.x import X
from tests.fakes.youtube import YouTube

FILM = Picture(content=b"film" * 1000, media_type="video/mp4", alt="", url="https://auenried.example/f.mp4")
PICTURE = Picture(
    content=b"\x89PNG", media_type="image/png", alt="Der Hof", url="https://auenried.example/hof.png"
)


@dataclass(frozen=True)
class Case:
    """A fake, a note that it takes, and which request makes it public."""

    fake: Callable[[], Fake]
    note: Note
    public: Callable[[Ask], bool]
    right: str


def _note(content: str = "Die Mensa öffnet wieder.", **more: object) -> Note:
    return Note(content=content, published=NOW, **more)


def _posted(path: str) -> Callable[[Ask], bool]:
    return lambda ask: (ask.method, ask.path) == ("POST", path)


CASES = {
    "facebook": Case(
        Facebook, _note(pictures=(PICTURE, PICTURE)), _posted("/v25.0/123/feed"), "pages_manage_posts"
    ),
    "instagram": Case(
        Instagram,
        _note(pictures=(PICTURE, FILM)),
        _posted("/v25.0/777/media_publish"),
        "instagram_content_publish",
    ),
    "discourse": Case(
        Discourse,
        _note(name="Die Mensa öffnet", pictures=(PICTURE, PICTURE)),
        _posted("/posts.json"),
        "not permitted",
    ),
    "linkedin": Case(
        LinkedIn, _note(pictures=(PICTURE, PICTURE)), _posted("/rest/posts"), "w_organization_social"
    ),
    "mattermost": Case(
        Mattermost, _note(pictures=(PICTURE, PICTURE)), _posted("/api/v4/posts"), "create_post"
    ),
    "peertube": Case(
        PeerTube,
        _note(name="Die Mensa", pictures=(FILM,)),
        lambda ask: ask.method == "PUT" and ask.path.startswith("/api/v1/videos/v-"),
        "another user",
    ),
    "threads": Case(
        Threads,
        _note(pictures=(PICTURE, FILM)),
        _posted("/v1.0/9/threads_publish"),
        "threads_content_publish",
    ),
    "x": Case(
        X,
        _note(pictures=(PICTURE, FILM)),
        _posted("/2/tweets"),
        "tweet.write",
    ),
    "youtube": Case(
        YouTube,
        _note(name="Die Mensa", pictures=(FILM,)),
        lambda ask: (ask.method, ask.path) == ("PUT", "/youtube/v3/videos"),
        "force-ssl",
    ),
}
ANSWERS = {
    "facebook": lambda fake: "https://www.facebook.com/" + fake.put("Wann?", "123_1"),
    "instagram": lambda fake: f"{fake.host}/instagram/" + fake.put("Wann?", fake.first),
    "discourse": lambda fake: f"{fake.host}/p/{fake.put('Wann?', 'erika', 1)['id']}",
    "linkedin": lambda fake: address(fake.first, fake.comment(fake.first, "Wann?")),
    "mattermost": lambda fake: f"{fake.host}/_redirect/pl/{fake.put('Wann?')['id']}",
    "peertube": lambda fake: "{0}/w/v-0;threadId={1}#comment-{1}".format(
        fake.host, fake.comment("v-0", "Wann?")["id"]
    ),
    "threads": lambda fake: f"{fake.host}/" + fake.put("Wann?", fake.first),
    "x": lambda fake: f"https://x.com/i/status/{fake.post('Wann?')['id']}",
    "youtube": lambda fake: f"https://www.youtube.com/watch?v=v0&lc={fake.comment('v0', 'Wann?')['id']}",
}


class Stage:
    """A network, its fake, and the wire of a connected account."""

    def __init__(self, name: str) -> None:
        self.case, self.network = CASES[name], registry.network(name)
        self.fake = self.case.fake()
        connection = self.network.connect(FakeWire(self.fake), self.fake.given)
        self.given = dict(self.fake.given) | dict(connection.given)  # as the account keeps it
        self.wire = FakeWire(self.fake, connection)

    def prepared(self, note: Note | None = None) -> Note:
        """The note, as the ledger would have it before it publishes."""
        note = note or self.case.note
        if Offer.PREPARE in self.network.offers:
            for _step in range(20):
                done = self.network.prepare(self.wire, note, key="k")
                note = replace(note, prepared=done.state)
                if done.wait is None:
                    return note
            raise AssertionError("preparing never ends")
        return note

    def publish(self, note: Note):
        return self.network.publish(self.wire, note, key="k")

    def look(self, note: Note):
        return self.network.look(self.wire, note, key="k")


@pytest.fixture(params=CASES)
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(request.param)


def test_what_is_published_is_public_once_and_found_again(stage):
    note = stage.prepared()
    assert stage.fake.public() == []
    assert stage.look(note) is None
    receipt = stage.publish(note)
    assert len(stage.fake.public()) == 1
    assert stage.look(note).id == receipt.id
    assert receipt.url.startswith("https://")


def test_what_is_taken_down_is_seen_gone_and_before_that_it_is_seen(stage):
    receipt = stage.publish(stage.prepared())
    assert _seen(stage, receipt)
    stage.network.delete(stage.wire, receipt.id)
    assert stage.fake.public() == []
    assert not _seen(stage, receipt)
    with pytest.raises((Gone, Rejected)):
        stage.network.delete(stage.wire, receipt.id)


def _seen(stage: Stage, receipt) -> bool:
    """As the ledger looks: our own view first, the public's where strangers may look."""
    ours = Offer.CONFIRM not in stage.network.offers or stage.network.confirm(stage.wire, receipt)
    try:
        return stage.network.visible(FakeWire(stage.fake), receipt) and ours
    except TryLater as wall:
        return ours if wall.facts.get("walled") else pytest.fail(str(wall))


@pytest.mark.parametrize(
    ("trouble", "error"),
    [("expired", Reconnect), ("revoked", Reconnect), ("scope", Rejected), ("slow", TryLater)],
)
def test_trouble_means_the_same_everywhere(stage, trouble, error):
    note = stage.prepared()
    stage.fake.trouble = trouble
    with pytest.raises(LeitstandError) as raised:
        stage.publish(note)
    assert type(raised.value) is error, raised.value
    assert stage.fake.public() == []
    if trouble == "scope":
        assert stage.case.right in raised.value.facts["right"]
    if trouble == "slow":
        assert timedelta(0) < raised.value.wait <= timedelta(days=1)
    assert stage.fake.token not in str(raised.value)


@pytest.mark.parametrize("kind", ["cut", "broken", "lost"])
def test_an_open_end_is_looked_up_and_never_doubled(stage, kind):
    note = stage.prepared()
    getattr(stage.wire, kind)(stage.case.public)
    with pytest.raises(Uncertain):
        stage.publish(note)
    found = stage.look(note)
    assert (found is not None) == (kind != "lost")
    assert len(stage.fake.public()) == (kind != "lost")


@pytest.mark.parametrize("kind", ["cut", "broken", "lost"])
def test_preparing_goes_on_whatever_breaks_and_publishes_nothing(stage, kind):
    if Offer.PREPARE not in stage.network.offers:
        pytest.skip("publishes in one step")
    steps = sum(1 for ask in _asked_while_preparing(stage) if ask.method != "GET")
    for broken in range(steps):
        fresh, seen = Stage(stage.network.name), iter(range(1000))
        getattr(fresh.wire, kind)(lambda ask: ask.method != "GET" and next(seen) == broken)  # noqa: B023
        note = fresh.case.note
        for _try in range(30):
            try:
                done = fresh.network.prepare(fresh.wire, note, key="k")
            except TryLater:
                continue
            note = replace(note, prepared=done.state)
            if done.wait is None:
                break
        assert fresh.fake.public() == []
        fresh.publish(note)
        assert len(fresh.fake.public()) == 1


def _asked_while_preparing(stage: Stage) -> list[Ask]:
    before = len(stage.fake.heard)
    stage.prepared()
    return stage.fake.heard[before:]


def test_a_permission_that_ended_is_renewed_and_one_that_was_taken_back_is_not(stage):
    if Offer.RENEW not in stage.network.offers:
        pytest.skip("its permission does not end, or only its owner can renew it")
    connection = stage.network.renew(FakeWire(stage.fake), stage.given)
    assert connection.expires is None or connection.expires > NOW
    given = stage.given | dict(connection.given)
    again = stage.network.renew(FakeWire(stage.fake), given)
    stage.wire = FakeWire(stage.fake, again)
    stage.publish(stage.prepared())
    stage.fake.refresh = "another"
    with pytest.raises(Reconnect):
        stage.network.renew(FakeWire(stage.fake), given | dict(again.given))


def test_what_does_not_fit_is_told_at_the_form(stage):
    secrets = [ask.name for ask in stage.network.needs if ask.secret]
    for name in stage.fake.checked or secrets:
        with pytest.raises(Invalid):
            stage.network.connect(FakeWire(stage.fake), stage.given | {name: "wrong"})


def test_an_answer_is_published_found_and_never_doubled(stage):
    if Offer.REPLY not in stage.network.offers:
        pytest.skip("takes no answers")
    note = _note("Um 11 Uhr.", in_reply_to=ANSWERS[stage.network.name](stage.fake))
    note = stage.prepared(note)
    receipt = stage.publish(note)
    assert stage.look(note).id == receipt.id
    stage.network.delete(stage.wire, receipt.id)
    assert not _seen(stage, receipt)
    assert stage.look(note) is None


def test_what_others_say_is_heard_once(stage):
    to = ANSWERS[stage.network.name](stage.fake)
    stage.publish(stage.prepared(_note("Wir selbst", in_reply_to=to)))
    heard, cursor = [], ""
    for _again in range(2):
        for page in stage.network.read(stage.wire, "notifications", cursor):
            heard += stage.network.parse(page.raw, page.url)
            cursor = page.cursor
    assert [post.id for post in heard] == [to]
    assert "Wann?" in heard[0].content


def test_what_came_of_it_is_told_by_our_words(stage):
    receipt = stage.publish(stage.prepared())
    counts = stage.network.outcome(stage.wire, receipt.id)
    assert counts
    assert set(counts) <= {"reply", "like", "announce", "view", "reach", "click", "save"}


SIGN_IN = [name for name in CASES if Offer.SIGN_IN in registry.network(name).offers]


@pytest.mark.parametrize("name", SIGN_IN)
def test_the_page_that_asks_for_permission_is_told_everything_but_a_secret(name):
    network, given = registry.network(name), CASES[name].fake().given
    page = urlsplit(
        network.authorize(given, back="https://leitstand.example/back", state="st4te", challenge="ch4llenge")
    )
    asked = dict(parse_qsl(page.query))
    assert (page.scheme, asked["response_type"], asked["state"]) == ("https", "code", "st4te")
    assert (asked["client_id"], asked["redirect_uri"]) == (given["client"], "https://leitstand.example/back")
    assert asked["scope"]
    secrets = [given[ask.name] for ask in network.needs if ask.secret and len(given[ask.name]) > 1]
    assert not [one for one in secrets if one in page.query]


@pytest.mark.parametrize("name", ["youtube", "x"])
def test_the_code_becomes_what_the_connection_needs(name):
    stage = Stage(name)
    wire = FakeWire(stage.fake)
    gave = stage.network.exchange(wire, stage.given, code="c0de", back="https://b.example/", verifier="v")
    assert stage.network.connect(wire, stage.given | dict(gave)).actor.id
    form = next(ask.form for ask in stage.fake.heard[::-1] if ask.form.get("code"))
    assert (form["grant_type"], form["code"], form["code_verifier"]) == ("authorization_code", "c0de", "v")
