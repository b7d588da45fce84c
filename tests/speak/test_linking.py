"""Links in our articles are found as a reader would follow them, and only where somebody wants it."""

from __future__ import annotations

import pytest

from leitstand.speak.linking.tasks import links

HOME = "https://blog.auenried.example/mensa/"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Siehe https://a.example/x.", ["https://a.example/x"]),
        ('<a href="https://a.example/x?a=1&amp;b=2">hier</a>', ["https://a.example/x?a=1&b=2"]),
        (
            "[hier](https://a.example/x) und (https://b.example/y_(z))",
            ["https://a.example/x", "https://b.example/y_(z)"],
        ),
        ("https://a.example/x, https://a.example/x!", ["https://a.example/x"]),
        (f"{HOME}andere https://[kaputt ftp://c.example mailto:a@b.example", []),
        ("ohne", []),
    ],
)
def test_links_are_found_in_text_markdown_and_html(content, found):
    assert links(content, HOME) == found


def test_no_article_makes_us_tell_hundreds():
    assert len(links(" ".join(f"https://a.example/{n}" for n in range(500)), HOME)) == 50
