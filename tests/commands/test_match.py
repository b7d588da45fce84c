"""`leitstand match` from the outside: files in, hits out, bad lines named."""

from __future__ import annotations

import gzip
import json
import lzma
import subprocess
import sys
from pathlib import Path

import pytest
from backports import zstd

WATCHES = "Bahn\tbahn*\nUni\t„Hochschule Auenried“ OR #auenried\n"
POSTS = [
    {"id": "1", "content": "<p>Der Bahnhof der <b>Hochschule</b> Auenried</p>"},
    {"id": "2", "content": "Tram"},
    {"id": "3", "content": "S-Bahn", "tag": [{"type": "Hashtag", "name": "#Auenried"}]},
]
LINES = "".join(json.dumps(post) + "\n" for post in POSTS).encode()
HITS = [{"id": "1", "watches": ["Bahn", "Uni"]}, {"id": "3", "watches": ["Bahn", "Uni"]}]


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "leitstand.commands", "match", *map(str, arguments)]
    return subprocess.run(program, input=stdin, capture_output=True, check=False)


def hits(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def watches(tmp_path: Path) -> Path:
    file = tmp_path / "watches.tsv"
    file.write_text(WATCHES, encoding="utf-8")
    return file


def test_posts_with_a_hit_come_out_with_the_names_of_their_watches(watches: Path) -> None:
    done = run("--watches", watches, stdin=LINES)
    assert (done.returncode, hits(done), done.stderr) == (0, HITS, b"")


@pytest.mark.parametrize(
    ("ending", "pack"), [("gz", gzip.compress), ("xz", lzma.compress), ("zst", zstd.compress)]
)
def test_posts_and_watches_may_be_packed(tmp_path: Path, ending: str, pack) -> None:
    (tmp_path / f"posts.{ending}").write_bytes(pack(LINES))
    (tmp_path / f"watches.{ending}").write_bytes(pack(WATCHES.encode()))
    done = run("--watches", tmp_path / f"watches.{ending}", tmp_path / f"posts.{ending}", "-", stdin=LINES)
    assert (done.returncode, hits(done)) == (0, HITS + HITS)


def test_a_bad_watch_is_named_by_its_place_and_skipped(tmp_path: Path) -> None:
    file = tmp_path / "w.tsv"
    file.write_bytes(b"# unsere\n\nkaputt\tbahn OR\nBahn\tbahn*\nort\tort:Ulm\nnichts\n")
    done = run("--watches", file, stdin=LINES)
    assert done.returncode == 1
    assert [hit["watches"] for hit in hits(done)] == [["Bahn"], ["Bahn"]]
    told = done.stderr.decode().splitlines()
    assert [line.rpartition(": ")[0].split(": ")[0] for line in told] == [
        f"{file}:3:8",
        f"{file}:5:1",
        f"{file}:6:1",
    ]
    assert told[0].startswith(f"{file}:3:8: kaputt: The query ends")


def test_a_bad_post_is_named_by_its_line_and_skipped(watches: Path) -> None:
    done = run("--watches", watches, stdin=b"{\n" + LINES)
    assert (done.returncode, hits(done)) == (1, HITS)
    assert done.stderr.startswith(b"<stdin>:1: ")


@pytest.mark.parametrize("bad", ["watch", "post"])
def test_strict_stops_at_the_first(watches: Path, bad: str) -> None:
    if bad == "watch":
        watches.write_text("x\t(\n" + WATCHES, encoding="utf-8")
    done = run("--strict", "--watches", watches, stdin=(b"{\n" if bad == "post" else b"") + LINES)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)


@pytest.mark.parametrize(
    "arguments", [[], ["--watches", "/does/not/exist"], ["--watches", "-"], ["--nonsense"]]
)
def test_wrong_usage_and_missing_files_end_with_two(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_a_missing_file_of_posts_ends_with_two(watches: Path) -> None:
    assert run("--watches", watches, "/does/not/exist").returncode == 2


def test_a_broken_archive_of_watches_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "w.gz").write_bytes(gzip.compress(WATCHES.encode())[:-12])
    assert run("--watches", tmp_path / "w.gz", stdin=LINES).returncode == 2


def test_a_line_is_answered_while_the_next_is_still_awaited(watches: Path) -> None:
    program = [sys.executable, "-m", "leitstand.commands", "match", "--watches", str(watches)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for line, hit in zip(LINES.splitlines(keepends=True)[::2], HITS, strict=True):
            running.stdin.write(line)
            running.stdin.flush()
            assert json.loads(running.stdout.readline()) == hit
        running.stdin.close()
        assert running.stdout.read() == b""


def test_half_an_emoji_in_a_post_breaks_nothing(watches: Path) -> None:
    done = run("--watches", watches, stdin=b'{"id": "1", "content": "Bahn \\ud83d Bahn"}\n')
    assert (done.returncode, hits(done)) == (0, [{"id": "1", "watches": ["Bahn"]}])


def test_a_reader_that_leaves_ends_it_quietly(watches: Path, tmp_path: Path) -> None:
    (tmp_path / "posts").write_bytes(LINES * 20_000)
    program = [
        sys.executable,
        "-m",
        "leitstand.commands",
        "match",
        "--watches",
        str(watches),
        str(tmp_path / "posts"),
    ]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
