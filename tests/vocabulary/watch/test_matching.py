"""Every row of the definition, and its examples, with the words used there."""

from __future__ import annotations

import pytest

from tests.vocabulary.watch.asking import finds

ROWS = {
    "bahn": (["bahn", "S-Bahn", "Bahn!", "#bahn", "🚆Bahn", "@bahn"], ["Bahnhof", "S_Bahn", "Stadtbahn", ""]),
    "bahn*": (["Bahnhof", "bahn", "S-Bahnen"], ["Stadtbahn", "S_Bahn", "bah n"]),
    '"neue bahn"': (["Neue Bahn!", "neue - bahn"], ["neue U Bahn", "neue bahnen", "bahn neue", "neue"]),
    '"neue bahn*"': (["neue Bahnhöfe", "die neue bahn"], ["neue Stadtbahn", "neuere bahn"]),
    "E-Mail": (["E Mail", "e-mail", "E.Mail"], ["Email", "e x mail", "E Mails"]),
    "E-Mail*": (["E-Mails"], ["Emails"]),
    "R&D": (["R&D", "r d"], ["R", "RD"]),
    "12,5": (["12,5", "12.5 %"], ["125", "12 und 5"]),
    "www.x.de": (["www.x.de", "www x de"], ["http://www.x.de", "www.y.de"]),
    "#klima": (
        ["#klima", "＃Klima", "a#klima", "##klima", "x#a#klima"],
        ["klima", "#klimaschutz", "# klima", "#_klima"],
    ),
    "#klima*": (["#klimaschutz", "#KLIMA"], ["#uniklima", "klimaschutz"]),
    "@anna": (
        ["@anna", "@Anna!", "@anna@chaos.example", "＠anna", "@@anna", "(@anna)", "@anna.", "@anna@"],
        ["@anna.bsky.example", "info@anna", "anna", "@annas", "@anna-b", "@x@anna", "@ anna", "@anna_"],
    ),
    "@anna@chaos.example": (
        ["@anna@chaos.example", "@ANNA@Chaos.example!", "@anna@chaos.example@x"],
        [
            "@anna",
            "@anna@chaos.example.org",
            "@anna@sub.chaos.example",
            "@anna＠chaos.example",
            "x@anna@chaos.example",
        ],
    ),
    "@anna.bsky.example": (["@anna.bsky.example", "@anna.bsky.example@x"], ["@anna", "@anna.bsky.example.x"]),
    "bahn bus": (["Bus und Bahn"], ["Bus", "Bahn"]),
    "bahn AND bus": (["Bus und Bahn"], ["Bus", "Bahn"]),
    "bahn OR bus": (["Bus", "Bahn"], ["Tram"]),
    "bahn NOT bus": (["Bahn"], ["Bahn, Bus", "Tram"]),
    "bahn (bus OR tram)": (["bahn tram"], ["bahn", "bus tram"]),
    "a b OR NOT c d": (["a b", "d", "a b c"], ["c d", "a", ""]),
    'bahn*  NOT (bahnhof OR "neue bahn")': (["Bahnsteig"], ["Bahnhof, Bahnsteig", "neue Bahn"]),
    "straßenbahn* OR tram": (
        ["Die STRASSENBAHNEN stehen", "Tram, bitte!"],
        ["Hauptstraßenbahnhof", "Programm"],
    ),
    '"stadt ulm" NOT lang:en': (["Stadt 🚆 Ulm", "#Stadt-Ulm"], ["Stadt Neu-Ulm", "Stadtulm"]),
    "#klima* (uni OR hochschule)": (["Uni: #Klimaschutz"], ["Klima an der Uni", "#uniklima Uni"]),
    "müller": (
        ["MU\u0308LLER", "Mül\u00adler", "müller's", "MÜLLER"],
        ["Mueller", "Muller", "Müllerin", "https://müller.example"],
    ),
    "@stadtwerke strom*": (["Danke @stadtwerke@ulm.example für den Strom"], ["strom@stadtwerke.example"]),
}


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [(q, text, n == 0) for q, sides in ROWS.items() for n, side in enumerate(sides) for text in side],
)
def test_a_query_finds_what_the_definition_says(query: str, text: str, expected: bool) -> None:
    assert finds(query, text) is expected


def test_the_last_example_of_the_definition() -> None:
    query = "url:ulm.example/bus lang:de"
    assert finds(query, '<a href="https://www.ulm.example/bus/5">', language="de-AT")
    assert not finds(query, "https://neu-ulm.example/bus", language="de")
    assert not finds(query, "ulm.example/bus", language="de")
    assert not finds('"stadt ulm" NOT lang:en', "Stadt Ulm", language="en-GB")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://firma.example", True),
        ("HTTP://WWW.Firma.Example:8080/", True),
        ("https://me:pw@shop.firma.example?x", True),
        ("https://firma.example#top", True),
        ("https://meinefirma.example", False),
        ("https://firma.example.org", False),
        ("https://x.example/firma.example", False),
        ("https://x.example?https://firma.example", False),
        ("ftp://firma.example", False),
        ("firma.example", False),
    ],
)
def test_a_link_is_found_by_its_host(link: str, expected: bool) -> None:
    assert finds("url:firma.example", f"Siehe {link}") is expected


@pytest.mark.parametrize(
    "value", ["firma.example", "https://firma.example", "www.Firma.example/", "HTTP://www.firma.example"]
)
def test_scheme_and_www_may_stand_in_the_value_or_not(value: str) -> None:
    assert finds(f"url:{value}", "https://www.firma.example/jobs")
    assert finds(f"url:{value}", "https://firma.example?x")


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("/jobs", True),
        ("/jobs/5?a", True),
        ("/jo", True),
        ("/Jobs", False),
        ("/jobs/5?A", False),
        ("?x", False),
        ("/", True),
    ],
)
def test_the_rest_of_a_link_begins_exactly_as_written(rest: str, expected: bool) -> None:
    assert finds(f"url:firma.example{rest}", "https://firma.example/jobs/5?a") is expected


def test_links_come_from_texts_targets_and_attachments_but_not_from_the_address_of_the_post() -> None:
    link = "https://firma.example/x"
    assert finds("url:firma.example", name=f"Titel {link}")
    assert finds("url:firma.example", summary=f'<a HREF = "{link}">hier</a>')
    assert finds("url:firma.example", f"<p><a href={link}>hier</a>")
    assert finds("url:firma.example", attachment=[{"type": "Image", "url": link}])
    assert finds("url:firma.example", attachment={"type": "Link", "href": link})
    both = {"type": "Link", "url": "https://other.example", "href": link}
    assert finds("url:firma.example", attachment=[both])
    assert finds("url:other.example", attachment=[both])
    assert not finds("url:firma.example", url=link)
    assert not finds("url:firma.example", f'<img src="{link}"><a title="{link}">x</a>')


def test_an_href_is_read_as_a_browser_would() -> None:
    assert finds("url:x.example/?a=1&b", '<a href="https://x.example/?a=1&amp;b=2">x</a>')
    assert finds("url:x.example/?a=1&copy=2", '<a href="https://x.example/?a=1&copy=2">x</a>')
    assert finds("url:x.example/a>b", "<a title='>' href='https://x.example/a>b'>x</a>")
    assert not finds("url:y.example", '<a href="https://x.example" href="https://y.example">x</a>')
    assert not finds("url:x.example", '<a href="//x.example">x</a> <a href="/y">y</a>')


def test_the_language_is_the_posts_own_else_those_of_its_content_map() -> None:
    assert finds("lang:de", language="de")
    assert finds("lang:DE", language=" de-AT ")
    assert finds("lang:de-at", language="de-AT-vienna")
    assert not finds("lang:de", language="deu")
    assert not finds("lang:de", language="de_DE")
    assert not finds("lang:de", language="en", contentMap={"de": "x"})
    assert finds("lang:de", contentMap={"en": "x", "de-CH": "y"})
    assert not finds("lang:de")
    assert not finds("x OR lang:de", "de")


def test_network_and_author_are_compared_whole() -> None:
    assert finds("network:Mastodon", network="mastodon")
    assert not finds("network:masto", network="mastodon")
    assert finds("author:anna", attributedTo="@Anna")
    assert finds("author:@anna", attributedTo="anna")
    assert finds('author:"anna groß"', attributedTo={"id": "x", "name": " Anna GROSS "})
    assert finds("author:anna", attributedTo={"id": "x", "preferredUsername": "anna"})
    assert finds("author:https://x.example/anna", attributedTo={"id": "https://x.example/anna"})
    assert not finds("author:anna", attributedTo={"id": "https://x.example/anna", "name": "Anna Groß"})
    assert not finds("author:anna", "anna")


def test_tags_of_the_network_count_as_hashtags_and_handles() -> None:
    assert finds("#klima", tag=[{"type": "Hashtag", "name": "#Klima"}])
    assert finds("#klima*", tag={"type": "Hashtag", "name": "klimaschutz"})
    assert not finds(
        "#klima", tag=[{"type": "Mention", "name": "#klima"}, {"type": "Emoji", "name": "klima"}]
    )
    assert not finds("klima", tag=[{"type": "Hashtag", "name": "#klima"}]), "an entry is no word of the text"
    assert finds("@anna", tag=[{"type": "Mention", "name": "@Anna@chaos.example"}])
    assert finds("@anna@chaos.example", tag=[{"type": "Mention", "name": "anna@chaos.example"}])
    assert not finds("@anna@chaos.example", tag=[{"type": "Mention", "name": "@anna"}])
    assert not finds("@anna", tag=[{"type": "Mention", "name": "@anna.bsky.example"}])


def test_a_phrase_does_not_reach_from_one_text_into_the_next() -> None:
    assert finds('"neue bahn"', name="neue Bahn", summary="x")
    assert not finds('"neue bahn"', "bahn", summary="neue", name="bahn")
    assert not finds('"neue bahn*"', "neue", summary="bahnen", name="bahnhof")
    assert finds("neue bahn", "neue", name="bahn")
