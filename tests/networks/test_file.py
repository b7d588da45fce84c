"""Files of posts are read whole, and what is wrong with them is said."""

import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.file import NETWORK, table, wxr
from leitstand.networks.file.sniff import Kind, kind
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post

EXAMPLES = Path(__file__).parent / "examples" / "file"
EXPORT = (EXAMPLES / "export.xml").read_text(encoding="utf-8")


def rows(text, mapping=None):
    return [post for _number, post in table.read(io.StringIO(text), mapping)]


def refused(raw):
    with pytest.raises(Invalid) as told:
        NETWORK.parse(raw)
    return str(told.value)


def test_columns_may_have_any_names():
    mapping = table.columns("id=Nr,content=Text der Meldung,published=Datum,attributedTo.name=Wer")
    (post,) = rows(
        "Nr;Datum;Text der Meldung;Wer\n7;24.12.2026 18:05;Frohes Fest, alle!;Familie Ufer\n", mapping
    )
    assert (post.id, post.content) == ("7", "Frohes Fest, alle!")
    assert post.published == datetime(2026, 12, 24, 18, 5, tzinfo=UTC)
    assert post.attributed_to.name == "Familie Ufer"
    assert post.also == {}


@pytest.mark.parametrize(
    "said",
    [
        *(
            "2026-12-24T18:05:00Z",
            "2026-12-24 19:05+01:00",
            "2026-12-24 18:05:00 UTC",
            "24.12.2026, 18:05 Uhr",
        ),
        *("1798135500", "1798135500000", "Thu, 24 Dec 2026 18:05:00 GMT"),
    ],
)
def test_dates_are_understood_as_people_and_programs_write_them(said):
    (post,) = rows(f'content;published\nx;"{said}"\n')
    assert post.published == datetime(2026, 12, 24, 18, 5, tzinfo=UTC)


def test_a_date_nobody_knows_is_reported_with_its_row():
    first, second = table.read(io.StringIO('content,published\n"a\nb",2026-01-01\nx,gestern\n'))
    assert isinstance(first[1], Post)
    assert second[0] == 4
    assert "gestern" in str(second[1])


def test_a_row_without_id_gets_the_same_one_again():
    (first,), (again,) = rows("content\nHallo\n"), rows("content;tag\nHallo;x\n")
    assert first.id == again.id


@pytest.mark.parametrize(("said", "says"), [("text=X", "not understood"), ("content", "not understood")])
def test_a_mapping_that_is_wrong_names_the_words_there_are(said, says):
    with pytest.raises(Invalid, match=f"{says}.*content"):
        table.columns(said)


def test_a_table_without_a_text_says_how_to_name_one():
    with pytest.raises(Invalid, match="--columns"):
        rows("a,b\n1,2\n")
    with pytest.raises(Invalid, match="no column “Text”; it has: a, b"):
        rows("a,b\n1,2\n", {"content": "Text"})


def test_a_table_from_a_german_spreadsheet_is_read_with_its_umlauts():
    (post,) = NETWORK.parse("id;content\n1;Grüße aus Köln\n".encode("windows-1252"))
    assert post.content == "Grüße aus Köln"


def test_drafts_spam_and_addresses_of_people_stay_in_the_export():
    said = [activity.write(post) for post in wxr.read(io.BytesIO(EXPORT.encode()))]
    assert len(said) == 5
    assert not any(word in line for line in said for word in ("geheim", "Ruder!", "kim@mail", "192.0.2.8"))


def test_everything_comes_when_it_is_asked_for():
    posts = list(wxr.read(io.BytesIO(EXPORT.encode()), everything=True))
    assert {"Entwurf: Preise", "Billige Ruder!"} <= {post.name or post.content for post in posts}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (EXPORT.replace("</channel>", ""), "malformed"),
        (EXPORT[: len(EXPORT) // 2], "malformed"),
        (EXPORT.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""), "version"),
        (EXPORT.replace(">1.2</wp:wxr", ">abc</wp:wxr"), "“abc”"),
        (EXPORT.replace("<rss", "<!DOCTYPE r [<!ENTITY a 'aaaa'>]><rss", 1), "document type"),
    ],
)
def test_an_export_that_is_not_whole_is_refused(broken, says):
    assert says in refused(broken.encode())


def test_the_parts_of_an_export_may_come_in_any_pieces():
    class Slow(io.BytesIO):
        def read(self, size=-1):
            return super().read(7)

    assert list(wxr.read(Slow(EXPORT.encode()))) == NETWORK.parse(EXPORT.encode())


def packed(kind_of, name="archive-1/outbox.json"):
    outbox, file = (EXAMPLES / "outbox.json").read_bytes(), io.BytesIO()
    if kind_of == "zip":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, outbox)
    else:
        with tarfile.open(fileobj=file, mode="w") as archive:
            member = tarfile.TarInfo(name)
            member.size = len(outbox)
            archive.addfile(member, io.BytesIO(outbox))
    return file.getvalue()


@pytest.mark.parametrize("kind_of", ["zip", "tar"])
def test_an_archive_gives_what_was_public(kind_of):
    assert [post.type for post in NETWORK.parse(packed(kind_of))] == ["Note", "Announce"]
    assert "no outbox.json" in refused(packed(kind_of, "likes.json"))
    assert "damaged" in refused(packed("zip")[:200] + packed("zip")[:-60])


def test_lines_that_are_torn_are_passed_over_but_not_all_of_them():
    good = b'{"id":"1","content":"Hallo"}'
    assert len(NETWORK.parse(good + b"\n{torn\n" + good)) == 2
    assert "no JSON" in refused(b'{"id":"1"')
    assert "“content”" in refused(b'{"id":"1"}')


def test_files_of_other_networks_are_named():
    assert "a feed" in refused(b"<rss/>")
    assert "Jetstream" in refused(b'{"did":"did:plc:a","time_us":1,"kind":"identity"}\n')


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (b'{"id":"1","content":"x"}\n', Kind.ACTIVITY_LINES),
        (b'[{"id":"1","content":"x"}]', Kind.ACTIVITY),
        (b'{"id":"1","content":"x","account":{},"created_at":"2026"}', Kind.MASTODON),
        (b'{"id":"1","content":"x","account":{},"created_at":"2026"}\n{"id"', Kind.MASTODON_LINES),
        (b'[\n  {\n    "id": "1",\n    "created_at": "2026",\n    "account": {', Kind.MASTODON),
        (b'{"did":"did:plc:a","time_us":1,"kind":"commit","commit":{}}\n', Kind.JETSTREAM),
        (b'{"$type":"network.bsky.jetstream.subscribeEvents#commit","did":"did:plc:a"}\n', Kind.JETSTREAM),
        (b'{"version":"https://jsonfeed.org/version/1","items":[]}', Kind.FEED),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss>", Kind.FEED),
        ('{"version":"https://jsonfeed.org/version/1","items":[{"content_html":"' + "x" * 70_000, Kind.FEED),
        (b"a;b\n1;2\n", Kind.TABLE),
        (b"Lieber Leser", Kind.UNKNOWN),
        (b"", Kind.UNKNOWN),
    ],
)
def test_a_file_is_known_by_its_beginning(head, wanted):
    assert kind(head.encode() if isinstance(head, str) else head) is wanted


@settings(max_examples=80, deadline=2_000)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='{}[]",:;<>/idcontent\n 1', max_size=80).map(str.encode),
        st.integers(0, len(EXPORT)).map(lambda cut: EXPORT[:cut].encode()),
        st.dictionaries(
            st.sampled_from(["id", "content", "object", "type", "to", "orderedItems"]), st.text() | st.none()
        ).map(lambda said: json.dumps({"orderedItems": [said, {"type": "Create", "object": said}]}).encode()),
    )
)
def test_any_bytes_are_posts_or_refused(raw):
    try:
        posts = NETWORK.parse(raw)
    except Invalid:
        return
    assert all(post.id.strip() for post in posts)
