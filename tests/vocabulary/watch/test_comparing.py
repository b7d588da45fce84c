"""How texts are compared: HTML, what nobody sees, links, case and words."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary.watch import folding, links, markup, post
from tests.vocabulary.watch import slow_markup, slow_reference
from tests.vocabulary.watch.asking import finds
from tests.vocabulary.watch.invented import Inventor


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("#<span>klima</span>", "#klima"),
        ("<p>a</p><p>b</p>", " a  b "),
        ("a<br>b<BR/>c<br />d", "a b c d"),
        ("a<b>b</b><custom-tag>c", "ab c"),
        ("&lt;b&gt; &amp;amp; &uuml;&#252;&#xFC;", "<b> &amp; üüü"),
        ("&am<b></b>p; &notit; &nosuch;", "&amp; ¬it; &nosuch;"),
        ("a<!-- b -->c<!--> d<!---> e<!-- f --!>g", "ac d eg"),
        ("a<!-- b <p>c", "a"),
        ("a<script>b<p></script >c<STYLE x='</style>'>d</style/>e</script>f", "acef"),
        ("a<script>b", "a"),
        ("a<scripted>b", "a b"),
        ("a <3 b < c <ß> </", "a <3 b < c <ß> </"),
        ("a</>b</3 c>d<!doctype html>e<?xml?>f<![CDATA[g]]>h", "abdefh"),
        ('a<p title="x > y">b<p title=\'>\'>c<p x=a"b>d', "a b c d"),
        ('a<p =">b', "a b"),
        ("a<p x", "a"),
        ("a<p x='b>c", "a"),
        ("a<p/x/y/>b", "a b"),
        ("a<p\nx\n=\n'>'\n>b", "a b"),
    ],
)
def test_html_becomes_this_text(html: str, text: str) -> None:
    assert markup.plain(html)[0] == text
    assert slow_markup.plain(html)[0] == text, "the reference reads it otherwise"


@pytest.mark.parametrize(
    ("said", "media_type", "expected"),
    [
        ("<p>x", None, True),
        ("x</P >", None, True),
        ("<br/>", None, True),
        ("<a href='x'>", None, True),
        ("<H6>", None, True),
        ("a <b c", None, False),
        ("1 < 2 > 0", None, False),
        ("<custom>", None, False),
        ("<p<b>", None, True),
        ("<ab> <h7> <pp>", None, False),
        ("&amp;", None, False),
        ("x", "text/html", True),
        ("x", "Text/HTML; charset=utf-8", True),
        ("<p>", "text/plain", False),
        ("<p>", "text/markdown", True),
    ],
)
def test_a_text_is_html_when_its_type_says_so_or_a_tag_tells(
    said: str, media_type: str | None, expected: bool
) -> None:
    assert markup.is_html(said, media_type) is expected


def test_the_media_type_speaks_of_the_content_alone() -> None:
    assert finds("#klima", "#<i>klima</i>", mediaType="text/html")
    assert not finds("#klima", "#<i>klima</i>", mediaType="text/plain")
    assert finds("#klima", summary="#<i>klima</i>", mediaType="text/plain")
    assert not finds("#klima", name="#<i>klima</i>", mediaType="text/html")
    assert finds("uuml", "&uuml;")
    assert finds("ü", "&uuml;", mediaType="text/html")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("straße", "STRASSE"),
        ("STRASSE", "STRAẞE"),
        ("ä", "a\u0308"),
        ("Ä", "ä"),
        ("σοφος", "ΣΟΦΟΣ"),
        ("finden", "ﬁnden"),
        ("ma\u0308dchen", "Mäd\u200bchen"),
        ("\u1fb3", "ΑΙ"),
        ("αι", "α\u0345"),
        ("i\u0307stanbul", "İstanbul"),
        ("kelvin", "\u212aelvin"),
        ("\u1e69", "s\u0307\u0323"),
        ("herz", "he\ufe0frz"),
        ("a\u0301b", "áb"),
        ("ä", "a\u00ad\u0308"),
    ],
)
def test_these_are_the_same_word(query: str, text: str) -> None:
    assert finds(query, text)
    assert finds(query + " lang:de", text, language="de")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ärger", "aerger"),
        ("ärger", "arger"),
        ("1", "１"),
        ("1", "²"),
        ("istanbul", "İstanbul"),
        ("a", "á"),
        ("ss", "s s"),
    ],
)
def test_these_are_different_words(query: str, text: str) -> None:
    assert not finds(query, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("s-bahn, o'neil: 12.5", ["s", "bahn", "o", "neil", "12", "5"]),
        ("_a_ x_y", ["_a_", "x_y"]),
        ("🚆\u0301bahn", ["bahn"]),
        ("ไทย\u0e48x", ["ไทย\u0e48x"]),
        ("\u0301a\u0301\u0302b", ["a\u0301\u0302b"]),
        ("漢字かな ½ Ⅷ", ["漢字かな", "½", "Ⅷ"]),
        ("a\u2028b\x00c", ["a", "b", "c"]),
        ("·", []),
    ],
)
def test_a_text_has_these_words(text: str, words: list[str]) -> None:
    assert folding.words(text) == words == slow_reference.words_of(text)


@pytest.mark.parametrize(
    ("text", "left", "found"),
    [
        ("a https://x.example/b. c", "a  . c", ["https://x.example/b"]),
        ("(HTTP://x.example/a(b))", "( ))", ["HTTP://x.example/a(b"]),
        ("“https://x.example/”", "“ ”", ["https://x.example/"]),
        ("xhttps://x…", "x …", ["https://x"]),
        ("https://... http://", "https://... http://", []),
        ("https://a<b", " <b", ["https://a"]),
        ("https://a\u00a0b http://.http://c", " \u00a0b  ", ["https://a", "http://.http://c"]),
    ],
)
def test_links_are_cut_out(text: str, left: str, found: list[str]) -> None:
    assert links.cut(text) == (left, found) == slow_reference.without_links(text)


def test_the_words_of_a_link_are_no_words_of_the_text() -> None:
    assert not finds("müller", "https://müller.example")
    assert not finds("#top", "https://x.example/#top")
    assert not finds("@anna", "https://x.example/@anna")
    assert finds('"a b"', "a https://x.example b"), "no word is between them"
    assert finds('"a b"', "ahttps://x.example, b"), "a link leaves a blank"
    assert finds("bus", '<a href="https://x.example">Bus</a>')
    assert not finds("url:x.example", "<p>a tag that never ends is none: <a href='https://x.example'")
    assert not finds("url:x.example", "<p>nor is this: <a href='https://x.example>bus</a>")
    assert finds("url:x.example/ab", "<span>https://</span><span>x.example/a</span><span>b</span>")


def test_the_character_classes_are_those_of_unicode() -> None:
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        category = unicodedata.category(char)
        unseen = category == "Cf" or 0xFE00 <= point <= 0xFE0F
        assert (folding.visible(f"x{char}x") == "xx") is unseen, hex(point)
        goes_on = category[0] in "LNM" or char == "_"
        assert (folding.words(f"x{char}é")[0] != "x") is (goes_on and char != "\n"), hex(point)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_fast_path_for_ascii_means_the_same(text: str) -> None:
    assert folding.visible(text) == slow_reference.rule_2(text)
    assert folding.folded(text) == slow_reference.rule_4(text)
    assert folding.words(text) == slow_reference.words_of(text)


@given(st.text() | st.text("a@＠.-_ä\u0301#＃ 🚆"))
def test_handles_and_hashtags_are_those_of_the_reference(text: str) -> None:
    assert [(name, server or None) for name, server in folding.handles(text)] == slow_reference.handles_of(
        text
    )
    assert folding.hashtags(text) == slow_reference.hashtags_of(text)


@given(
    st.text("<>/!-?=\"' \nabpscriptyle&;mu") | st.integers(0, 10**9).map(lambda seed: Inventor(seed).markup())
)
def test_html_is_read_as_the_reference_reads_it(text: str) -> None:
    assert markup.plain(text)[0] == slow_markup.plain(text)[0]
    found = [target for target in markup.plain(text)[1] if target]
    assert found == [target for target in slow_markup.plain(text)[1] if target]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<a b='", "<!--", "<script>", "</", "&", "<a b=c", "@a.", "http://", "a\u0301", "<a <"],
)
def test_no_text_takes_long(piece: str) -> None:
    post.text(piece * 200_000, is_html=True)
    markup.is_html(piece * 200_000)
    folding.handles(piece * 200_000)
