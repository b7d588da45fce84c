"""HTML is read by the kernel as the plain decoder reads it, or left to it."""
# ruff: noqa: E501  # tables of pieces

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from leitstand.firehose import html, work
from leitstand.firehose.columns import pieces
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary import batch
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Watches, markup, read_query

USUAL = (
    "<p>Neues aus <b>Auenried</b></p>",
    '<p>Der Bus f&auml;hrt nicht, <span class="invisible">https://www.</span>Bahn<br>schon<br />oder</p>',
    "<p>Bahn &amp; Bus &lt;heute&gt; &quot;frei&quot; &#39;so&#39; &apos;oder&apos;&nbsp;so & anders</p>",
    '<p><a href="https://firma.example/a?b=1&amp;c=2" rel="nofollow" target="_blank">Link</a></p>',
    '<p><a href="https://auen.example/tags/bahn" class="mention hashtag" rel="tag">#<span>bahn</span></a></p>',
    "<blockquote><p>Zitat</p></blockquote><ul><li>eins</li><li>zwei</li></ul><pre><code>x</code></pre>",
    "Müll&nbsp;abfuhr<p>Straße</p>\n\tEnde 🚲",
)
NASTY = (
    "<", ">", "&", "</", "<!", "<!-- bahn -->", "<script>bahn</script>", "<style>", "</script>", "<br", "<p/>", "</>",
    '<a href="">', '<a href=" https://x.example ">', "<a href='https://x.example'>", "<a href=https://x.example>",
    '<a href="https://x.example/&copy=1">', '<a href="https://x.example/ü" href="https://y.example">', "<A HREF=x>",
    '<a class="x"href="https://z.example/>">', '<a data-x1="y">', "<ahref=>", '</a href="https://w.example">', '<a href>',
    "&amp", "&ampx;", "&amp;lt;", "&#x41;", "&#0;", "&notit;", "&;", "& ", "&nbsp", '"', "'", "=", "/", "\x00", "\ufeff",
    '<p title="a>b">', "<p title='a>b'>", "<p\n>", "<p a=b>", "<wbr>", "<font>", "<textarea>", "<é>", "<p é=\"1\">",
)  # fmt: skip


def invented(seed: int, count: int) -> list[str]:
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        text = "".join(dice.choices(USUAL, k=dice.randint(1, 3)))
        for _ in range(dice.choice((0, 0, 1, 2))):
            at = dice.randrange(len(text) + 1)
            text = (
                text[:at] + dice.choice((*NASTY, text[at : at + 4])) + text[at + dice.choice((0, 0, 1, 5)) :]
            )
        found.append(text)
    return [*USUAL, *NASTY, *found]


def told(texts: list[str]) -> list[tuple[str, list[str]] | None]:
    """What the kernel reads in each: its text and its targets; None: nothing."""
    raw = [text.encode() for text in texts]
    end = np.cumsum([len(one) for one in raw])
    start = end - [len(one) for one in raw]
    found = html.read(np.frombuffer(b"".join(raw), np.uint8), start, end)
    links: list[list[str]] = [[] for _ in texts]
    for number in range(found.n[1]):
        first, last = found.target[number]
        links[found.row[number]].append(found.links[first:last].tobytes().decode())
    return [
        (found.out[found.start[row] : found.end[row]].tobytes().decode(), links[row])
        if found.done[row]
        else None
        for row in range(len(texts))
    ]


def test_what_is_read_is_what_the_plain_decoder_reads() -> None:
    texts = invented(3, 4000)
    read = told(texts)
    assert sum(one is not None for one in read) > 1500
    assert [
        (text, one) for text, one in zip(texts, read, strict=True) if one and one != markup.plain(text)
    ] == []


def test_usual_html_is_read() -> None:
    assert [one is not None for one in told(list(USUAL))] == [True, False, True, True, True, True, True]


def test_a_text_cut_anywhere_is_never_read_beyond_its_end() -> None:
    whole = "".join(USUAL[2:5])
    cuts = [whole[:at] for at in range(len(whole))]
    assert [cut for cut, one in zip(cuts, told(cuts), strict=True) if one and one != markup.plain(cut)] == []


@pytest.mark.parametrize("media_type", ["text/html", None])
def test_posts_in_html_answer_the_watches_they_answer_plainly(media_type: str | None) -> None:
    asked = (
        "bahn",
        '"bahn bus"',
        "#bahn",
        "url:firma.example",
        "url:x.example",
        "auenried",
        "neues NOT bahn",
        "straße",
    )
    queries = {query: read_query(query) for query in asked}
    posts = [
        Post(
            id=str(n),
            content=text.replace("\x00", ""),
            media_type=media_type,
            name="Bahn" if n % 5 == 0 else None,
        )
        for n, text in enumerate(invented(4, 600))
    ]
    columns = batch.of(posts)
    hose = Firehose(queries)
    assert hose.match(columns) == Watches(queries).match(columns)
    if media_type:
        assert np.count_nonzero(pieces(columns).state == work.UNSURE) < columns.num_rows * 0.7


def test_html_beside_plain_text_and_nothing_keeps_its_row() -> None:
    posts = [
        Post(id="1", content="Bahn <b>", media_type="text/plain"),
        Post(id="2", content='<p>Bus</p><a href="https://firma.example">x</a>', media_type="text/html"),
        Post(id="3", content="", media_type="text/html"),
        Post(id="4", content="<p>Bahn</p>", media_type="text/html; charset=utf-8"),
    ]
    hose = Firehose({query: read_query(query) for query in ("bahn", "bus", "url:firma.example")})
    assert hose.match(batch.of(posts)) == [["bahn"], ["bus", "url:firma.example"], [], ["bahn"]]
    assert hose.unsure == 0
    assert isinstance(batch.of(posts), pa.RecordBatch)
