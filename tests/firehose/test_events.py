"""Events are read in place as the parser reads them, whatever their bytes are."""

from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("numba", reason="the extra firehose is not installed")

from bench.match_equality import good_queries
from leitstand.firehose import events, paths, scanning
from leitstand.firehose.hearing import Ear
from leitstand.firehose.hose import Firehose
from leitstand.firehose.stream import Reader
from leitstand.vocabulary.watch import read_query
from tests.firehose.invented_events import Events, spoilt
from tests.firehose.listening import is_json, told


def hose(*more: str) -> Firehose:
    return Firehose({query: read_query(query) for query in (*good_queries(60, seed=5), *more)})


def lines(seed: int, count: int) -> list[bytes]:
    invented = Events(seed)
    return [invented.line(number) for number in range(count)]


@pytest.mark.parametrize("more", [(), ("url:bsky.app", "url:at")])
def test_events_answer_the_watches_that_their_posts_answer(more: tuple[str, ...]) -> None:
    said = list(told(lines(3, 600), hose(*more)))
    sure = [one for one in said if not one.unsure]
    assert len(sure) > 60
    assert sum(len(one.plain) for one in sure) > 200, "watches that find nothing prove nothing"
    assert [one for one in said if one.differs] == []


def test_spoilt_events_are_read_as_the_parser_reads_them_or_left_to_it() -> None:
    dice, whole = random.Random(11), lines(4, 80)
    said = list(told([spoilt(dice.choice(whole), dice) for _ in range(1500)], hose()))
    assert sum(is_json(one.line) for one in said) > 100, "only broken lines prove nothing"
    assert [one for one in said if one.differs] == []


def test_events_cut_at_every_byte_are_never_read_beyond_their_end() -> None:
    """A watched word behind the end would be found if anything read on."""
    whole, watched = lines(6, 3), hose()
    for line in whole:
        cuts = [line[:at] for at in range(len(line))]
        assert [one for one in told(cuts, watched, Reader(lines=64)) if one.differs] == []


def test_nothing_is_written_outside_the_buffers() -> None:
    dice, whole = random.Random(12), lines(7, 40)
    reader = Reader(lines=64, bytes_each=64)
    guarded = fenced(reader)
    for _ in range(100):
        raw = b"\n".join(spoilt(dice.choice(whole), dice) for _ in range(20))
        for _block in reader.blocks(raw, own=False):
            pass
        assert all((fence == 77).all() for fence in guarded)


def fenced(reader: Reader) -> list[np.ndarray]:
    """Put the reader's buffers between fences; the fences."""
    fences = []

    def inside(array: np.ndarray) -> np.ndarray:
        space = np.full(array.size + 128, 77, array.dtype)
        fences.extend((space[:64], space[-64:]))
        middle = space[64:-64].reshape(array.shape)
        middle[...] = array
        return middle

    reader._make_room = lambda size: None
    buf = np.zeros(1 << 18, np.uint8)
    buf[: len(events.HEAD)] = np.frombuffer(events.HEAD, np.uint8)
    pieces = reader._pieces._replace(buf=buf)
    reader._pieces = type(pieces)(*map(inside, pieces))
    reader._scan = type(reader._scan)(*map(inside, reader._scan))
    reader._of = inside(reader._of)
    return fences


def test_a_stream_may_be_cut_into_blocks_anywhere() -> None:
    some, watched = lines(8, 120), hose()
    whole = [one.quick for one in told(some, watched)]
    for size in (1, 7, 50):
        assert [one.quick for one in told(some, watched, Reader(lines=size))] == whole


def test_events_larger_than_the_room_for_a_block_are_read() -> None:
    long = Events(9).event(1) | {"kind": "commit"}
    long["commit"]["operation"] = "create"
    long["commit"]["record"] = {"text": "bahn " * 400, "langs": ["de"]}
    line = scanning_line(long)
    assert [
        one.quick for one in told([line] * 3, Firehose({"b": read_query("bahn")}), Reader(bytes_each=1))
    ] == [
        {"b"},
        {"b"},
        {"b"},
    ]


def scanning_line(event: dict) -> bytes:
    import json

    return json.dumps(event).encode()


def test_an_ear_hands_on_what_is_asked_for_and_counts_the_rest() -> None:
    some, watched = lines(10, 200), hose()
    heard = Ear(watched).hear(b"\n".join(some))
    said = list(told(some, watched))
    assert heard.lines == [one.line for one in said if one.unsure or one.quick]
    assert heard.posts == sum(one.post and not one.unsure and not one.quick for one in said)
    assert heard.latest > 1_763_750_000_000_000


def test_every_path_has_a_place_of_its_own() -> None:
    assert np.count_nonzero(paths.table()[:, 0]) == len(paths.PLACES)
    assert scanning.MOST > 200


def test_what_a_reader_held_before_is_not_read_again() -> None:
    reader, some = Reader(lines=8), lines(11, 40)
    once = [block.of.tolist() for one in some for block in Reader(lines=8).blocks(one, own=False)]
    assert once == [block.of.tolist() for one in some for block in reader.blocks(one, own=False)]
