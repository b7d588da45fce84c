"""`wordpress` finds the interface wherever it is, and sends what WordPress understands, never astray."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from leitstand.networks.wordpress import NETWORK
from leitstand.networks.wordpress.speaking import blocks, letters, slug
from leitstand.vocabulary.errors import Invalid, Reconnect, Refused, TryLater, Uncertain
from leitstand.vocabulary.post import Actor, Note, Picture, Receipt
from tests.paper_wire import PaperWire

SITE = "https://hochschule-auenried.example"
ROOT = f"{SITE}/wp-json/"
ME = Actor(id=f"{ROOT}wp/v2/users/1", name="Pressestelle")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = f'<{ROOT}wp/v2/pages/7>; rel="alternate"; type="application/json"'
HEADER = {"link": f'<{ROOT}>; rel="https://api.w.org/", {PAGE}'}


def _wire() -> PaperWire:
    return PaperWire(SITE, ME)


def _article(id: int = 4, **more: object) -> dict:
    said = {
        "id": id,
        "type": "post",
        "date_gmt": "2026-03-02T09:00:00",
        "modified_gmt": "2026-03-02T09:00:00",
    }
    said |= {
        "title": {"rendered": "A &amp; B"},
        "content": {"rendered": "<p>x</p>"},
        "link": f"{SITE}/?p={id}",
    }
    return said | {"author": 1, "_links": {"self": [{"href": f"{ROOT}wp/v2/posts/{id}"}]}} | more


def _comment(id: int, text: str, **more: object) -> dict:
    said = {"id": id, "post": 4, "parent": 0, "author": 1, "author_name": "Pressestelle", "type": "comment"}
    said |= {
        "content": {"rendered": text},
        "date_gmt": "2026-03-02T09:00:00",
        "link": f"{SITE}/?p=4#comment-{id}",
    }
    return said | more


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (HEADER, b""),
        ({}, f"<link rel='https://api.w.org/' href='{ROOT}' />".encode()),
        ({}, b'<LINK HREF="/wp-json" REL="https://api.w.org/">'),
        (
            {},
            b'<link rel="https://api.w.org/" href="http://www.hochschule-auenried.example/wp-json/">',
        ),
    ],
)
def test_the_interface_is_found_by_header_or_page_and_never_less_safe_than_the_page(headers, body):
    wire = PaperWire("").says("GET", SITE, headers=headers, body=body)
    for host in (SITE, SITE.replace("://", "://www.")):
        wire.says("GET", f"{host}/wp-json/", json={"name": "Hochschule &amp; Auenried"})
    found = list(NETWORK.find(wire, "hochschule-auenried.example"))
    assert {f.name for f in found} == {"Hochschule & Auenried"}
    assert all(asked.url.startswith("https://") for asked in wire.asked)
    assert found[-1].source.endswith("hochschule-auenried.example/wp-json/")


def test_a_page_without_links_is_tried_in_the_usual_places_if_it_looks_like_wordpress():
    page = b'<img src="/blog/wp-content/uploads/a.png">'
    wire = PaperWire("").says("GET", f"{SITE}/blog/", body=page)
    wire.says("GET", f"{SITE}/blog/wp-json/", status=404)
    wire.says("GET", f"{SITE}/blog/?rest_route=/", json={"namespaces": ["wp/v2"], "name": "Blog"})
    sources = [found.source for found in NETWORK.find(wire, f"{SITE}/blog/")]
    assert sources == [f"{kind} {SITE}/blog/?rest_route=/" for kind in ("posts", "comments")]
    other = PaperWire("").says("GET", SITE, body=b"<title>Etwas anderes</title>")
    assert list(NETWORK.find(other, SITE)) == []
    assert len(other.asked) == 1


def test_a_page_cannot_send_our_password_to_another_server():
    body = b'<link rel="https://api.w.org/" href="https://sammler.example/wp-json/">'
    wire = PaperWire("").says("GET", SITE, body=body)
    with pytest.raises(Invalid, match="another server"):
        NETWORK.connect(wire, {"address": SITE, "user": "a", "password": "geheim"})
    assert [asked.headers for asked in wire.asked] == [{}]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_address_without_a_page_for_strangers_is_the_fault_of_the_field(status):
    wire = PaperWire("").says("GET", SITE, status=status)
    with pytest.raises(Invalid, match="Check the address"):
        NETWORK.connect(wire, {"address": SITE, "user": "a", "password": "geheim"})


def test_connecting_sends_name_and_password_as_utf_8_to_the_interface_alone():
    wire = PaperWire("").says("GET", SITE, headers=HEADER)
    me = {"id": 7, "name": "Jörg", "slug": "joerg", "capabilities": {"publish_posts": True}}
    wire.says("GET", f"{ROOT}wp/v2/users/me", json=me)
    connection = NETWORK.connect(wire, {"address": SITE, "user": "Jörg", "password": " ab cd "})
    assert connection.headers == {"authorization": "Basic " + b64encode("Jörg:ab cd".encode()).decode()}
    assert (connection.server, connection.actor.id) == (SITE, f"{ROOT}wp/v2/users/7")
    assert "ab cd" not in repr(connection)
    assert [bool(asked.headers) for asked in wire.asked] == [False, True]


def test_plain_text_becomes_paragraphs_and_nothing_in_it_becomes_markup():
    text = 'Eins <script>\nzwei & "drei"\r\n\r\n\n(https://a.example/x?a=1&b=2), Ende'
    assert blocks(text) == (
        '<!-- wp:paragraph -->\n<p>Eins &lt;script&gt;<br>\nzwei &amp; "drei"</p>\n<!-- /wp:paragraph -->\n\n'
        '<!-- wp:paragraph -->\n<p>(<a href="https://a.example/x?a=1&amp;b=2">https://a.example/x?a=1&amp;b=2</a>),'
        " Ende</p>\n<!-- /wp:paragraph -->\n\n"
    )


def test_the_address_of_an_article_is_readable_and_ends_in_what_its_key_makes_of_it():
    note = Note(content="Grüße aus Auenried", published=NOW)
    assert slug(note, "k").startswith("gruesse-aus-auenried-")
    assert slug(note, "k") == slug(note, "k") != slug(note, "l")
    assert len(slug(Note(content="wort " * 100, published=NOW), "k")) <= 71
    assert len(slug(Note(content="🚆", published=NOW), "k")) == 10


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('Ja -- "bald"... wirklich', "Ja — „bald“… wirklich"),
        ("ok...", "ok…"),
        ("Danke ;D bis bald :mrgreen:", "Danke bis bald"),
        ("'So'  geht\n\nes", "‘So’ geht es"),
    ],
)
def test_what_wordpress_makes_beautiful_is_known_again(said, shown):
    assert letters(said) == letters(shown)


def test_a_different_number_is_a_different_answer():
    assert letters("Am 3.4. um 8 Uhr") != letters("Am 3.4. um 9 Uhr")


def test_our_comment_is_found_by_its_words_below_the_right_thing():
    wire = _wire().says("GET", f"{ROOT}wp/v2/comments/9", json=_comment(9, "?"))
    there = [_comment(11, "<p>Ganz anders</p>"), _comment(12, "<p>Ja &#8211; &#8222;bald&#8220;</p>\n")]
    wire.says("GET", f"{ROOT}wp/v2/comments", json=there)
    note = Note(content='Ja - "bald"', published=NOW, in_reply_to=f"{ROOT}wp/v2/comments/9")
    receipt = NETWORK.look(wire, note, key="k")
    assert receipt is not None
    assert (receipt.id, receipt.published) == (f"{ROOT}wp/v2/comments/12", NOW)
    asked = wire.asked[-1].query
    assert (asked["post"], asked["parent"], asked["author"]) == ("4", "9", "1")
    assert "after" not in asked  # our clock may have been wrong when it was sent


def test_our_comment_is_found_even_if_what_it_answered_has_been_deleted():
    wire = _wire().says("GET", f"{ROOT}wp/v2/comments/9", status=404)
    wire.says("GET", f"{ROOT}wp/v2/comments", json=[_comment(12, "<p>Danke!</p>")])
    note = Note(content="Danke!", published=NOW, in_reply_to=f"{ROOT}wp/v2/comments/9")
    assert NETWORK.look(wire, note, key="k") is not None
    assert "parent" not in wire.asked[-1].query


def test_a_comment_that_is_there_already_is_looked_up_instead_of_refused():
    wire = _wire().says("POST", f"{ROOT}wp/v2/comments", status=409, json={"code": "comment_duplicate"})
    wire.says("GET", f"{ROOT}wp/v2/comments", json=[_comment(12, "<p>Danke!</p>")])
    note = Note(content="Danke!", published=NOW, in_reply_to=f"{ROOT}wp/v2/posts/4")
    assert NETWORK.publish(wire, note, key="k").id == f"{ROOT}wp/v2/comments/12"


def test_a_comment_that_comes_too_soon_after_another_is_sent_later():
    said = {"code": "comment_flood", "message": "You are posting comments too quickly."}
    wire = _wire().says("POST", f"{ROOT}wp/v2/comments", status=400, json=said)
    note = Note(content="Danke!", published=NOW, in_reply_to=f"{ROOT}wp/v2/posts/4")
    with pytest.raises(TryLater, match="too quickly") as later:
        NETWORK.publish(wire, note, key="k")
    assert later.value.wait >= timedelta(seconds=15)


def test_a_picture_of_an_earlier_try_is_not_sent_again():
    media = {"id": 8, "source_url": f"{SITE}/a.png", "slug": "leitstand-x-1"}
    wire = _wire().says("GET", f"{ROOT}wp/v2/posts", json=[]).says("GET", f"{ROOT}wp/v2/media", json=[media])
    wire.says("POST", f"{ROOT}wp/v2/posts", json=_article(), status=201)
    picture = Picture(content=b"1", media_type="image/svg+xml", alt='Ein "A"')
    NETWORK.publish(wire, Note(content="x", published=NOW, pictures=(picture,)), key="k")
    (sent,) = [asked for asked in wire.asked if asked.method == "POST"]
    assert 'alt="Ein &quot;A&quot;" class="wp-image-8"' in sent.json["content"]


def test_a_comment_takes_no_pictures_and_says_so_before_anything_is_sent():
    picture = Picture(content=b"1", media_type="image/png", alt="Hof")
    note = Note(content="x", published=NOW, in_reply_to=f"{ROOT}wp/v2/posts/4", pictures=(picture,))
    wire = _wire()
    with pytest.raises(Invalid, match="no pictures"):
        NETWORK.publish(wire, note, key="k")
    assert wire.asked == []


def test_a_site_that_takes_us_for_a_stranger_asks_to_connect_again():
    wire = _wire().says("GET", f"{ROOT}wp/v2/posts", status=400, json={"code": "rest_invalid_param"})
    with pytest.raises(Reconnect):
        NETWORK.publish(wire, Note(content="x", published=NOW), key="k")


def test_where_there_is_no_trash_an_article_is_deleted_for_good_with_the_pictures_we_sent():
    raw = {"raw": '<img class="wp-image-8"><img class="wp-image-9">', "rendered": ""}
    wire = _wire().says("GET", f"{ROOT}wp/v2/posts/4", json=_article(content=raw))
    wire.says("DELETE", f"{ROOT}wp/v2/posts/4", status=501, json={"code": "rest_trash_not_supported"})
    wire.says("DELETE", f"{ROOT}wp/v2/posts/4", json={"deleted": True})
    wire.says("GET", f"{ROOT}wp/v2/media/8", json={"slug": "leitstand-abc-1"})
    wire.says("GET", f"{ROOT}wp/v2/media/9", json={"slug": "logo"})
    wire.says("DELETE", f"{ROOT}wp/v2/media/8", json={"deleted": True})
    NETWORK.delete(wire, f"{ROOT}wp/v2/posts/4")
    gone = [(a.url.removeprefix(f"{ROOT}wp/v2/"), a.query) for a in wire.asked if a.method == "DELETE"]
    assert gone == [("posts/4", {}), ("posts/4", {"force": "true"}), ("media/8", {"force": "true"})]


def test_a_fault_while_deleting_stays_uncertain():
    wire = _wire().says("DELETE", f"{ROOT}wp/v2/comments/5", status=500)
    with pytest.raises(Uncertain):
        NETWORK.delete(wire, f"{ROOT}wp/v2/comments/5")
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    ("page", "shown"),
    [(b'<li id="comment-5">', True), (b'<li id="comment-55">', False), (b"", False)],
)
def test_a_comment_hidden_by_the_interface_is_seen_if_the_page_still_shows_it(page, shown):
    wire = _wire().says("GET", f"{ROOT}wp/v2/comments/5", status=401).says("GET", f"{SITE}/hof/", body=page)
    receipt = Receipt(id=f"{ROOT}wp/v2/comments/5", url=f"{SITE}/hof/#comment-5", published=NOW)
    assert NETWORK.visible(wire, receipt) is shown
    assert all(asked.headers == {"authorization": ""} for asked in wire.asked)


def test_nobody_is_notified_or_moderates_without_an_account():
    wire = PaperWire(SITE)
    assert list(NETWORK.find(wire, "notifications")) == []
    with pytest.raises(Refused):
        list(NETWORK.read(wire, "notifications", ""))
    with pytest.raises(Invalid):
        NETWORK.moderate(_wire(), f"{ROOT}wp/v2/comments/5", "burn")


def test_an_article_without_links_gets_its_id_from_where_it_was_read():
    raw = json.dumps([_article(_links={}), _comment(5, "<p>y</p>", parent=3)]).encode()
    article, comment = NETWORK.parse(raw, f"{SITE}/index.php?rest_route=%2Fwp%2Fv2%2Fposts&page=1")
    assert article.id == f"{SITE}/index.php?rest_route=/wp/v2/posts/4"
    assert (article.name, article.updated) == ("A & B", None)
    assert comment.in_reply_to == f"{SITE}/index.php?rest_route=/wp/v2/comments/3"
