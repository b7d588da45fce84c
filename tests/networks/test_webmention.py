"""`webmention` finds every lawful endpoint, tells it once, and believes nobody who only says they link."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.webmention import NETWORK
from leitstand.networks.webmention.telling import discover
from leitstand.vocabulary.errors import Invalid, TryLater
from leitstand.vocabulary.network import Answer
from tests.paper_wire import PaperWire

HERE = "https://erika.example/artikel/1"
OURS = "https://blog.auenried.example/mensa/"
END = "https://erika.example/webmention"
HTML = {"content-type": "text/html; charset=utf-8"}


def _page(body: str = "", **headers: str) -> Answer:
    named = HTML | {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=200, url=HERE, headers=named, body=body.encode())


@pytest.mark.parametrize(
    ("answer", "endpoint"),
    [
        (_page(link="</webmention>; rel=webmention"), END),
        (_page(link=f"<{END}>; rel=webmention"), END),
        (_page('<link rel="webmention" href="/webmention">'), END),
        (_page(f'<link href="{END}" rel="webmention">'), END),
        (_page('<a href="/webmention" rel="webmention">hier</a>'), END),
        (_page(f"<a rel=webmention href={END}>"), END),
        (_page(link=f'<{END}>; rel="webmention"'), END),
        (_page(link=f'<{END}>; rel="webmention somethingelse"'), END),
        (_page('<link rel="somethingelse webmention" href="/webmention">'), END),
        (_page(link=f'<https://a.example/>; rel="other", <{END}>; rel="webmention"'), END),
        (_page('<link rel="not-webmention" href="/error"><a rel="webmention" href="/webmention">'), END),
        (_page('<!-- <a href="/error" rel="webmention"> --><a rel="webmention" href="/webmention">'), END),
        (_page('&lt;a rel="webmention" href="/error"&gt;<a rel="webmention" href="/webmention">'), END),
        (_page('<link rel="webmention" href="">'), HERE),
        (_page('<a rel="webmention">ohne</a><link rel="webmention" href="/webmention">'), END),
        (_page('<a rel="webmention" href="/webmention"><link rel="webmention" href="/error">'), END),
        (_page('<link rel="webmention" href="/error">', link="</webmention>; REL=webmention"), END),
        (_page(link="</webmention?version=2>; rel=webmention"), END + "?version=2"),
        (_page('<link rel="webmention" href="w">'), "https://erika.example/artikel/w"),
        (_page(link="<https://a.example/x,y>; rel=preconnect, </webmention>; rel=webmention"), END),
        (_page(link='</webmention>; title="a, b; rel=next"; rel="webmention"'), END),
        (_page("<p>nichts</p>"), ""),
        (_page(link="</feed>; rel=alternate"), ""),
    ],
)
def test_an_endpoint_is_found_in_every_lawful_way(answer, endpoint):
    assert discover(answer) == endpoint


@settings(max_examples=50)
@given(body=st.text(max_size=200), link=st.text(max_size=80))
def test_no_page_breaks_the_search(body, link):
    assert isinstance(discover(_page(body, link=link)), str)


def test_a_page_is_told_source_and_target_without_credentials():
    wire = PaperWire("").says("GET", HERE, headers={"link": f"<{END}>; rel=webmention"} | HTML)
    wire.says("POST", END, status=202)
    assert NETWORK.tell(wire, OURS, HERE) == END
    assert wire.asked[-1].form == {"source": OURS, "target": HERE}
    assert all(asked.headers["authorization"] == "" for asked in wire.asked)


def test_a_page_that_wants_to_be_told_of_nothing_is_left_alone():
    wire = PaperWire("").says("GET", HERE, headers=HTML, body=b"<p>x</p>")
    assert NETWORK.tell(wire, OURS, HERE) == ""
    assert len(wire.asked) == 1


def test_telling_twice_is_harmless_so_an_open_end_is_tried_again():
    wire = PaperWire("").says("GET", HERE, headers={"link": f"<{END}>; rel=webmention"} | HTML)
    wire.says("POST", END, status=503)
    with pytest.raises(TryLater):
        NETWORK.tell(wire, OURS, HERE)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"source": HERE},
        {"source": "erika.example", "target": OURS},
        {"source": "ftp://erika.example/x", "target": OURS},
        {"source": HERE, "target": "https://fremd.example/"},
        {"source": OURS + "#x", "target": OURS},
        {"source": "https://[", "target": OURS},
        {"source": HERE + "x" * 3000, "target": OURS},
    ],
)
def test_what_is_no_webmention_for_us_is_refused(form):
    with pytest.raises(Invalid):
        NETWORK.asked(form, ("https://blog.auenried.example/",))


def test_a_lawful_request_is_taken():
    form = {"source": HERE, "target": OURS, "vouch": "x"}
    assert NETWORK.asked(form, ("https://blog.auenried.example/",)) == (HERE, OURS)


@pytest.mark.parametrize(
    ("kind", "body", "links"),
    [
        ("text/html", f'<a href="{OURS}">da</a>', True),
        ("text/html", f"<A HREF='{OURS}'>da", True),
        ("text/html", f'<img src="{OURS}">', True),
        ("text/html", f"<p>{OURS}</p>", False),
        ("text/html", f'<!-- <a href="{OURS}"> -->', False),
        ("text/html", f'<a href="{OURS}anderes">da</a>', False),
        ("text/html", '<a href="https://blog.auenried.example/mensa">ohne Strich</a>', False),
        ("application/json", f'{{"a": ["{OURS}"]}}', True),
        ("application/json", f'{{"a": "mehr unter {OURS}"}}', False),
        ("application/json", "{kaputt", False),
        ("text/plain", f"siehe {OURS}", True),
        ("text/plain", "nichts", False),
    ],
)
def test_only_a_page_that_really_links_is_believed(kind, body, links):
    wire = PaperWire("").says("GET", HERE, headers={"content-type": kind}, body=body.encode())
    page = NETWORK.verify(wire, HERE, OURS)
    assert page.url == f"{HERE}#target={quote(OURS, safe='')}"
    (post,) = NETWORK.parse(page.raw, page.url)
    assert (post.type != "Tombstone", post.id) == (links, HERE)


@pytest.mark.parametrize("status", [404, 410, 403, 401])
def test_a_page_that_is_gone_leaves_a_tombstone(status):
    page = NETWORK.verify(PaperWire("").says("GET", HERE, status=status), HERE, OURS)
    assert [post.type for post in NETWORK.parse(page.raw, page.url)] == ["Tombstone"]


def test_a_page_that_cannot_be_reached_is_asked_again_later():
    with pytest.raises(TryLater):
        NETWORK.verify(PaperWire("").says("GET", HERE, status=503), HERE, OURS)


@pytest.mark.parametrize(
    ("relation", "type", "answered", "announced"),
    [
        ("u-in-reply-to", "Note", OURS, None),
        ("u-like-of", "Like", None, None),
        ("u-repost-of", "Announce", None, OURS),
        ("u-category", "Note", None, None),
    ],
)
def test_what_the_link_means_is_told_by_its_class(relation, type, answered, announced):
    entry = (
        f'<div class="h-entry"><p class="e-content">Ja.</p><a class="{relation}" href="{OURS}">x</a></div>'
    )
    wire = PaperWire("").says("GET", HERE, headers=HTML, body=entry.encode())
    page = NETWORK.verify(wire, HERE, OURS)
    (post,) = NETWORK.parse(page.raw, page.url)
    assert (post.type, post.in_reply_to, post.announces) == (type, answered, announced)
    assert post.attributed_to.name == "erika.example"
