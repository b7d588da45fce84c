"""Every offer of `bluesky`, proven against the real PDS, AppView and firehose."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TypeVar

import pytest
from backports import zstd
from PIL import Image

from leitstand.networks.bluesky import Bluesky
from leitstand.vocabulary.audience import Follower
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Answer, Connection, Page
from leitstand.vocabulary.post import Note, Picture, Post, Receipt
from leitstand.wire import Caps, HttpWire
from tests.contract.servers import jetstream
from tests.contract.servers.bluesky import ROOT, Server, bluesky, free_ports, new_app_password
from tests.patience import patient

__all__ = ["bluesky"]  # the fixture

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(240)]

SHARED = ROOT.parent / "shared" / "data" / "bluesky-wire"
HERE = ["127.0.0.1"]
V1, V2 = "/subscribe", "/xrpc/network.bsky.jetstream.subscribeEvents"
T = TypeVar("T")
_keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture
def network(bluesky: Server) -> Bluesky:
    return Bluesky(public=bluesky.appview)


@pytest.fixture
def anybody() -> Iterator[HttpWire]:
    with HttpWire(allowed=HERE, caps=Caps(silence_seconds=1.0)) as wire:
        yield wire


@pytest.fixture
def us(bluesky: Server, network: Bluesky, anybody: HttpWire) -> Iterator[HttpWire]:
    with HttpWire(_connection(bluesky, network, anybody), allowed=HERE) as wire:
        yield wire


def _connection(server: Server, network: Bluesky, wire: HttpWire, who: str = "auenried") -> Connection:
    account = server.accounts[who]
    given = {"server": server.pds, "handle": f"@{account.handle}", "password": account.app_password}
    return network.connect(wire, given)


def _note(content: str, **more: object) -> Note:
    return Note(content=content, published=datetime.now(UTC), **more)


def _value(wire: HttpWire, receipt: Receipt) -> dict:
    return wire.get(receipt.url).json()["value"]


def _soon(ask: Callable[[], T], what: str, seconds: float = 60) -> T:
    """The first true answer; the AppView follows the PDS within a second or so."""
    seconds = patient(seconds)
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, f"after {seconds:.0f} s still not: {what}"
        time.sleep(0.1)
    return answer


def test_connecting_tells_who_we_are_and_where(bluesky, network, anybody):
    connection = _connection(bluesky, network, anybody)
    assert connection.server == bluesky.pds
    assert connection.actor.id == bluesky.accounts["auenried"].did
    assert connection.actor.preferred_username == "auenried.test"


def test_facets_hit_their_words_by_bytes_across_umlauts_and_emoji(bluesky, network, us):
    text = "Grüße 👩‍🔬 aus Auenried: @erika.test fragt zu #Klimaschutz 🌍, mehr: https://auenried.example/öffnung."
    record = _value(us, network.publish(us, _note(text), key=next(_keys)))
    hit = {
        record["text"].encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f["features"][0]
        for f in record["facets"]
    }
    assert record["text"] == text
    assert record["langs"] == ["de"]
    assert hit["@erika.test"]["did"] == bluesky.accounts["erika"].did
    assert hit["#Klimaschutz"]["tag"] == "Klimaschutz"
    assert hit["https://auenried.example/öffnung"]["uri"] == "https://auenried.example/öffnung"


def test_what_we_publish_the_appview_gives_back_as_the_same_post(bluesky, network, us):
    note = _note("Wir öffnen das Labor 🧪 für alle. #Auenried https://auenried.example/tür", language="de-AT")
    receipt = network.publish(us, note, key=next(_keys))
    post = _soon(lambda: _shown(network, us, receipt.id), "the AppView shows the post")
    assert (post.id, post.content, post.language) == (receipt.id, note.content, "de-AT")
    assert post.attributed_to.preferred_username == "auenried.test"
    assert abs(post.published - note.published) < timedelta(milliseconds=1)
    assert [tag.name for tag in post.tag] == ["#Auenried"]
    assert [one.url for one in post.attachment] == ["https://auenried.example/tür"]


def _shown(network: Bluesky, wire: HttpWire, id: str) -> Post | None:
    raw = wire.get("/xrpc/app.bsky.feed.getPosts", query={"uris": id}).body
    return next(iter(network.parse(raw)), None)


def test_a_repeat_with_the_same_key_gives_the_same_record(bluesky, network, us):
    note, key = _note("Nur einmal, bitte."), next(_keys)
    assert network.look(us, note, key=key) is None
    first = network.publish(us, note, key=key)
    assert network.publish(us, note, key=key) == first
    assert network.look(us, note, key=key) == first
    assert _count(bluesky, note.content) == 1


class _Deaf(HttpWire):
    """Sends everything and hears no answer to what it posts."""

    def post(self, url: str, **said: object) -> Answer:
        super().post(url, **said)
        raise Uncertain("silence")


def test_what_was_sent_and_not_heard_of_is_found_by_looking_and_not_sent_twice(bluesky, network, us, anybody):
    note, key = _note("Gesendet, nichts gehört."), next(_keys)
    with _Deaf(_connection(bluesky, network, anybody), allowed=HERE) as deaf, pytest.raises(Uncertain):
        network.publish(deaf, note, key=key)
    found = network.look(us, note, key=key)
    assert found is not None
    assert network.publish(us, note, key=key) == found
    assert _count(bluesky, note.content) == 1


def test_two_notes_of_the_same_moment_are_two_posts(bluesky, network, us):
    moment = datetime.now(UTC).replace(microsecond=0)
    notes = [Note(content=f"Gleichzeitig {n}", published=moment) for n in (1, 2)]
    receipts = [network.publish(us, note, key=next(_keys)) for note in notes]
    assert receipts[0].id != receipts[1].id


def test_a_taken_place_is_never_overwritten(bluesky, network, us):
    key, moment = next(_keys), datetime.now(UTC)
    first = network.publish(us, Note(content="Zuerst da", published=moment), key=key)
    with pytest.raises(Rejected):
        network.publish(us, Note(content="Zu spät", published=moment), key=key)
    assert _value(us, first)["text"] == "Zuerst da"


def _count(server: Server, text: str) -> int:
    did = server.accounts["auenried"].did
    asked = {"repo": did, "collection": "app.bsky.feed.post", "limit": "100"}
    records = server.call("com.atproto.repo.listRecords", **asked)["records"]
    return sum(1 for one in records if one["value"]["text"] == text)


def test_pictures_go_out_with_their_alternative_text_and_shape(bluesky, network, us):
    content = BytesIO()
    Image.new("RGB", (40, 20), "red").save(content, "PNG")
    picture = Picture(
        content=content.getvalue(), media_type="image/png", alt="Ein rotes Rechteck, größer als ein Ö"
    )
    receipt = network.publish(us, _note("Seht her", pictures=(picture, picture)), key=next(_keys))
    images = _value(us, receipt)["embed"]["images"]
    assert [one["alt"] for one in images] == [picture.alt, picture.alt]
    assert images[0]["aspectRatio"] == {"width": 40, "height": 20}
    post = _soon(lambda: _shown(network, us, receipt.id), "the AppView shows the post")
    assert {one.type for one in post.attachment} == {"Image"}
    assert post.attachment[0].name == picture.alt


def test_a_picture_over_the_limit_is_refused_in_the_networks_words(bluesky, network, us):
    too_large = Picture(content=bytes(2_100_000), media_type="image/png", alt="")
    with pytest.raises(Rejected, match=r"2100000|large|size|big"):
        network.publish(us, _note("Zu groß", pictures=(too_large,)), key=next(_keys))


def test_an_answer_names_its_parent_and_the_root_of_the_talk(bluesky, network, us):
    root = bluesky.post("erika", "Wann öffnet die Bibliothek?")
    first = network.publish(us, _note("Um acht.", in_reply_to=root["uri"]), key=next(_keys))
    second = network.publish(us, _note("Samstags um zehn.", in_reply_to=first.id), key=next(_keys))
    said = _value(us, second)["reply"]
    assert said["root"] == {"uri": root["uri"], "cid": root["cid"]}
    assert said["parent"]["uri"] == first.id
    raw = _soon(lambda: _thread(us, root["uri"], second.id), "the thread holds both answers")
    posts = {post.content: post.in_reply_to for post in network.parse(raw)}
    assert posts == {
        "Wann öffnet die Bibliothek?": None,
        "Um acht.": root["uri"],
        "Samstags um zehn.": first.id,
    }


def test_an_answer_to_us_is_hidden_and_shown_again_for_everybody(bluesky, network, us):
    root = network.publish(us, _note("Fragen zur Bibliothek?"), key=next(_keys))
    ours = {"uri": root.id, "cid": _read(us, root.id)["cid"]}
    loud = bluesky.post("erika", "Unsinn!", reply={"root": ours, "parent": ours})["uri"]
    _soon(lambda: _thread(us, root.id, loud), "the thread holds the answer")
    network.moderate(us, loud, "hold")
    network.moderate(us, loud, "hold")
    gate = f"at://{us.me.id}/app.bsky.feed.threadgate/{root.id.rpartition('/')[2]}"
    assert _read(us, gate)["value"]["hiddenReplies"] == [loud]
    network.moderate(us, loud, "approve")
    assert _read(us, gate)["value"]["hiddenReplies"] == []


def _read(wire: HttpWire, uri: str) -> dict:
    """A record of our own as the server holds it."""
    asked = dict(zip(("repo", "collection", "rkey"), uri.removeprefix("at://").split("/"), strict=True))
    return wire.get("/xrpc/com.atproto.repo.getRecord", query=asked).json()


def _thread(wire: HttpWire, uri: str, last: str) -> bytes | None:
    try:
        raw = wire.get("/xrpc/app.bsky.feed.getPostThread", query={"uri": uri}).body
    except Rejected:
        return None
    return raw if last.encode() in raw else None


def test_an_answer_to_a_post_that_is_gone_is_not_published(bluesky, network, us):
    did = bluesky.accounts["erika"].did
    with pytest.raises(Gone):
        network.publish(
            us, _note("Wohin?", in_reply_to=f"at://{did}/app.bsky.feed.post/3aaaaaaaaaa2a"), key=next(_keys)
        )
    assert _count(bluesky, "Wohin?") == 0


def test_deleting_makes_a_post_invisible_for_everybody(bluesky, network, us, anybody):
    receipt = network.publish(us, _note("Das nehmen wir zurück."), key=next(_keys))
    page = Receipt(id=receipt.id, url="https://bsky.app/profile/x/post/y", published=receipt.published)
    _soon(lambda: network.visible(anybody, page), "the AppView shows the post")
    assert network.visible(anybody, receipt)
    network.delete(us, receipt.id)
    assert not network.visible(anybody, receipt)
    _soon(lambda: not network.visible(anybody, page), "the AppView shows it no more")
    with pytest.raises(Gone):
        network.delete(us, receipt.id)


def test_nobody_deletes_for_others(bluesky, network, us):
    theirs = bluesky.post("erika", "Meins bleibt.")
    with pytest.raises(Invalid):
        network.delete(us, theirs["uri"])


def test_outcomes_count_each_kind_and_leave_out_views(bluesky, network, us):
    receipt = network.publish(us, _note("Wie gefällt euch das?"), key=next(_keys))
    about = {"uri": receipt.id, "cid": us.get(receipt.url).json()["cid"]}
    now = datetime.now(UTC).isoformat()
    for kind in ("like", "repost"):
        bluesky.record("erika", {"$type": f"app.bsky.feed.{kind}", "subject": about, "createdAt": now})
    bluesky.record("lampe", {"$type": "app.bsky.feed.like", "subject": about, "createdAt": now})
    bluesky.post("lampe", "Schön", embed={"$type": "app.bsky.embed.record", "record": about})
    bluesky.post("erika", "Sehr!", reply={"root": about, "parent": about})
    wanted = {"reply": 1, "like": 2, "announce": 1, "quote": 1}
    _soon(lambda: _counted(network, us, receipt.id) == wanted, f"the outcome is {wanted}")


def _counted(network: Bluesky, wire: HttpWire, id: str) -> Mapping[str, int] | None:
    try:
        return network.outcome(wire, id)
    except TryLater:
        return None


def test_the_outcome_of_a_post_that_is_gone_is_gone(bluesky, network, us):
    did = bluesky.accounts["auenried"].did
    with pytest.raises(Gone):
        network.outcome(us, f"at://{did}/app.bsky.feed.post/3aaaaaaaaaa2a")


def test_notifications_are_mentions_answers_and_quotes_and_nothing_twice(bluesky, network, us):
    receipt = network.publish(us, _note("Fragt uns!"), key=next(_keys))
    about = {"uri": receipt.id, "cid": us.get(receipt.url).json()["cid"]}
    liked = {"$type": "app.bsky.feed.like", "subject": about, "createdAt": datetime.now(UTC).isoformat()}
    bluesky.record("erika", liked)
    bluesky.post("erika", "Eine Antwort 🌻", reply={"root": about, "parent": about})
    bluesky.post("lampe", "Ein Zitat", embed={"$type": "app.bsky.embed.record", "record": about})
    bluesky.post("lampe", "Hallo @auenried.test", facets=[_mention(bluesky)])
    wanted = {"Eine Antwort 🌻", "Ein Zitat", "Hallo @auenried.test"}
    _soon(lambda: wanted <= set(_texts(network, us, "notifications", "")[0]), f"all of {wanted} are told")
    posts, cursor = _texts(network, us, "notifications", "")
    assert len(posts) == len(set(posts))
    assert _texts(network, us, "notifications", cursor) == ([], cursor)
    bluesky.post("erika", "Noch eine", reply={"root": about, "parent": about})
    fresh = _soon(lambda: _texts(network, us, "notifications", cursor)[0], "the new answer is told")
    assert "Noch eine" in fresh


def _mention(server: Server) -> dict:
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": server.accounts["auenried"].did}
    return {"index": {"byteStart": 6, "byteEnd": 20}, "features": [feature]}


def _texts(network: Bluesky, wire: HttpWire, source: str, since: str) -> tuple[list[str], str]:
    texts = []
    for page in network.read(wire, source, since):
        texts += [post.content for post in network.parse(page.raw)]
        since = page.cursor
    return texts, since


def test_an_account_is_found_by_handle_and_read_without_an_account_of_ours(bluesky, network, anybody):
    with HttpWire(server=bluesky.appview, allowed=HERE) as reader:
        found = list(network.find(reader, "@lampe.test"))
        assert [one.name for one in found] == ["Werkstatt Lampe (@lampe.test)"]
        made = bluesky.post("lampe", "Neues aus der Werkstatt")
        posts = _soon(lambda: _texts(network, reader, found[0].source, "")[0], "the feed has posts")
        _soon(
            lambda: "Neues aus der Werkstatt" in _texts(network, reader, found[0].source, "")[0],
            f"the feed holds {made['uri']}",
        )
        assert posts
        with pytest.raises(Rejected, match="Profile not found"):
            list(network.find(reader, "@niemand.test"))


def test_everybody_who_follows_is_listed_with_what_profiles_and_feeds_tell(bluesky, network, anybody):
    moment = datetime.now(UTC)
    for who in ("erika", "auenried"):
        follow = {"$type": "app.bsky.graph.follow", "subject": bluesky.accounts["lampe"].did}
        bluesky.record(who, follow | {"createdAt": moment.isoformat().replace("+00:00", "Z")})
    bluesky.post("erika", "Ich folge jetzt der Werkstatt.")
    account = network.followed(anybody, "@lampe.test")
    assert (account.id, account.name) == (bluesky.accounts["lampe"].did, "Werkstatt Lampe (@lampe.test)")
    _soon(lambda: network.followed(anybody, "@lampe.test").followers == 2, "two are counted")

    def erika() -> Follower | None:
        every = [one for page in network.followers(anybody, account.id) for one in page]
        assert {one.id for one in every} == {bluesky.accounts[who].did for who in ("erika", "auenried")}
        told = {one.id: one for one in network.described(anybody, every)}
        found = told[bluesky.accounts["erika"].did]
        return found if found.posts and found.last_post else None

    found = _soon(erika, "her profile counts posts, and her feed shows the last")
    assert (found.picture, found.described) == (False, False)
    assert abs(found.last_post - moment) < timedelta(minutes=2)
    assert found.created is None  # this network has no history of its identities; bsky.social tells it


def test_a_hashtag_is_searched_for_with_an_account(bluesky, network, us, anybody):
    bluesky.post("erika", "Kommt alle zum #Auenfest!", facets=[_tag(b"Kommt alle zum ", b"#Auenfest")])
    (found,) = network.find(us, "#Auenfest")
    _soon(
        lambda: "Kommt alle zum #Auenfest!" in _texts(network, us, found.source, "")[0], "the search finds it"
    )
    assert list(network.find(anybody, "#Auenfest")) == []


def _tag(before: bytes, tag: bytes) -> dict:
    place = {"byteStart": len(before), "byteEnd": len(before + tag)}
    return {"index": place, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag[1:].decode()}]}


@pytest.mark.parametrize(
    "one",
    ["a", "ß", "🌍", "e\u0301", "🇩🇪", "각", "நி"],
    ids=["a", "ß", "globe", "accent", "flag", "hangul", "tamil"],
)
def test_three_hundred_characters_fit_as_we_count_them_and_one_more_does_not(network, us, one):
    assert network.length(one * 300) == 300
    network.publish(us, _note(one * 300), key=next(_keys))
    with pytest.raises(Rejected):
        network.publish(us, _note(one * 301), key=next(_keys))


def test_a_text_of_too_many_bytes_is_too_long_for_us_as_for_the_network(network, us):
    family = "👨‍👩‍👧‍👦"
    fits, too_long = family * 120, family * 121
    assert (network.length(fits), network.length(too_long) > 300) == (120, True)
    network.publish(us, _note(fits), key=next(_keys))
    with pytest.raises(Rejected):
        network.publish(us, _note(too_long), key=next(_keys))


def test_a_revoked_app_password_asks_to_connect_again(bluesky, network, anybody):
    password = new_app_password(bluesky, "lampe", "for-a-while")
    given = {"server": bluesky.pds, "handle": "lampe.test", "password": password}
    network.connect(anybody, given)
    bluesky.call("com.atproto.server.revokeAppPassword", {"name": "for-a-while"}, who="lampe")
    with pytest.raises(Reconnect, match="lampe"):
        network.connect(anybody, given)


def test_a_token_that_ended_asks_to_connect_again(bluesky, network, anybody):
    old = _connection(bluesky, network, anybody)
    token = "Bearer eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.AAAA"
    stale = Connection(server=old.server, headers={"Authorization": token}, actor=old.actor)
    with HttpWire(stale, allowed=HERE) as wire:
        for attempt in (
            lambda: network.publish(wire, _note("Nie"), key=next(_keys)),
            lambda: list(network.read(wire, "notifications", "")),
            lambda: network.outcome(wire, f"at://{old.actor.id}/app.bsky.feed.post/3aaaaaaaaaa2a"),
        ):
            with pytest.raises(Reconnect):
                attempt()


@pytest.mark.parametrize("path", [V1, V2])
def test_the_stream_tells_posts_and_their_end(bluesky, network, anybody, path):
    pages = network.stream(anybody, bluesky.jetstream + path, "")
    next(pages)  # connected
    made = bluesky.post("erika", "Live aus Auenried 🚆")
    rkey = made["uri"].rpartition("/")[2]
    gone = {"repo": bluesky.accounts["erika"].did, "collection": "app.bsky.feed.post", "rkey": rkey}
    bluesky.call("com.atproto.repo.deleteRecord", gone, who="erika")
    told = _until(network, pages, lambda posts: posts[-1:] and posts[-1].type == "Tombstone")
    posts = [post for post in told if post.id == made["uri"]]
    assert [post.type for post in posts] == ["Note", "Tombstone"]
    assert posts[0].content == "Live aus Auenried 🚆"


@pytest.mark.parametrize("path", [V1, V2])
def test_a_stream_goes_on_where_it_was_when_the_server_was_killed(bluesky, network, anybody, path):
    pages = network.stream(anybody, bluesky.jetstream + path, "")
    next(pages)
    heard = [bluesky.post("erika", f"Vorher {n}")["uri"] for n in range(5)]
    before: list[Page] = []
    while not before or heard[-1].rpartition("/")[2].encode() not in before[-1].raw:
        before.append(next(pages))
    bluesky.stop_jetstream()
    with pytest.raises(TryLater):
        for _page in pages:
            pass
    missed = [bluesky.post("erika", f"Währenddessen {n}")["uri"] for n in range(5)]
    bluesky.start_jetstream()
    again = _resumed(network, anybody, bluesky.jetstream + path, before[-1].cursor, missed)
    assert [post.id for post in again if post.id in missed] == missed
    assert [page for page in before if page.cursor]


def _resumed(network: Bluesky, wire: HttpWire, source: str, cursor: str, wanted: list[str]) -> list[Post]:
    """The posts after the cursor; the server refuses until it has read the firehose anew."""
    end = time.monotonic() + patient(60)
    while True:
        try:
            return _until(
                network,
                network.stream(wire, source, cursor),
                lambda posts: wanted[-1] in {p.id for p in posts},
            )
        except TryLater:
            assert time.monotonic() < end, "the stream did not come back"
            time.sleep(0.1)


def _until(network: Bluesky, pages: Iterator[Page], enough: Callable[[list[Post]], bool]) -> list[Post]:
    posts: list[Post] = []
    for page in itertools.islice(pages, 200):
        posts += network.parse(page.raw)
        if enough(posts):
            return posts
    raise AssertionError(f"the stream told only {posts}")


def test_the_stream_from_the_beginning_is_the_same_in_both_wires(bluesky, network, anybody):
    last = bluesky.post("lampe", "Der letzte Beitrag")["uri"]
    first, second = (
        _resumed(network, anybody, bluesky.jetstream + path, str(10**15), [last]) for path in (V1, V2)
    )
    assert first == second
    assert len(first) == len({(post.id, post.type) for post in first})


@pytest.mark.parametrize("path", [V1, V2])
def test_a_malformed_cursor_is_refused_before_the_stream_begins(bluesky, anybody, path):
    with pytest.raises(Rejected, match="cursor"):
        next(anybody.messages(f"{bluesky.jetstream}{path}?cursor=gestern"))


def test_a_stream_that_is_not_ready_is_asked_again_later(bluesky, network, anybody):
    ports = dict(bluesky.ports)
    bluesky.stop_jetstream()
    bluesky.ports = ports | {"pds": free_ports()["pds"]}  # nobody is there
    try:
        bluesky.start_jetstream(ready=False)
        with pytest.raises(TryLater, match="503"):
            next(network.stream(anybody, bluesky.jetstream + V1, ""))
    finally:
        bluesky.stop_jetstream()
        bluesky.ports = ports
        bluesky.start_jetstream()


def test_a_network_that_is_gone_is_asked_again_later(network):
    with HttpWire(allowed=HERE) as wire, pytest.raises(TryLater):
        next(network.stream(wire, f"ws://127.0.0.1:{free_ports()['jetstream']}/subscribe", ""))


def test_json_of_the_interface_is_told_apart_from_anything_else(bluesky, network):
    with pytest.raises(Invalid):
        list(network.parse(json.dumps(bluesky.call("com.atproto.server.describeServer")).encode()))


@pytest.mark.skipif(not SHARED.exists(), reason="the recording of third parties' posts is kept outside")
def test_the_stand_in_tells_of_real_frames_what_the_real_jetstream_told():
    raw = zstd.decompress((SHARED / "relay_frames.bin.zst").read_bytes())
    told: list[jetstream.Event] = []
    while raw:
        size = int.from_bytes(raw[:4], "little")
        told += jetstream.read(raw[4 : 4 + size], told[-1] if told else None)
        raw = raw[4 + size :]
    lines = (SHARED / "jetstream_v1_expected.jsonl").read_text().splitlines()
    wanted = [json.loads(line) for line in lines if line.strip()]
    assert [event.v1() | {"time_us": 0} for event in told] == [event | {"time_us": 0} for event in wanted]
