"""`leitstand policy` from the outside: notes in, findings out, examples tried, mistakes at their place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

POLICY = """
[policy]
name = { de = "Regeln", en = "Rules" }
version = "7"

[[article]]
id = "4.2"
title.de = "Telefon"
text.de = "Keine privaten Nummern."
source = ["DSGVO"]
severity = "block"
rule = "telephone"
good = ["Rufen Sie die 115 an."]
bad = ["Meine Nummer: 0171 2345678"]
"""
NOTES = [
    {"id": "1", "content": "Ruf an 🎉: 0171 2345678"},
    {"id": "2", "content": "Guten Tag"},
    {"id": "3", "content": "Guten Tag", "attachment": [{"type": "Image", "name": "Zettel: 0171 2345678"}]},
]
LINES = "".join(json.dumps(note) + "\n" for note in NOTES).encode()


def run(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "leitstand.commands", "policy", *map(str, arguments)]
    return subprocess.run(program, input=stdin, capture_output=True, check=False)


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def test_each_finding_is_a_line_with_article_level_place_reason_and_source(folder: Path) -> None:
    done = run("check", "--policy", folder, stdin=LINES)
    assert (done.returncode, done.stderr) == (0, b"")
    first, second = rows(done)
    assert first["title"] == {"de": "Telefon", "en": ""}
    assert first["reason"] == "This looks like a private telephone number."
    assert {
        key: first[key]
        for key in ("id", "article", "level", "rule", "where", "start", "end", "quote", "source")
    } == {
        "id": "1",
        "article": "4.2",
        "level": "block",
        "rule": "telephone",
        "where": "content",
        "start": 10,
        "end": 22,
        "quote": "0171 2345678",
        "source": ["DSGVO"],
    }
    assert (second["id"], second["where"], second["start"]) == ("3", "alt:0", 8)


@pytest.mark.parametrize(("level", "status"), [("block", 3), ("hint", 3), (None, 0)])
def test_a_pipeline_may_fail_on_what_weighs_enough(folder: Path, level: str | None, status: int) -> None:
    asked = ["--fail-on", level] if level else []
    assert run("check", "--policy", folder, *asked, "--text", "0171 2345678").returncode == status
    assert run("check", "--policy", folder, *asked, "--text", "Guten Tag").returncode == 0


def test_a_bad_note_is_named_by_its_line_and_skipped(folder: Path) -> None:
    stdin = b'{\n[]\n{"id": 1}\n{"content": "x", "facts": {"zone": "Mond"}}\n' + LINES
    done = run("check", "--policy", folder, stdin=stdin)
    assert (done.returncode, len(rows(done))) == (1, 2)
    told = done.stderr.decode().splitlines()
    assert [line.partition(": ")[0] for line in told] == [f"<stdin>:{at}" for at in (1, 2, 3, 4)]
    assert "IANA" in told[3]
    strict = run("check", "--policy", folder, "--strict", stdin=stdin)
    assert (strict.returncode, strict.stdout) == (1, b"")


def test_the_examples_of_a_policy_are_its_tests(folder: Path) -> None:
    done = run("test", "--policy", folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"1 articles: 2 examples, 0 failed." in done.stderr
    place = folder / "policy.toml"
    place.write_text(POLICY.replace("die 115", "0171 2345678"), encoding="utf-8")
    done = run("test", "--policy", place)
    assert done.returncode == 1
    assert [(one["kind"], one["passed"]) for one in rows(done)] == [("good", False)]


@pytest.mark.parametrize("name", ["university", "city", "company"])
def test_policies_to_start_from_pass_their_own_tests(name: str) -> None:
    done = run("test", "--policy", f"starter:{name}", "--all")
    assert done.returncode == 0
    assert len(rows(done)) > 60


def test_every_mistake_of_a_policy_is_told_at_its_place(folder: Path) -> None:
    (folder / "policy.toml").write_text(POLICY.replace('"telephone"', '"fax"') + "x = 1\n", encoding="utf-8")
    done = run("check", "--policy", folder, "--text", "x")
    assert done.returncode == 2
    assert f"{folder}/policy.toml:15:1: 4.2: “x” is not known here" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "--policy", "/does/not/exist"),
        ("check", "--policy", "starter:circus"),
        ("test", "--policy", "."),
        ("tell",),
    ],
)
def test_wrong_usage_and_missing_files_end_with_two(arguments: tuple[str, ...], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "leitstand.commands", "policy", *arguments]
    done = subprocess.run(program, capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr
