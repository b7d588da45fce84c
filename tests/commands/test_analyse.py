"""`leitstand analyse` from the outside: posts in, columns out, in the order of the input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = [sys.executable, "-m", "leitstand.commands", "analyse"]
NEWS = "Die Hochschule Auenried eröffnet am Montag ihr neues Labor für Wasserbau"
POSTS = [
    {"id": "2", "content": NEWS},
    {"id": "1", "content": f"RT @anna: {NEWS}!"},
    {"id": "3", "content": "Hm"},
]
LINES = "".join(json.dumps(post) + "\n" for post in POSTS).encode()


def run(*arguments: str | Path, stdin: bytes = LINES) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_columns_come_back_with_the_id_first_in_the_order_of_the_input() -> None:
    done = run("copy")
    assert (done.returncode, done.stderr) == (0, b"")
    assert rows(done) == [
        {"id": "2", "copy_of": None},
        {"id": "1", "copy_of": "2"},
        {"id": "3", "copy_of": None},
    ]
    assert all(next(iter(row)) == "id" for row in rows(done))


def test_several_analyses_give_their_columns_in_the_order_asked_for() -> None:
    done = run("story", "language")
    assert [list(row) for row in rows(done)] == [
        ["id", "story", "detected_language", "language_confidence"]
    ] * 3
    assert rows(done)[0]["story"] == rows(done)[1]["story"] != rows(done)[2]["story"]


def test_what_an_analysis_needs_runs_by_itself_and_is_not_shown() -> None:
    assert list(rows(run("story"))[0]) == ["id", "story"]


def test_without_watches_nothing_is_matched() -> None:
    assert [row["matched"] for row in rows(run("matched"))] == [[], [], []]


def test_bad_lines_are_named_and_skipped_or_stop_it(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b"kaputt\n" + LINES)
    done = run("copy", file)
    assert (done.returncode, len(rows(done))) == (1, 3)
    assert f"{file}:1:".encode() in done.stderr
    strict = run("--strict", "copy", file)
    assert (strict.returncode, strict.stdout) == (1, b"")


def test_a_file_may_be_named_like_an_analysis_when_it_has_a_folder(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(LINES)
    assert len(rows(run("copy", tmp_path / "copy", "-"))) == 6


def test_an_unknown_name_or_file_is_wrong_usage() -> None:
    unknown = run("tonality")
    assert unknown.returncode == 2
    assert "“tonality”" in unknown.stderr.decode()
    assert "language" in unknown.stderr.decode()
    assert run().returncode == 2
    assert run("copy", "nowhere.jsonl").returncode == 2


def test_the_list_tells_what_each_needs_gives_and_scores() -> None:
    said = run("--list").stdout.decode()
    for name in ("copy", "language", "matched", "story"):
        assert f"{name}: " in said
    assert said.count("    needs   ") == said.count("    gives   ") == said.count("    scores  ") >= 4
    assert "copy_of (string)" in said


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    with subprocess.Popen(
        [*PROGRAM, "copy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        running.stdout.close()
        running.stdin.write(LINES * 3)
        running.stdin.close()
        said = running.stderr.read()
    assert said == b""
