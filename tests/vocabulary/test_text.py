"""The bare words of a post, and one name for one page."""

import pytest

from leitstand.vocabulary import text


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("Die Hochschule &amp; @anna@chaos.example: offen!", "Die Hochschule : offen!"),
        ("RT @anna: Neues Labor", "Neues Labor"),
        ("<p>Neues <b>La</b>bor</p><p>in #Auenried</p>", "Neues Labor in #Auenried"),
        ("mail@auenried.example und https://x.example/abc.", "mail@auenried.example und ."),
        ("", ""),
    ],
)
def test_shows_what_is_said_without_dress(content, shown):
    assert text.bare(content).text == shown


def test_finds_links_in_text_and_markup_once():
    html = '<p>http://b.example/1 <a href="http://a.example/2">x</a> <a href="http://b.example/1">y</a></p>'
    assert text.bare(html).links == ("http://b.example/1", "http://a.example/2")


@pytest.mark.parametrize(
    "link",
    [
        "https://www.auenried.example/news/sturm/",
        "http://auenried.example/news/sturm?utm_source=x&fbclid=1#top",
        "HTTPS://AUENRIED.example:443/news/sturm",
    ],
)
def test_one_page_has_one_name(link):
    assert text.canonical(link) == "auenried.example/news/sturm"


def test_a_query_that_means_something_is_kept():
    assert text.canonical("https://x.example/?p=1234&utm_medium=a") == "x.example?p=1234"


@pytest.mark.parametrize(
    "link", ["https://x.example", "https://x.example/", "https://x.example/de/", "https://"]
)
def test_what_names_no_page_of_its_own_has_no_name(link):
    assert text.canonical(link) is None


def test_words_are_folded_and_hashtags_are_words():
    assert text.words("STRASSE, #Klima!") == ["strasse", "klima"]
