"""Every offer of `mastodon`, proven on a running server that speaks its client API."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from leitstand.networks.mastodon import NETWORK
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Connection, Page
from leitstand.vocabulary.post import Note, Picture, Post, Receipt
from leitstand.wire import Caps, HttpWire
from tests.contract.servers.mastodon import MastodonServer, mastodon
from tests.contract.servers.wordpress_cut import Cut

__all__ = ["mastodon"]  # the fixture

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(120)]

HERE = ["127.0.0.1"]
IMPATIENT = Caps(read_seconds=2.0, answer_seconds=3.0)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
_keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture
def anybody() -> Iterator[HttpWire]:
    with HttpWire(allowed=HERE) as wire:
        yield wire


@pytest.fixture
def us(mastodon: MastodonServer, anybody: HttpWire) -> Iterator[HttpWire]:
    with HttpWire(_connection(mastodon, anybody), allowed=HERE) as wire:
        yield wire


@pytest.fixture
def erika(mastodon: MastodonServer) -> str:
    """An access token of somebody else."""
    return mastodon.account("erika")


def _connection(server: MastodonServer, wire: HttpWire, token: str = "") -> Connection:
    return NETWORK.connect(wire, {"server": server.url, "token": token or server.password})


def _note(content: str, **more: object) -> Note:
    return Note(content=content, published=datetime.now(UTC), **more)


def _publish(wire: HttpWire, content: str, **more: object) -> Receipt:
    return NETWORK.publish(wire, _note(content, **more), key=next(_keys))


def _say(server: MastodonServer, token: str, text: str, **more: object) -> dict:
    return server.ask("POST", "/api/v1/statuses", {"status": text} | more, token=token)


def _local(receipt: Receipt) -> str:
    return receipt.url.rpartition("/")[2]


def _posts(wire: HttpWire, source: str, since: str = "") -> tuple[list[Post], str]:
    posts: list[Post] = []
    for page in NETWORK.read(wire, source, since):
        posts += NETWORK.parse(page.raw, page.url)
        since = page.cursor
    return posts, since


def test_connecting_tells_who_we_are_and_a_wrong_token_is_named(mastodon, anybody):
    connection = _connection(mastodon, anybody)
    assert connection.server == mastodon.url
    assert connection.actor.preferred_username == f"auenried@{urlsplit(mastodon.url).netloc}"
    with pytest.raises(Invalid, match="does not accept this token"):
        _connection(mastodon, anybody, "falsch")


def test_limits_are_read_from_the_server(us):
    limits = NETWORK.limits(us)
    assert (limits.characters, limits.pictures) == (500, 4)
    assert limits.picture_bytes


def test_profiles_hashtags_and_the_server_itself_are_found_by_their_address(mastodon, us, erika):
    def sources(address: str) -> list[str]:
        return [found.source.split(" ")[0] for found in NETWORK.find(us, address)]

    host = urlsplit(mastodon.url).netloc
    assert sources(f"@erika@{host}") == ["account"]
    assert sources(f"{mastodon.url}/@erika") == ["account"]
    assert sources(f"{mastodon.url}/tags/auenried") == ["tag", "tag"]
    assert sources(f"#auenried@{host}") == ["tag", "tag"]
    assert sources(mastodon.url) == ["local", "local", "public", "public"]
    assert sources(f"{mastodon.url}/@niemand") == []


def test_everybody_who_follows_is_listed_page_by_page_with_what_they_do(mastodon, anybody):
    host = urlsplit(mastodon.url).netloc
    mastodon.account("verein")
    account = NETWORK.followed(anybody, f"{mastodon.url}/@verein")
    assert (account.url, account.followers) == (f"{mastodon.url}/@verein", 0)
    path = f"/api/v1/accounts/{account.id.split(' ')[2]}/follow"
    tokens = [mastodon.account(f"leserin{n}") for n in range(43)]
    for token in tokens:
        mastodon.ask("POST", path, token=token)
    mastodon.ask("POST", "/api/v1/statuses", {"status": "Guten Morgen."}, token=tokens[0])
    with HttpWire(server=mastodon.url, allowed=HERE) as there:
        assert NETWORK.followed(there, f"@verein@{host}").followers == 43
    pages = list(NETWORK.followers(anybody, account.id))
    assert [len(page) for page in pages] == [40, 3]  # the stand-in gives 40 where Mastodon gives 80
    every = {one.id: one for page in pages for one in page}
    assert len(every) == 43
    today = datetime.now(UTC)
    assert Counter(one.posts for one in every.values()) == {0: 42, 1: 1}
    assert all(one.created and today - one.created < timedelta(days=2) for one in every.values())
    (writes,) = [one for one in every.values() if one.posts]
    assert writes.last_post is not None
    assert today - writes.last_post < timedelta(days=2)


def test_a_status_goes_out_with_language_link_and_described_picture(us, anybody):
    picture = Picture(content=DOT, media_type="image/png", alt="Ein Punkt, sonst nichts")
    note = _note("Grüße aus #Auenried: https://hochschule-auenried.example/a?b=1", language="de-AT")
    receipt = NETWORK.publish(us, replace(note, pictures=(picture,)), key=next(_keys))
    (post,) = NETWORK.parse(us.get(f"/api/v1/statuses/{_local(receipt)}").body, us.server)
    assert (post.id, post.language, post.attributed_to.id) == (receipt.id, "de-AT", us.me.id)
    assert [a.name for a in post.attachment if a.type == "Image"] == ["Ein Punkt, sonst nichts"]
    assert [tag.name for tag in post.tag] == ["#auenried"]
    assert NETWORK.visible(us, receipt)


def test_the_same_key_never_makes_two_statuses(us):
    note, key = _note("Einmal genügt."), next(_keys)
    first = NETWORK.publish(us, note, key=key)
    assert NETWORK.publish(us, note, key=key) == first
    assert NETWORK.look(us, note, key=key) == first
    assert NETWORK.look(us, replace(note, content="Einmal genügt. Nein."), key=key) is None
    later = replace(note, published=note.published + timedelta(minutes=5))
    assert NETWORK.look(us, later, key=key) is None


def test_a_question_reaches_us_and_our_answer_reaches_who_asked(mastodon, us, erika):
    asked = _say(mastodon, erika, "@auenried Wann öffnet die Mensa?")
    question = _posts(us, "notifications")[0][-1]
    assert (question.id, question.attributed_to.name) == (asked["uri"], "erika")
    receipt = _publish(us, "Am Montag.", in_reply_to=question.id)
    heard = mastodon.ask("GET", "/api/v1/notifications?types[]=mention", token=erika)
    assert heard[0]["status"]["uri"] == receipt.id
    assert heard[0]["status"]["in_reply_to_id"] == asked["id"]


def test_a_reply_to_us_names_our_own_status_and_not_only_a_number(mastodon, us, erika):
    receipt = _publish(us, "Die Mensa öffnet am Montag.")
    _say(mastodon, erika, "@auenried Auch abends?", in_reply_to_id=_local(receipt))
    assert _posts(us, "notifications")[0][-1].in_reply_to == receipt.id


def test_looking_tells_the_same_words_to_different_people_apart(mastodon, us, erika):
    first, second = (_say(mastodon, erika, f"@auenried Frage {number}")["uri"] for number in "12")
    note = _note("Danke!", in_reply_to=second)
    receipt = NETWORK.publish(us, note, key=next(_keys))
    assert NETWORK.look(us, note, key="") == receipt
    assert NETWORK.look(us, replace(note, in_reply_to=first), key="") is None


def test_reading_on_over_several_pages_loses_and_repeats_nothing(mastodon, us, anybody):
    token = mastodon.account("vielschreiberin")
    (found,) = NETWORK.find(anybody, f"{mastodon.url}/@vielschreiberin")
    written = [_say(mastodon, token, f"Meldung {number}")["uri"] for number in range(3)]
    posts, cursor = _posts(anybody, found.source)
    assert sorted(post.id for post in posts) == sorted(written)
    new = [_say(mastodon, token, f"Meldung {number}")["uri"] for number in range(3, 98)]
    posts, cursor = _posts(anybody, found.source, cursor)
    assert len(posts) == 95
    assert {post.id for post in posts} == set(new)
    assert _posts(anybody, found.source, cursor)[0] == []


def test_an_edited_status_is_read_again(mastodon, us, erika):
    said = _say(mastodon, erika, "Schreibfehelr #korrektur")
    source = f"tag {mastodon.url} korrektur"
    _before, cursor = _posts(us, source)
    edit = {"status": "Schreibfehler #korrektur"}
    mastodon.ask("PUT", f"/api/v1/statuses/{said['id']}", edit, token=erika)
    ((post,), cursor) = _posts(us, source, cursor)
    assert "Schreibfehler" in post.content
    assert post.updated is not None
    assert _posts(us, source, cursor)[0] == []


def _streamed(wire: HttpWire, source: str, since: str) -> Iterator[tuple[Page, Post]]:
    for page in NETWORK.stream(wire, source, since):
        for post in NETWORK.parse(page.raw, page.url) if page.raw else ():
            yield page, post


def test_a_stream_first_tells_what_was_missed_then_what_is_said_and_deleted(mastodon, us, erika):
    source = f"tag {mastodon.url} strom"
    _say(mastodon, erika, "Vorher #strom")
    _before, cursor = _posts(us, source)
    missed = _say(mastodon, erika, "Verpasst #strom")
    with HttpWire(_connection(mastodon, us), allowed=HERE, caps=Caps(silence_seconds=0.5)) as wire:
        stream = _streamed(wire, source, cursor)
        _page, first = next(stream)
        assert first.id == missed["uri"]
        # The stand-in names edits "status_update", so they are proven on paper only.
        said = _say(mastodon, erika, "Live #strom")
        page, second = next(stream)
        assert second.id == said["uri"]
        mastodon.ask("DELETE", f"/api/v1/statuses/{said['id']}", token=erika)
        page, third = next(stream)
        assert third.type == "Tombstone"
        assert third.id == second.also["mastodon:local"]
        stream.close()
    assert _posts(us, source, page.cursor)[0] == []


def test_what_came_of_it_counts_replies_reposts_and_likes(mastodon, us, erika):
    receipt = _publish(us, "Wie gefällt Ihnen der neue Hof?")
    _say(mastodon, erika, "@auenried Gut!", in_reply_to_id=_local(receipt))
    mastodon.ask("POST", f"/api/v1/statuses/{_local(receipt)}/favourite", token=erika)
    mastodon.ask("POST", f"/api/v1/statuses/{_local(receipt)}/reblog", token=erika)
    assert NETWORK.outcome(us, receipt.id) == {"reply": 1, "announce": 1, "like": 1}


def test_a_deleted_status_is_gone_for_everybody(us):
    receipt = _publish(us, "Ein Versehen.")
    assert NETWORK.visible(us, receipt)
    NETWORK.delete(us, receipt.id)
    assert not NETWORK.visible(us, receipt)
    with pytest.raises(Gone):
        NETWORK.delete(us, receipt.id)


def test_a_post_our_server_does_not_know_is_named_before_anything_is_sent(us):
    with pytest.raises(Gone, match="does not find"):
        _publish(us, "Hallo?", in_reply_to="https://anderswo.example/users/x/statuses/1")


def test_too_long_a_text_comes_back_with_the_words_of_the_server(us):
    with pytest.raises(Rejected, match=r"422|limit|long"):
        _publish(us, "x" * 501)


def test_a_busy_server_tells_when_to_come_again(mastodon, us):
    busy = {"methods": ["POST"], "path": "/api/v1/statuses"}
    with mastodon.fault(busy, {"type": "ratelimit"}), pytest.raises(TryLater) as told:
        _publish(us, "Jetzt gleich!")
    assert timedelta(0) < told.value.wait <= timedelta(days=1)


def test_a_token_that_was_taken_back_asks_its_owner_to_connect_again(mastodon, us):
    token = mastodon.account("kollegin")
    with HttpWire(_connection(mastodon, us, token), allowed=HERE) as wire:
        receipt = _publish(wire, "Noch da.")
        mastodon.revoke("kollegin")
        for act in (
            lambda: list(NETWORK.read(wire, "notifications", "")),
            lambda: _publish(wire, "Immer noch da?"),
            lambda: NETWORK.delete(wire, receipt.id),
            lambda: next(NETWORK.stream(wire, "home", "")),
        ):
            with pytest.raises(Reconnect):
                act()


def test_when_the_line_breaks_after_sending_looking_finds_what_was_taken(mastodon, us):
    note, key, cut = _note("Kommt das an?"), next(_keys), Cut(urlsplit(mastodon.url).port)
    with HttpWire(_connection(mastodon, us), guard=cut.guard()) as wire:
        with cut.cutting(b"POST /api/v1/statuses"), pytest.raises(Uncertain):
            NETWORK.publish(wire, note, key=key)
        assert cut.cuts == 1
        receipt = NETWORK.look(wire, note, key=key)
        assert receipt is not None
        assert NETWORK.publish(wire, note, key=key) == receipt
    cut.close()


def test_a_server_that_hangs_leaves_open_what_it_did_until_we_look(mastodon, us):
    note, key = _note("Hängt der Server?"), next(_keys)
    with HttpWire(_connection(mastodon, us), allowed=HERE, caps=IMPATIENT) as wire:
        with mastodon.frozen():
            with pytest.raises(TryLater):
                list(NETWORK.read(wire, "home", ""))
            with pytest.raises(Uncertain):
                NETWORK.publish(wire, note, key=key)
        receipt = NETWORK.publish(wire, note, key=key)
        assert NETWORK.look(wire, note, key=key) == receipt
    ours, _cursor = _posts(us, str(next(iter(NETWORK.find(us, f"{mastodon.url}/@auenried"))).source))
    assert len([post for post in ours if "Hängt der Server?" in post.content]) == 1


def test_a_server_that_is_not_there_was_told_nothing(mastodon, us):
    gone = Cut(1)
    gone.close()
    with HttpWire(_connection(mastodon, us), guard=gone.guard()) as wire, pytest.raises(TryLater):
        _publish(wire, "Hört mich jemand?")
