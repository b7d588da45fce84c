"""`bluesky` reads what was recorded, writes what can be read again, and falls over nothing."""

from __future__ import annotations

import json
import string
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.networks.bluesky import NETWORK, records, richtext
from leitstand.networks.bluesky.posts import of_record
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor

EXAMPLES = Path(__file__).parent / "examples" / "bluesky"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "bluesky-wire"
RECORDED = sorted(one for one in EXAMPLES.iterdir() if not one.name.endswith(".posts.json"))
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
WORDS = """
did kind commit record text facets index features byteStart byteEnd tag uri operation collection rkey langs
embed images media video external reply parent feed post author reason by handle thread replies posts subject
notifications $type payload labels values val createdAt time_us time likeCount notFound ref
"""
PIECES = (
    "Grüße |🌍|👩‍🔬| #Öffis| #42|#| @lampe.example|@niemand.example| https://auenried.example/tür|)|e\u0301|.|\n"
    "| (https://a.example/x_(y))| |a@lampe.example|#a#b|＃全角|#️⃣| http://|ß"
)
DIDS = {"lampe.example": "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"}


@pytest.mark.parametrize("raw", RECORDED, ids=lambda one: one.name)
def test_reads_what_was_recorded(raw):
    said = [activity.written(post) for post in NETWORK.parse(raw.read_bytes())]
    assert said == json.loads(raw.with_name(f"{raw.stem}.posts.json").read_text())


def test_both_wires_of_jetstream_tell_the_same():
    first, second = (list(NETWORK.parse((EXAMPLES / f"jetstream_v{n}.jsonl").read_bytes())) for n in (1, 2))
    assert first == second


@pytest.mark.skipif(not SHARED.exists(), reason="the recording of third parties' posts is kept outside")
def test_real_events_of_jetstream_become_exactly_their_posts():
    raw = (SHARED / "jetstream_v1_expected.jsonl").read_bytes()
    events = [json.loads(line) for line in raw.splitlines() if line.strip()]
    commits = [event["commit"] | {"did": event["did"]} for event in events if event["kind"] == "commit"]
    wanted = [
        (f"at://{c['did']}/{c['collection']}/{c['rkey']}", c["operation"], c.get("record", {}))
        for c in commits
        if c["collection"] in {"app.bsky.feed.post", "app.bsky.feed.repost"}
    ]
    posts = list(NETWORK.parse(raw))
    assert Counter(post.type for post in posts) == {"Note": 17, "Announce": 15, "Tombstone": 1}
    assert [post.id for post in posts] == [id for id, _operation, _record in wanted]
    for post, (_id, operation, record) in zip(posts, wanted, strict=True):
        assert (post.type == "Tombstone") == (operation == "delete")
        assert post.content == record.get("text", "")
        assert post.language == next(iter(record.get("langs", [])), None)
        assert post.in_reply_to == record.get("reply", {}).get("parent", {}).get("uri")
        assert post.announces == record.get("subject", {}).get("uri")
        assert operation == "delete" or post.published == records.moment(record["createdAt"])


def test_an_event_spread_over_lines_is_read_as_well():
    event = json.loads((EXAMPLES / "jetstream_v1.jsonl").read_bytes().splitlines()[0])
    assert [post.content for post in NETWORK.parse(json.dumps(event, indent=2).encode())] == [
        event["commit"]["record"]["text"]
    ]


def test_torn_lines_cost_only_themselves():
    whole = (EXAMPLES / "jetstream_v1.jsonl").read_bytes()
    torn = whole[40:]  # the first line lost its beginning
    assert list(NETWORK.parse(torn)) == list(NETWORK.parse(whole))[1:]


@pytest.mark.parametrize(
    "raw", [b"<html></html>", b"[1, 2]", b'{"feed": "x"}', b"null", b'"text"', b"{", b"\xff\xfe"]
)
def test_what_is_not_from_bluesky_is_named_as_that(raw):
    with pytest.raises(Invalid):
        list(NETWORK.parse(raw))


@pytest.mark.parametrize("raw", [b"", b"\n \n", b'{"feed": []}', b'{"posts": [{}, 1, null]}', b"[]"])
def test_nothing_said_is_no_fault(raw):
    assert list(NETWORK.parse(raw)) == []


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fall(raw):
    _read_or_refuse(raw)


_words = st.sampled_from(WORDS.split())
_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(
        ["commit", "message", "create", "delete", "update", "app.bsky.feed.post", "app.bsky.feed.repost"]
    ),
    st.sampled_from(
        ["at://did:plc:a/app.bsky.feed.post/3k", "did:plc:a", "0000-00-00", "9999-12-31T23:59:59-23:59"]
    ),
)
_documents = st.recursive(
    _values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=5),
    max_leaves=30,
)


@given(st.lists(_documents, min_size=1, max_size=3))
def test_no_json_makes_it_fall(documents):
    _read_or_refuse("\n".join(map(json.dumps, documents)).encode())


@given(st.sampled_from(RECORDED), st.data())
def test_no_change_of_a_recorded_answer_makes_it_fall(raw, data):
    document = json.loads(raw.read_text().splitlines()[0] if raw.suffix == ".jsonl" else raw.read_text())
    place = document
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(_documents)
            break
        place = place[key]
    _read_or_refuse(json.dumps(document).encode())


def _read_or_refuse(raw: bytes) -> None:
    try:
        posts = list(NETWORK.parse(raw))
    except Invalid:
        return
    for post in posts:
        assert post.id
        assert post.network == "bluesky"
        assert activity.read(activity.write(post)) == post
        assert all(when is None or when.utcoffset() == timedelta() for when in (post.published, post.updated))


def test_a_thread_as_deep_as_json_goes_is_read():
    post = {"uri": f"at://{DID}/app.bsky.feed.post/3k", "author": {"did": DID}, "record": {"text": "tief"}}
    thread: dict = {"post": post}
    for _deeper in range(300):
        thread = {"post": post, "replies": [thread]}
    assert sum(1 for _post in NETWORK.parse(json.dumps({"thread": thread}).encode())) == 301


_pieces = st.sampled_from(PIECES.split("|"))


@given(st.lists(_pieces | st.text(max_size=4), max_size=12).map("".join))
def test_facets_lie_on_whole_characters_side_by_side_and_name_what_they_cover(content):
    raw, before = content.encode("utf-8", "replace"), 0
    content = raw.decode()
    for facet in richtext.facets(content, DIDS.get):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert before <= start < end <= len(raw)
        before, covered, (feature,) = end, raw[start:end].decode(), facet["features"]
        named = feature.get("uri") or (feature.get("tag") and covered[0] + feature["tag"]) or "@lampe.example"
        assert covered.lower() == named.lower()


@given(
    st.lists(_pieces, max_size=8).map("".join),
    st.sampled_from(["de", "en", "de-AT"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_what_goes_out_comes_back_in(content, language, published):
    record = {
        "text": content,
        "langs": [language],
        "createdAt": records.timestamp(published),
        "facets": richtext.facets(content, DIDS.get),
    }
    at = records.Address(DID, records.POST, "3k2222222222a")
    post = of_record(at, record, author=Actor(id=DID))
    assert (post.content, post.language) == (content, language)
    assert timedelta() <= published - post.published < timedelta(milliseconds=1)
    kinds = Counter(facet["features"][0]["$type"].partition("#")[2] for facet in record["facets"])
    assert bool(kinds["link"]) == any(one.type == "Link" for one in post.attachment)
    assert bool(kinds["mention"]) == any(tag.type == "Mention" for tag in post.tag)


@pytest.mark.parametrize(
    ("content", "covered"),
    [
        ("Siehe https://auenried.example/a.", ["https://auenried.example/a"]),
        ("(https://auenried.example/x_(y))", ["https://auenried.example/x_(y)"]),
        ("„https://auenried.example“", ["https://auenried.example"]),
        ("#Klima, #CO2! #2030 #", ["#Klima", "#CO2"]),
        ("Farbe#rot und /#anker", []),
        ("Post an info@lampe.example", []),
        ("@lampe.example, @niemand.example und @Lampe.Example!", ["@lampe.example", "@Lampe.Example"]),
        (
            "https://auenried.example/#teil @lampe.example",
            ["https://auenried.example/#teil", "@lampe.example"],
        ),
        ("ein＃全角 ＃全角", ["＃全角"]),
    ],
)
def test_links_mentions_and_hashtags_are_found_as_people_mean_them(content, covered):
    raw = content.encode()
    facets = richtext.facets(content, DIDS.get)
    assert [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in facets] == covered


@pytest.mark.parametrize(
    ("content", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("Größe", 5),
        ("👩‍🔬🌍", 2),
        ("🇩🇪", 1),
        ("e\u0301", 1),
        ("\r\n", 1),
        ("👨‍👩‍👧‍👦" * 121, 303),
    ],
)
def test_length_is_counted_in_grapheme_clusters(content, length):
    assert NETWORK.length(content) == length


_moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(_moments, st.text(max_size=20))
def test_a_record_key_is_a_valid_tid_and_always_the_same(published, key):
    made = records.record_key(published, key)
    assert made == records.record_key(published, key)
    assert len(made) == 13
    assert made[0] in "234567abcdefghij"
    assert set(made) <= set(string.ascii_lowercase + "234567")
    assert made < records.record_key(published + timedelta(seconds=1), "another")


def test_a_thousand_notes_of_one_second_get_a_thousand_keys():
    moment = datetime(2026, 7, 4, 12, tzinfo=UTC)
    assert len({records.record_key(moment, f"note-{n}") for n in range(1000)}) == 1000


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_none(said):
    found = records.address(said)
    assert found is None or str(found) == said
