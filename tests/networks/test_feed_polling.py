"""Feeds are found from a site's address and asked politely."""

import json

import pytest

from leitstand.networks.feed import NETWORK
from leitstand.vocabulary.errors import Gone, TryLater
from tests.paper_wire import PaperWire

SITE, FEED = "https://blog.example", "https://blog.example/feed.xml"
RSS = (
    b"<rss version='2.0'><channel><title>Blog der Werkstatt</title>"
    b"<item><title>Hallo</title></item></channel></rss>"
)
PAGE = b"""<html><head><title>Werkstatt</title>
<link rel="alternate" type="application/rss+xml" title="Kommentare" href="/comments/feed">
<link rel="ALTERNATE home" type="Application/Atom+XML; charset=utf-8" href="atom">
<link rel="alternate" type="application/json" href="/wp-json/posts/1">
<link rel="alternate" hreflang="en" href="/en">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
</head><body>Hallo</body></html>"""


def found(wire, address):
    return [(one.source, one.name) for one in NETWORK.find(wire, address)]


def test_an_address_that_is_a_feed_is_found_itself():
    wire = PaperWire().says("GET", FEED, body=RSS)
    assert found(wire, FEED) == [(FEED, "Blog der Werkstatt")]


def test_the_feeds_that_a_page_names_are_found_comments_last():
    wire = PaperWire().says("GET", f"{SITE}/a/", body=PAGE)
    assert found(wire, f"{SITE}/a/") == [
        (f"{SITE}/a/atom", "Werkstatt"),
        (f"{SITE}/comments/feed", "Kommentare"),
    ]


def test_people_type_addresses_without_a_scheme():
    wire = PaperWire().says("GET", "https://blog.example", body=PAGE)
    assert found(wire, " blog.example ")[0][0] == f"{SITE}/atom"


def test_a_site_without_https_is_asked_by_http():
    wire = PaperWire().fails("GET", "https://blog.example", TryLater("no", None))
    wire.says("GET", "http://blog.example", body=RSS)
    assert found(wire, "blog.example") == [("http://blog.example", "Blog der Werkstatt")]


def test_the_usual_places_are_tried_until_one_answers_with_a_feed():
    wire = PaperWire().says("GET", SITE, body=b"<html><p>Hallo")
    wire.says("GET", f"{SITE}/feed/", status=404).says("GET", f"{SITE}/rss.xml", body=b"<html>nicht hier")
    wire.says("GET", f"{SITE}/atom.xml", body=RSS)
    assert found(wire, SITE) == [(f"{SITE}/atom.xml", "Blog der Werkstatt")]
    assert len(wire.asked) == 4


@pytest.mark.parametrize(
    "typed", ["@anna@chaos.example", "#klima", "zwei worte", "", "klima", "anna@mail.example"]
)
def test_what_is_no_web_address_is_not_asked_for(typed):
    wire = PaperWire()
    assert found(wire, typed) == []
    assert wire.asked == []


def test_an_address_that_is_gone_says_so():
    with pytest.raises(Gone):
        found(PaperWire().says("GET", FEED, status=410), FEED)


def read(wire, since=""):
    return list(NETWORK.read(wire, FEED, since))


def test_the_next_question_carries_what_the_server_gave():
    wire = PaperWire().says("GET", FEED, body=RSS, headers={"ETag": '"a"', "Last-Modified": "Mon"})
    wire.says("GET", FEED, status=304)
    (page,) = read(wire)
    assert read(wire, page.cursor) == []
    asked = {key.lower(): value for key, value in wire.asked[1].headers.items()}
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"a"', "Mon")


def test_the_same_bytes_from_a_server_without_validators_are_no_news():
    wire = (
        PaperWire().says("GET", FEED, body=RSS).says("GET", FEED, body=RSS).says("GET", FEED, body=RSS + b" ")
    )
    (page,) = read(wire)
    assert read(wire, page.cursor) == []
    assert len(read(wire, page.cursor)) == 1


def test_a_cursor_that_cannot_be_read_means_from_the_beginning():
    assert len(read(PaperWire().says("GET", FEED, body=RSS), "torn{")) == 1


def test_the_server_may_ask_for_patience():
    wire = PaperWire().says("GET", FEED, body=RSS, headers={"Cache-Control": "public, max-age=1800"})
    (page,) = read(wire)
    assert json.loads(page.cursor)["wait_seconds"] == 1800


def test_letters_that_only_the_header_tells_are_read_right():
    body = RSS.decode().replace("Hallo", "Grüße").encode("iso-8859-15")
    wire = PaperWire().says("GET", FEED, body=body, headers={"Content-Type": "text/xml; charset=ISO-8859-15"})
    (page,) = read(wire)
    (post,) = NETWORK.parse(page.raw, page.url)
    assert post.name == "Grüße"
    assert page.url == FEED
