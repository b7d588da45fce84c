"""Feeds of every kind become posts; nothing that claims to be one can hurt us."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.feed import NETWORK
from leitstand.vocabulary.errors import Invalid

HEAD = "<rss version='2.0'><channel><title>Hochschule Auenried</title>"
TAIL = "</channel></rss>"


def rss(inside):
    return f"{HEAD}{inside}{TAIL}".encode()


def only(raw, url=""):
    (post,) = NETWORK.parse(raw, url)
    return post


def test_relative_links_are_read_against_the_address_of_the_feed():
    raw = rss(
        "<item><link>/mensa</link><description>&lt;a href='plan'&gt;Plan&lt;/a&gt;</description></item>"
    )
    post = only(raw, "https://hs-auenried.example/news/feed")
    assert post.url == "https://hs-auenried.example/mensa"
    assert 'href="https://hs-auenried.example/news/plan"' in post.content


def test_the_full_text_goes_before_the_summary():
    raw = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:x</id><summary>kurz</summary>"
        "<content type='html'>&lt;p&gt;lang&lt;/p&gt;</content></entry></feed>"
    )
    assert only(raw.encode()).content == "<p>lang</p>"


def test_an_entry_with_a_title_only_is_a_post_whose_id_stays_the_same():
    raw = rss("<item><title>Nur ein Titel</title></item>")
    first, again = only(raw), only(raw.replace(b"Hochschule Auenried", b"HS Auenried"))
    assert (first.name, first.content) == ("Nur ein Titel", "")
    assert first.id.startswith("urn:sha256:")
    assert first.id == again.id


def test_a_bare_number_is_no_id_beyond_its_own_site():
    raw = rss("<item><guid isPermaLink='false'>12</guid></item>")
    assert only(raw, "https://a.example/feed").id == "a.example#12"
    assert only(raw, "https://b.example/feed").id == "b.example#12"


def test_moments_are_utc_and_a_change_is_told_apart_from_the_first_appearance():
    raw = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>urn:x</id>"
        "<published>2026-03-01T10:00:00+02:00</published><updated>2026-03-02T10:00:00+02:00</updated>"
        "</entry><entry><id>urn:y</id><updated>2026-03-02T10:00:00+02:00</updated></entry></feed>"
    )
    first, second = NETWORK.parse(raw.encode())
    assert (first.published, first.updated) == (
        datetime(2026, 3, 1, 8, tzinfo=UTC),
        datetime(2026, 3, 2, 8, tzinfo=UTC),
    )
    assert (second.published, second.updated) == (datetime(2026, 3, 2, 8, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("iso-8859-1", "iso-8859-1"),
        ("utf-16", "utf-16"),
        ("windows-1252", ""),
        ("utf-8-sig", "utf-8"),
    ],
)
def test_umlauts_survive_every_encoding(encoding, declared):
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    text = f"{declaration}{HEAD}<item><title>Bücher für Jürgen</title></item>{TAIL}"
    assert only(text.encode(encoding)).name == "Bücher für Jürgen"


def test_a_script_in_a_post_is_left_out():
    raw = rss(
        "<item><description><![CDATA[<p onclick='x()'>Hallo<script>alert(1)</script></p>]]>"
        "</description></item>"
    )
    assert only(raw).content == "<p>Hallo</p>"


def test_a_torn_feed_is_read_as_far_as_it_goes():
    raw = rss(
        "<item><title>Eins & zwei</title><guid>urn:1</guid></item><item><title>Zwei</title><description>Und d"
    )
    first, second = NETWORK.parse(raw.removesuffix(TAIL.encode()))
    assert first.name == "Eins & zwei"
    assert second.content == "Und d"


def test_a_feed_without_entries_is_a_feed_without_posts():
    assert NETWORK.parse(rss("")) == []


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"<html><head><title>Hallo</title></head><body><p>Text</p></body></html>", "web page"),
        (b"<!DOCTYPE html><title>Hallo</title><p>x", "no feed"),
        (b"%PDF-1.7 \x00\x01", "no feed"),
        (b'{"error": "not found"}', "no JSON Feed"),
        (b"{torn", "begins like JSON"),
        (b"x" * 16_000_001, "larger than 16 MB"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(raw, says):
    with pytest.raises(Invalid, match=says):
        NETWORK.parse(raw)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f"<!DOCTYPE r [<!ENTITY l0 'ha'>{LAUGHS}]>{HEAD}<item><title>&l9;</title></item>{TAIL}",
    "quadratic": f"<!DOCTYPE r [<!ENTITY a '{'x' * 50_000}'>]>{HEAD}<item>{'&a;' * 50_000}</item>{TAIL}",
    "hidden behind a number": "<!DOCTYPE r [<!ENTITY a 'xx'><!ENTITY b '&#38;a;&#38;a;'>]>" + HEAD + TAIL,
    "hidden behind a tag": '<!DOCTYPE r [<!ENTITY x "<b>"><!ENTITY a "&x;&x;">]>' + HEAD + TAIL,
    "a file": "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + HEAD + "<item>&a;</item>" + TAIL,
    "ten thousand names": "<!DOCTYPE r ["
    + "".join(f"<!ENTITY a{n} 'x'>" for n in range(10_000))
    + "]>"
    + HEAD
    + TAIL,
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_is_refused_at_once(bomb, encoding):
    began = time.perf_counter()
    with pytest.raises(Invalid, match="declares entities"):
        NETWORK.parse(BOMBS[bomb].encode(encoding))
    assert time.perf_counter() - began < 2


def test_plain_entities_of_old_feeds_are_understood():
    entity = "<!DOCTYPE rss [<!ENTITY uni 'Hochschule &#34;Auenried&#34;'>]>"
    assert only(entity.encode() + rss("<item><title>&uni;</title></item>")).name == 'Hochschule "Auenried"'


CROWDS = {
    "deep": "<item><description>" + "<a>" * 60_000,
    "comments": "<item><description>" + "&lt;!--" * 40_000 + "</description></item>",
    "author": "<item><author>" + "a." * 100_000 + "</author></item>",
    "attributes": "<item " + " ".join(f"a{n}='1'" for n in range(15_000)) + "/>",
    "categories": "<item>" + "".join(f"<category>{n}</category>" for n in range(10_000)) + "</item>",
    "entries": "<item/>" * 30_000,
    "bases": "<item>" + "<x xml:base='a/'>" * 12_000,
    "prolog": None,
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_feed_made_to_keep_us_busy_does_not(crowd):
    raw = b"\n" * 200_000 + rss("") if CROWDS[crowd] is None else rss(CROWDS[crowd])
    began = time.perf_counter()
    NETWORK.parse(raw)
    assert time.perf_counter() - began < 8


TAGS = st.sampled_from(
    ["rss", "channel", "item", "title", "link", "pubDate", "feed", "entry", "content", "b:c", "x"]
)
SIGNS = st.sampled_from(
    [
        *(
            "<![CDATA[",
            "]]>",
            "&",
            "&amp;",
            "&#xD800;",
            "&#9999999999;",
            "<!DOCTYPE r [",
            "<!ENTITY a 'b'>",
            "&a;",
        ),
        *(
            "]>",
            "<a href='",
            "'>",
            "<?xml ",
            "?>",
            "<!--",
            "-->",
            "\x00",
            "ü",
            '{"items":[',
            "{}]}",
            "31 Feb 99999",
        ),
        *(
            "<feed xmlns='http://www.w3.org/2005/Atom'>",
            "<content type='xhtml'>",
            "<content mode='base64'>",
            "//[",
        ),
    ]
)
PIECES = st.one_of(SIGNS, TAGS.map(lambda tag: f"<{tag}>"), TAGS.map(lambda tag: f"</{tag}>"))


@settings(max_examples=80, deadline=5_000)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map("".join).map(str.encode)))
def test_any_bytes_are_posts_or_refused(raw):
    try:
        posts = NETWORK.parse(raw, "https://a.example/feed")
    except Invalid:
        return
    assert all(post.id.strip() for post in posts)


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "title", "url", "tags"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["title", "items", "authors", "language", "home_page_url"]), JSONS), JSONS
)
def test_any_json_is_posts_or_refused(feed, item):
    try:
        posts = NETWORK.parse(json.dumps({**feed, "items": [item, feed]}).encode())
    except Invalid:
        return
    assert all(post.id.strip() for post in posts)


def test_half_letters_and_nul_never_reach_a_post():
    feed = {"title": "x", "items": [{"id": "\ud800a", "content_text": "Halb\ud800 und \x00 nichts"}]}
    post = only(json.dumps(feed).encode())
    assert (post.id, post.content) == ("?a", "Halb? und  nichts")
    assert only(rss("<item><title>N\x00ull</title></item>")).name == "Null"
