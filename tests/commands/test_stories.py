"""`leitstand stories` from the outside: one line a post, soon, and corrections when asked for."""

from __future__ import annotations

import json
import subprocess
import sys
import time

PROGRAM = [sys.executable, "-m", "leitstand.commands", "stories"]


def line(id: str, content: str) -> bytes:
    return json.dumps({"id": id, "content": content}).encode() + b"\n"


def run(*arguments: str, stdin: bytes) -> list[dict[str, object]]:
    done = subprocess.run([*PROGRAM, *arguments], input=stdin, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(row) for row in done.stdout.splitlines()]


def turning_out_to_be_one() -> bytes:
    early = [("a", "Feuerwehr Turm Auenried Alarm"), ("b", "Qualm Kirchplatz Löschzug Sirene")]
    both = [(f"c{n}", "Feuerwehr Turm Alarm Qualm Kirchplatz Löschzug Sirene") for n in range(40)]
    other = [(f"x{n}", f"ab{n} cd{n} ef{n} gh{n}") for n in range(260)]
    return b"".join(line(*post) for post in early + both + other)


def test_every_post_gets_a_story_in_the_order_of_the_input() -> None:
    rows = run(stdin=turning_out_to_be_one())
    assert [list(row) for row in rows] == [["id", "story"]] * 302
    assert [row["id"] for row in rows[:3]] == ["a", "b", "c0"]
    assert rows[0]["story"] != rows[1]["story"]


def test_corrections_are_told_only_when_asked_for_and_name_a_story_that_was_told() -> None:
    plain, revised = (run(*asked, stdin=turning_out_to_be_one()) for asked in ((), ("--revise",)))
    corrections = [row for row in revised if row.get("revised")]
    assert [row for row in revised if not row.get("revised")] == plain
    assert [(list(row), row["id"] in ("a", "b")) for row in corrections] == [
        (["id", "story", "revised"], True)
    ]
    assert corrections[0]["story"] == plain[2]["story"]


def test_a_line_is_answered_while_the_next_is_still_awaited() -> None:
    with subprocess.Popen(PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for id in ("1", "2"):
            running.stdin.write(line(id, "Die Bibliothek der Hochschule Auenried ist wegen Sturm zu"))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == id
            time.sleep(0.05)
        running.stdin.close()
        assert running.stdout.read() == b""


def test_help_answers_at_once() -> None:
    program = "import sys; from leitstand.commands import stories; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
