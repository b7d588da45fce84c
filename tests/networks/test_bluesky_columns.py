"""Events in columns say what the parser says of each of them, whatever they are."""

from __future__ import annotations

import json
import random

import pytest

from leitstand.networks.bluesky import NETWORK, columns
from leitstand.vocabulary import batch
from tests.firehose.invented_events import Events, spoilt

LINK = {"uri": "https://a.example"}
ODD = (
    ("time_us", 1.5),
    ("time_us", 10**19),
    ("time_us", None),
    ("did", ""),
    ("kind", 3),
    ("commit", None),
    ("commit", []),
    ("rkey", ""),
    ("record", None),
    ("record", {"text": None, "langs": [None, 7, "de"], "labels": {"values": [{"val": "spam"}, {"val": 1}]}}),
    ("record", {"langs": ["de", "en"], "labels": {"values": [{"val": "spam"}, {"val": ""}, {}]}}),
    ("text", "\ud800 halb"),
    ("text", "mit \x00 null"),
    ("createdAt", "2026-02-30T10:00:00Z"),
    ("createdAt", " 2026-02-28 10:00"),
    ("createdAt", "2026-02-28T10:00:00.123456789+02:00"),
    ("createdAt", 5),
    ("createdAt", None),
    ("embed", {"video": {"ref": {"$link": "bafk"}, "mimeType": "video/mp4"}, "alt": "Ein Zug fährt"}),
    ("embed", {"images": [{"alt": "x", "image": {"ref": {"$link": "b"}}}, None], "media": {"playlist": "https://v.example/a"}}),
    ("embed", {"external": {"uri": "https://a.example", "title": "A"}, "media": {"external": LINK}}),
    ("embed", "nichts"),
    ("facets", [{"features": [LINK, LINK, {"tag": "a"}, {"tag": "a"}]}]),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _however_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "FEW", 1)


def lines(seed: int, count: int) -> list[bytes]:
    """Invented events, every third with something odd in it."""
    invented = Events(seed)
    dice, found = invented.dice, []
    for number in range(count):
        event = invented.event(number)
        key, value = dice.choice(ODD) if dice.random() < 0.3 else ("also", True)
        places = (event, event.get("commit") or {}, (event.get("commit") or {}).get("record") or {})
        deep = 1 if key in ("rkey", "record") else 2 if key in ("text", "createdAt", "embed", "facets") else 0
        places[deep][key] = value
        found.append(json.dumps(event, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass"))
    return found


def differences(raw: bytes) -> list[dict[str, object]]:
    quick, plain = columns.of(raw), batch.of(NETWORK.parse(raw))
    assert quick.schema.equals(plain.schema, check_metadata=True)
    assert quick.num_rows == plain.num_rows
    return [
        {"quick": one, "plain": other}
        for one, other in zip(quick.to_pylist(), plain.to_pylist(), strict=True)
        if one != other
    ]


@pytest.mark.parametrize(("size", "count"), [(2, 60), (600, 600)])
def test_columns_say_what_the_parser_says(size: int, count: int) -> None:
    some = lines(31, count)
    for at in range(0, len(some), size):
        head = b'{"kind":"account","did":"did:plc:x"}\n'  # the parser wants to know one thing of each page
        assert differences(head + b"\n".join(some[at : at + size])) == []


def test_spoilt_events_say_what_the_parser_says() -> None:
    dice, some = random.Random(7), lines(32, 60)
    for _ in range(40):
        raw = b"\n".join(spoilt(dice.choice(some), dice) for _ in range(6))
        assert differences(b'{"kind":"account","did":"did:plc:x"}\n' + raw) == []


def test_nothing_is_no_post_and_a_deep_event_breaks_nothing() -> None:
    deep = b'{"did":"did:plc:x","kind":"commit","x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    assert columns.of(b"").num_rows == columns.of(deep).num_rows == 0


def test_usual_posts_never_become_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {"did": "did:plc:x", "time_us": 1_763_750_000_000_000, "kind": "commit"}
    record = {"text": "Guten Morgen", "createdAt": "2025-11-21T18:33:20.5Z", "langs": ["de"]}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3l", "record": record}
    monkeypatch.setattr(columns, "_parsed", lambda _line: pytest.fail("the parser was asked"))
    assert columns.of(b"\n".join([json.dumps(event | {"commit": commit}).encode()] * 3)).num_rows == 3
