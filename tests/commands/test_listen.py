"""`leitstand listen`: mentions, stories and exit codes, from files and from feeds on loopback."""

import datetime as dt
import functools
import http.server
import json
import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("leitstand")
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

FEED = """<rss version="2.0"><channel><title>{name}</title>
<item><guid isPermaLink="false">{name}-1</guid><title>{title}</title><link>https://{name}.example/1</link>
<description>{text}</description><pubDate>Tue, 17 Nov 2026 10:58:00 +0100</pubDate></item>
<item><guid isPermaLink="false">{name}-2</guid><title>Wetter</title>
<description>Es regnet in Auenried.</description></item>
</channel></rss>"""
LOAN = "Präsidentin kündigt Klausuren am eigenen Gerät an, der Verleih hat vierzig Geräte"


def listen(*arguments, **more):
    return subprocess.run(
        [PROGRAM, "listen", *arguments], capture_output=True, text=True, timeout=90, check=False, **more
    )


@pytest.fixture
def site(tmp_path):
    for name, title, text in (
        ("funk", LOAN, "Bericht aus der Aula der Hochschule Auenried."),
        ("bote", LOAN, "Bericht aus der Aula der Hochschule Auenried."),
        (
            "rad",
            "Radweg vertagt",
            "Zum dritten Mal, sagt der Stadtrat. Die Hochschule Auenried hatte Zahlen.",
        ),
    ):
        (tmp_path / f"{name}.xml").write_text(FEED.format(name=name, title=title, text=text))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_three_feeds_become_mentions_and_stories(site):
    told = listen(
        *(f"{site}/{n}.xml" for n in ("funk", "bote", "rad")),
        "--watch", '"hochschule auenried"', "--for", "15s", "--json",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    mentions = [line for line in lines if line["kind"] == "mention"]
    stories = [line for line in lines if line["kind"] == "story"]
    assert sorted(m["post"]["id"].rpartition("#")[2] for m in mentions) == ["bote-1", "funk-1", "rad-1"]
    assert sorted(s["posts"] for s in stories) == [1, 2]
    assert all(m["watches"] == ['"hochschule auenried"'] for m in mentions)


def test_a_source_that_is_not_there_is_named_and_the_others_are_heard(site):
    told = listen(f"{site}/nothing.xml", f"{site}/rad.xml", "--watch", "radweg", "--for", "10s")
    assert told.returncode == 1
    assert "nothing.xml" in told.stderr
    assert "Radweg" in told.stdout


def test_a_file_ends_by_itself_and_names_its_bad_lines(tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_text(
        '{"id": "1", "content": "Die Mensa ist offen."}\nkaputt\n{"id": "2", "content": "Nichts."}\n'
    )
    told = listen(str(file), "--watch", "mensa", "--json")
    assert told.returncode == 1
    assert "posts.jsonl:2" in told.stderr
    assert [json.loads(line)["kind"] for line in told.stdout.splitlines()] == ["mention", "story"]


def test_a_storm_is_told_after_the_stories_whatever_the_order_of_the_posts(tmp_path):
    begin = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    calm = [begin + dt.timedelta(minutes=10 * n) for n in range(6 * 24 * 3)]
    storm = [begin + dt.timedelta(days=3, seconds=20 * n) for n in range(300)]
    posts = [
        {"id": str(n), "content": "Die Mensa ist offen.", "published": moment.isoformat()}
        for n, moment in enumerate([*calm, *storm])
    ]
    file = tmp_path / "posts.jsonl"
    file.write_text("".join(json.dumps(post) + "\n" for post in reversed(posts)))
    told = [json.loads(line) for line in listen(str(file), "--watch", "mensa", "--json").stdout.splitlines()]
    assert [line["kind"] for line in told[-2:]] == ["story", "storm"]
    assert told[-1]["watch"] == "mensa"
    assert told[-1]["onset"] == "2026-03-05T00:00:00+00:00"
    assert told[-1]["posts"] > 200 > told[-1]["usual"]
    assert "storm  mensa  " in listen(str(file), "--watch", "mensa").stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["x.jsonl"], "Nothing to listen for"),
        (["x.jsonl", "--watch", "a AND"], "column 6"),
        (["x.jsonl", "--watch", "a", "--for", "soon"], "30s, 10m or 2h"),
        ([], "Missing argument"),
    ],
)
def test_wrong_usage_says_what_would_be_right(arguments, why):
    told = listen(*arguments)
    assert told.returncode == 2
    assert why in told.stderr


def test_a_watch_that_cannot_be_read_is_named_with_its_place(tmp_path):
    posts, watches = tmp_path / "posts.jsonl", tmp_path / "watches.tsv"
    posts.write_text('{"id": "1", "content": "Die Mensa ist offen."}\n')
    watches.write_text("mensa\tmensa*\nkaputt\tOR mensa\n")
    told = listen(str(posts), "--watches", str(watches), "--json")
    assert told.returncode == 1
    assert f"{watches}:2:1: kaputt: " in told.stderr
    assert '"watches":["mensa"]' in told.stdout


def test_a_terminal_gets_a_view_and_no_stranger_steers_it(tmp_path):
    file = tmp_path / "posts.jsonl"
    file.write_text(
        json.dumps({"id": "1", "content": "Mensa \x1b[2J [red]offen[/red]", "mediaType": "text/plain"}) + "\n"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, "listen", str(file), "--watch", "mensa"], stdout=theirs, stderr=theirs, stdin=theirs
    ) as run:
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 4096):
                seen += chunk
        except OSError:
            pass
        assert run.wait(60) == 0
    os.close(ours)
    shown = seen.decode(errors="replace")
    assert "[red]offen" in shown
    assert "\x1b[2J [red]" not in shown
    assert "1 mentions" in shown or "1 voices" in shown or "story" in shown
