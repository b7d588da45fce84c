"""`leitstand origin` and `leitstand coordination` from the outside: one line an author, one line a group."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

WORDS = ["Zug", "Turm", "Weg", "Halt", "Gleis", "Hafen", "Labor", "Pumpe", "Mensa", "Linse", "Rad", "Brot"]


def run(command: str, *arguments: str, stdin: bytes) -> tuple[int, list[dict], str]:
    program = [sys.executable, "-m", "leitstand.commands", command, *arguments]
    done = subprocess.run(program, input=stdin, capture_output=True, check=False)
    return done.returncode, [json.loads(row) for row in done.stdout.splitlines()], done.stderr.decode()


def line(id: str, author: str, second: int, content: str, **more: object) -> bytes:
    moment = (
        f"2026-11-{1 + second // 86400:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"
    )
    said = {"id": id, "content": content, "attributedTo": author, "published": moment}
    return json.dumps(said | more).encode() + b"\n"


def subject(n: int) -> str:
    return " ".join(f"{WORDS[(n + step) % 12]}{n * step}" for step in range(1, 11))


def talk(copies: int = 12) -> bytes:
    return b"".join(
        line(f"a{n}", "@anna", n * 3600, subject(n))
        + line(f"b{n}", "@ben", n * 3600 + 60, subject(n))
        + line(f"c{n}", "@cem", n * 3600 + 90, "", announces=f"a{n}")
        for n in range(copies)
    )


def test_each_author_gets_a_line_with_intervals_the_most_followed_first() -> None:
    status, rows, _said = run("origin", stdin=talk())
    assert status == 0
    assert [row["author"] for row in rows] == ["@anna", "@ben", "@cem"]
    assert list(rows[0]) == [
        "author", "n", "firsts", "followed", "echoes", "novelty", "follow_through", "lead_seconds",
        "independence",
    ]  # fmt: skip
    assert (rows[0]["n"], rows[0]["firsts"], rows[0]["followed"], rows[0]["echoes"]) == (12, 12, 12, 0)
    assert rows[0]["lead_seconds"]["low"] <= 60.1
    assert rows[0]["novelty"]["low"] > rows[1]["novelty"]["high"]
    assert rows[1]["lead_seconds"] is None


def test_one_owners_outlets_are_one_voice(tmp_path) -> None:
    owners = tmp_path / "owners.tsv"
    owners.write_text("@anna\tHaus\n@ben\tHaus\nnonsense\n", encoding="utf-8")
    status, rows, said = run("origin", "--owners", str(owners), stdin=talk())
    assert status == 1
    assert "owners.tsv:3: This names no owner" in said
    assert {row["author"]: row["echoes"] for row in rows} == {"@anna": 0, "@ben": 0, "@cem": 12}


def campaign() -> bytes:
    posts = []
    for n in range(600):
        author = f"@person{n * 7 % 80}"
        posts.append(
            line(f"p{n}", author, n * 700 % 1_700_000, f"Lesen https://paper.example/article{n * n % 90}")
        )
    for n in range(10):
        for who in range(4):
            said = f"Bitte teilen https://plan.example/aufruf{n}"
            posts.append(line(f"x{n}.{who}", f"@planted{who}", n * 150_013 + 7 * who, said))
    return b"".join(posts)


def test_each_group_gets_a_line_with_its_evidence_and_innocent_explanations() -> None:
    status, rows, said = run(
        "coordination", stdin=campaign() + line("z", "@z", 1, "x").replace(b"published", b"p")
    )
    assert (status, said) == (0, "1 posts without author or moment were passed over.\n")
    (group,) = rows
    assert group["accounts"] == [f"@planted{who}" for who in range(4)]
    assert list(group) == [
        "accounts", "p", "q", "pairs", "things", "seconds", "first", "last", "evidence", "innocent",
    ]  # fmt: skip
    assert group["q"] <= 0.05
    assert list(group["evidence"][0]) == ["kind", "thing", "accounts", "first", "seconds"]
    assert [one["reason"] for one in group["innocent"]] == ["one_site"]
    assert "plan.example" in group["innocent"][0]["says"]


@pytest.mark.parametrize("command", ["origin", "coordination"])
def test_bad_lines_are_named_and_nothing_gives_nothing(command: str) -> None:
    assert run(command, stdin=b"") == (0, [], "")
    status, _rows, said = run(command, stdin=b"nonsense\n")
    assert status == 1
    assert said.startswith("<stdin>:1: ")


@pytest.mark.parametrize(
    "arguments", [["--within", "0"], ["--least", "1"], ["--error-rate", "2"], ["/no/such/file"]]
)
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    assert run("coordination", *arguments, stdin=b"")[0] == 2


@pytest.mark.parametrize("command", ["origin", "coordination"])
def test_help_opens_nothing_heavy(command: str) -> None:
    heavy = "'numpy' in sys.modules, 'pyarrow' in sys.modules"
    program = f"import sys; from leitstand.commands import {command}; print({heavy})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"
