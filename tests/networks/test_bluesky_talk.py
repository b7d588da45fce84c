"""`bluesky` on a wire of paper: what is asked, what answers mean, and what happens when one fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

import pytest

from leitstand.networks.bluesky import NETWORK, records
from leitstand.networks.bluesky.asking import PUBLIC
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.post import Actor, Note, Picture, Receipt
from tests.paper_wire import PaperWire

DID, OTHER = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
US = Actor(id=DID, preferred_username="auenried.example")
MOMENT = datetime(2026, 7, 4, 12, 0, tzinfo=UTC)
NOTE = Note(content="Wir sind da.", published=MOMENT)
RKEY = records.record_key(MOMENT, "k")
URI = f"at://{DID}/app.bsky.feed.post/{RKEY}"
PUT, UPLOAD = "/xrpc/com.atproto.repo.putRecord", "/xrpc/com.atproto.repo.uploadBlob"
LOGIN = "https://pds.example/xrpc/com.atproto.server.createSession"
OF_OTHERS = (
    " https://auenried.example/ auenried.example @anna@chaos.example wss://x.example/ http://[ notifications "
    "#klima https://bsky.app/about a@b.example ws:///subscribe at:// @ #a#b"
)
GIVEN = {"server": "pds.example", "handle": "@auenried.example", "password": "aaaa-bbbb"}


def _wire(server: str = "https://pds.example") -> PaperWire:
    return PaperWire(server, me=US)


def _xrpc(method: str, **asked: str) -> str:
    return f"/xrpc/{method}?{urlencode(asked)}"


def _get_record(rkey: str = RKEY) -> str:
    return _xrpc("com.atproto.repo.getRecord", repo=DID, collection="app.bsky.feed.post", rkey=rkey)


def _no(code: str, words: str = "no") -> dict:
    return {"status": 400, "json": {"error": code, "message": words}}


def test_signing_in_keeps_the_server_of_the_account_not_the_entrance():
    document = {
        "service": [{"type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://morel.host.example"}]
    }
    session = {
        "did": DID,
        "handle": "auenried.example",
        "accessJwt": "token",
        "active": True,
        "didDoc": document,
    }
    connection = NETWORK.connect(PaperWire("").says("POST", LOGIN, json=session), GIVEN)
    assert connection.server == "https://morel.host.example"
    assert connection.headers == {"Authorization": "Bearer token"}
    assert connection.actor == US


def test_a_did_document_cannot_send_the_token_to_a_server_without_tls():
    document = {
        "service": [{"type": "AtprotoPersonalDataServer", "serviceEndpoint": "http://elsewhere.example"}]
    }
    session = {"did": DID, "accessJwt": "token", "didDoc": document}
    assert (
        NETWORK.connect(PaperWire("").says("POST", LOGIN, json=session), GIVEN).server
        == "https://pds.example"
    )


def test_invisible_marks_of_a_copied_handle_do_no_harm():
    wire = PaperWire("").says("POST", LOGIN, json={"did": DID, "accessJwt": "t"})
    NETWORK.connect(wire, GIVEN | {"handle": "\u202a@auenried.example\u202c "})
    assert wire.asked[0].json["identifier"] == "auenried.example"


@pytest.mark.parametrize(
    "given", [{"handle": ""}, {"password": " "}, {"server": "ftp://x"}, {"server": "a b"}]
)
def test_a_form_that_cannot_work_is_refused_before_anything_is_sent(given):
    with pytest.raises(Invalid):
        NETWORK.connect(PaperWire(""), GIVEN | given)


def test_a_wrong_app_password_is_told_with_the_handle_and_never_shows_itself():
    wire = PaperWire("").says(
        "POST", LOGIN, status=401, json={"error": "AuthenticationRequired", "message": "Invalid password"}
    )
    with pytest.raises(Reconnect, match=r"@auenried\.example.*Invalid password") as told:
        NETWORK.connect(wire, GIVEN)
    assert "aaaa-bbbb" not in str(told.value)


def test_an_account_that_was_switched_off_is_not_connected():
    session = {"did": DID, "accessJwt": "t", "active": False, "status": "deactivated"}
    with pytest.raises(Rejected, match="deactivated"):
        NETWORK.connect(PaperWire("").says("POST", LOGIN, json=session), GIVEN)


def test_a_sign_in_without_an_answer_is_simply_done_again():
    with pytest.raises(TryLater):
        NETWORK.connect(PaperWire("").fails("POST", LOGIN, Uncertain("silence")), GIVEN)


def test_publishing_asks_for_a_place_that_is_still_free():
    wire = _wire().says("POST", PUT, json={"uri": URI, "cid": "c"})
    receipt = NETWORK.publish(wire, NOTE, key="k")
    said = wire.asked[0].json
    assert (said["rkey"], said["swapRecord"], said["repo"]) == (RKEY, None, DID)
    assert said["record"] == {
        "$type": "app.bsky.feed.post",
        "text": "Wir sind da.",
        "langs": ["de"],
        "createdAt": "2026-07-04T12:00:00.000Z",
    }
    assert receipt == Receipt(id=URI, url=f"https://bsky.app/profile/{DID}/post/{RKEY}", published=MOMENT)


def test_what_is_there_already_is_published():
    wire = _wire().says("POST", PUT, **_no("InvalidSwap"))
    wire.says("GET", _get_record(), json={"uri": URI, "cid": "c", "value": {"text": NOTE.content}})
    assert NETWORK.publish(wire, NOTE, key="k").id == URI


def test_a_publication_without_an_answer_stays_uncertain_until_we_look():
    wire = _wire().fails("POST", PUT, Uncertain("silence"))
    with pytest.raises(Uncertain):
        NETWORK.publish(wire, NOTE, key="k")
    wire.says("GET", _get_record(), **_no("RecordNotFound"))
    assert NETWORK.look(wire, NOTE, key="k") is None


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidToken"])
def test_a_token_that_ended_asks_to_connect_again(code):
    wire = _wire().says("POST", PUT, **_no(code))
    wire.says("GET", _get_record(), **_no(code))
    with pytest.raises(Reconnect):
        NETWORK.publish(wire, NOTE, key="k")
    with pytest.raises(Reconnect):
        NETWORK.look(wire, NOTE, key="k")


def test_a_picture_that_got_lost_on_the_way_has_published_nothing():
    wire = _wire().fails("POST", UPLOAD, Uncertain("silence"))
    picture = Picture(content=b"no picture", media_type="image/png", alt="")
    with pytest.raises(TryLater):
        NETWORK.publish(wire, Note(content="x", published=MOMENT, pictures=(picture,)), key="k")
    assert [one.url.rpartition("/")[2] for one in wire.asked] == ["com.atproto.repo.uploadBlob"]


def test_an_author_who_takes_no_answers_is_left_in_peace():
    parent = f"at://{OTHER}/app.bsky.feed.post/3k"
    view = {"uri": parent, "cid": "c", "record": {"text": "?"}, "viewer": {"replyDisabled": True}}
    wire = _wire().says("GET", _xrpc("app.bsky.feed.getPosts", uris=parent), json={"posts": [view]})
    with pytest.raises(Rejected, match="does not take answers"):
        NETWORK.publish(wire, Note(content="!", published=MOMENT, in_reply_to=parent), key="k")


def test_nothing_is_published_without_an_account():
    with pytest.raises(Reconnect):
        NETWORK.publish(PaperWire("https://pds.example"), NOTE, key="k")


def test_only_posts_can_be_deleted():
    for id in ("https://auenried.example/1", f"at://{DID}/app.bsky.feed.like/3k", "at://x"):
        with pytest.raises(Invalid):
            NETWORK.delete(_wire(), id)


@pytest.mark.parametrize(("posts", "seen"), [([{"uri": URI}], True), ([], False)])
def test_visible_asks_the_public_appview_without_credentials(posts, seen):
    asked = f"{PUBLIC}{_xrpc('app.bsky.feed.getPosts', uris=URI)}"
    wire = PaperWire("").says("GET", asked, json={"posts": posts})
    receipt = Receipt(id=URI, url=f"https://bsky.app/profile/{DID}/post/{RKEY}", published=MOMENT)
    assert NETWORK.visible(wire, receipt) is seen


def test_visible_says_when_it_cannot_be_told():
    asked = f"{PUBLIC}{_xrpc('app.bsky.feed.getPosts', uris=URI)}"
    receipt = Receipt(id=URI, url=f"https://bsky.app/profile/{DID}/post/{RKEY}", published=MOMENT)
    with pytest.raises(TryLater):
        NETWORK.visible(PaperWire("").says("GET", asked, status=502), receipt)


def test_an_outcome_names_only_what_was_counted():
    view = {"uri": URI, "likeCount": 3, "replyCount": 0, "repostCount": None, "quoteCount": -1}
    wire = _wire().says("GET", _xrpc("app.bsky.feed.getPosts", uris=URI), json={"posts": [view]})
    assert NETWORK.outcome(wire, URI) == {"like": 3, "reply": 0}


@pytest.mark.parametrize("typed", ["bluesky", "Bsky.app", "jetstream", " https://bsky.app/ "])
def test_the_whole_network_is_found_by_its_names(typed):
    (found,) = NETWORK.find(PaperWire(""), typed)
    assert (found.source, found.live) == ("jetstream", True)


@pytest.mark.parametrize(
    "typed",
    [
        "wss://jetstream1.us-west.bsky.network/subscribe",
        "ws://127.0.0.1:6008/subscribe?wantedDids=did:plc:x",
        "wss://jet.example/xrpc/network.bsky.jetstream.subscribeEvents",
    ],
)
def test_a_jetstream_is_found_by_its_address(typed):
    (found,) = NETWORK.find(PaperWire(""), typed)
    assert (found.source, found.live) == (typed, True)


@pytest.mark.parametrize(
    ("typed", "actor"),
    [
        ("@auenried.example", "auenried.example"),
        ("Auenried.bsky.social", "auenried.bsky.social"),
        ("https://bsky.app/profile/auenried.example", "auenried.example"),
        (f"https://bsky.app/profile/{DID}/post/3k", DID),
        (f"at://{DID}", DID),
        ("bsky.app/profile/auenried.example", "auenried.example"),
    ],
)
def test_an_account_is_found_by_handle_page_or_address(typed, actor):
    asked = f"{PUBLIC}/xrpc/app.bsky.actor.getProfile?actor={quote(actor)}"
    profile = {"did": DID, "handle": "auenried.example", "displayName": "Hochschule Auenried"}
    (found,) = NETWORK.find(PaperWire("").says("GET", asked, json=profile), typed)
    assert (found.source, found.name) == (f"author:{DID}", "Hochschule Auenried (@auenried.example)")


@pytest.mark.parametrize("typed", OF_OTHERS.split(" "))
def test_what_belongs_to_others_is_left_to_them(typed):
    assert list(NETWORK.find(PaperWire(""), typed)) == []


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("#klima", "search:#klima"),
        ("https://bsky.app/hashtag/klima", "search:#klima"),
        ("https://bsky.app/search?q=neue%20bahn", "search:neue bahn"),
        ("notifications", "notifications"),
    ],
)
def test_an_account_of_ours_can_search_and_hear_what_is_addressed_to_it(typed, source):
    assert [found.source for found in NETWORK.find(_wire(), typed)] == [source]


def test_a_search_page_without_an_account_says_what_is_missing():
    with pytest.raises(Invalid, match="Connect an account"):
        list(NETWORK.find(PaperWire(""), "https://bsky.app/search?q=bahn"))


def _list(cursor: str = "") -> str:
    asked = {"reasons": ["mention", "quote", "reply"], "limit": "100"} | (
        {"cursor": cursor} if cursor else {}
    )
    return f"/xrpc/app.bsky.notification.listNotifications?{urlencode(asked, doseq=True)}"


def _told(*numbers: int, cursor: str = "") -> dict:
    items = [
        {
            "uri": f"at://{OTHER}/app.bsky.feed.post/{n:03}",
            "author": {"did": OTHER},
            "reason": "reply",
            "record": {"text": str(n), "createdAt": (MOMENT + timedelta(hours=n)).isoformat()},
            "indexedAt": (MOMENT + timedelta(hours=n)).isoformat(),
        }
        for n in numbers
    ]
    return {"notifications": items, "cursor": cursor}


def _heard(pages: list) -> list[list[str]]:
    return [[post.content for post in NETWORK.parse(page.raw)] for page in pages]


def test_polling_goes_back_until_it_meets_what_it_knows_and_gives_the_oldest_page_first():
    wire = _wire().says("GET", _list(), json=_told(3, 2, 1, cursor="older"))
    (first,) = NETWORK.read(wire, "notifications", "")
    later = _wire().says("GET", _list(), json=_told(9, 8, 7, cursor="b"))
    later.says("GET", _list("b"), json=_told(6, 5, 4, cursor="c")).says(
        "GET", _list("c"), json=_told(3, 2, cursor="d")
    )
    pages = list(NETWORK.read(later, "notifications", first.cursor))
    assert _heard(pages) == [["6", "5", "4"], ["9", "8", "7"]]
    assert len(later.asked) == 3
    assert (
        list(NETWORK.read(_wire().says("GET", _list(), json=_told(9, 8)), "notifications", pages[-1].cursor))
        == []
    )


def test_a_reply_that_arrives_late_with_an_earlier_date_is_not_lost():
    wire = _wire().says("GET", _list(), json=_told(3, 2, 1))
    (first,) = NETWORK.read(wire, "notifications", "")
    late = _told(3, 2)
    late["notifications"].insert(
        1, _told(4)["notifications"][0] | {"indexedAt": (MOMENT + timedelta(hours=2.5)).isoformat()}
    )
    pages = list(NETWORK.read(_wire().says("GET", _list(), json=late), "notifications", first.cursor))
    assert "4" in _heard(pages)[0]


@pytest.mark.parametrize("cursor", ["", "no json", "[]", '{"newest": 5, "prints": [1, null]}', "[" * 5000])
def test_a_cursor_that_cannot_be_read_counts_as_none(cursor):
    wire = _wire().says("GET", _list(), json=_told(1))
    assert _heard(list(NETWORK.read(wire, "notifications", cursor))) == [["1"]]


def test_a_cursor_stays_small_whatever_was_said():
    wire = _wire().says("GET", _list(), json=_told(*range(1000, 0, -1)))
    (page,) = NETWORK.read(wire, "notifications", "")
    assert len(page.cursor) < 5000


def test_a_list_without_end_is_left_after_fifty_pages():
    wire = _wire().says("GET", _list(), json=_told(1))
    (page,) = NETWORK.read(wire, "notifications", "")
    endless = (
        _wire()
        .says("GET", _list(), json=_told(50, cursor="x"))
        .says("GET", _list("x"), json=_told(51, cursor="x"))
    )
    assert len(list(NETWORK.read(endless, "notifications", page.cursor))) == 50


def test_a_source_that_is_none_is_refused():
    with pytest.raises(Invalid):
        list(NETWORK.read(_wire(), "jetstream", ""))


def test_answers_that_are_no_objects_are_no_posts():
    for said in ([], "x", {"notifications": "x"}, {"notifications": [1]}):
        assert list(NETWORK.read(_wire().says("GET", _list(), json=said), "notifications", "")) == []


def test_a_post_that_bluesky_no_longer_shows_has_no_outcome():
    wire = _wire().says("GET", _xrpc("app.bsky.feed.getPosts", uris=URI), json={"posts": []})
    with pytest.raises(Gone):
        NETWORK.outcome(wire.says("GET", _get_record(), **_no("RecordNotFound")), URI)


def test_a_post_that_bluesky_does_not_show_yet_is_counted_later():
    wire = _wire().says("GET", _xrpc("app.bsky.feed.getPosts", uris=URI), json={"posts": []})
    with pytest.raises(TryLater):
        NETWORK.outcome(wire.says("GET", _get_record(), json={"cid": "c", "value": {"text": "x"}}), URI)
