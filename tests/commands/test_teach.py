"""`leitstand teach` and `analyse taught` from the outside: labels in, a folder, labels out."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "leitstand.commands"]
ROWS = [
    (f"Wann öffnet {place} {day}?", "hours")
    for place in ("die Mensa", "das Labor", "die Kasse")
    for day in ("heute", "morgen")
]
ROWS += [
    (f"Danke für {what} {day}!", "thanks")
    for what in ("alles", "das Fest", "den Kaffee")
    for day in ("heute", "gestern")
]
TABLE = "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in ROWS)
POSTS = '{"id":"b","content":"Wann öffnet das Café?"}\n{"id":"a","content":"<p>Danke für das Café!</p>"}\n'


def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False
    )


def teach(folder: Path, stdin: str, *more: str) -> subprocess.CompletedProcess[str]:
    return run("teach", "--labels", "-", "--to", folder, "--encoder", "none", *more, stdin=stdin)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("teach") / "deep" / "model"
    done = teach(folder, TABLE)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder


def test_what_was_taught_is_answered_in_the_order_of_the_input(model: Path) -> None:
    done = run("analyse", "taught", "--model", model, stdin=POSTS)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first) == ["id", "label", "probability", "probabilities"]
    assert [(row["id"], row["label"]) for row in (first, second)] == [("b", "hours"), ("a", "thanks")]
    assert first["probabilities"]["hours"] == first["probability"]
    assert set(first["probabilities"]) == {"hours", "thanks"}


def test_it_stands_beside_other_analyses(model: Path) -> None:
    done = run("analyse", "copy", "taught", "--model", model, stdin=POSTS)
    assert list(json.loads(done.stdout.splitlines()[0]))[:3] == ["id", "copy_of", "label"]


def test_the_folder_holds_weights_what_is_told_about_them_and_a_card(model: Path) -> None:
    assert sorted(place.name for place in model.iterdir()) == ["card.md", "model.json", "model.npz"]
    assert json.loads((model / "model.json").read_text())["labels"] == ["hours", "thanks"]
    assert "| thanks | 6 |" in (model / "card.md").read_text()


def test_a_table_and_json_lines_packed_or_plain_teach_the_same(model: Path, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"content": text, "label": label}) + "\n" for text, label in ROWS)
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    run("teach", "--labels", tmp_path / "rows.jsonl.gz", "--to", tmp_path / "packed", "--encoder", "none")
    quoted = TABLE.replace("Danke für alles heute!", '"Danke für alles heute!"').replace("\n", "\r\n")
    teach(tmp_path / "table", "\ufeff" + quoted)
    for folder in ("packed", "table"):
        assert (tmp_path / folder / "model.npz").read_bytes() == (model / "model.npz").read_bytes()
        assert (tmp_path / folder / "model.json").read_bytes() == (model / "model.json").read_bytes()


def test_columns_are_found_by_their_names(model: Path, tmp_path: Path) -> None:
    turned = "number\tLabel\tText\n" + "".join(f"7\t{label}\t{text}\n" for text, label in ROWS)
    assert teach(tmp_path / "m", turned).returncode == 0
    assert (tmp_path / "m" / "model.npz").read_bytes() == (model / "model.npz").read_bytes()


def test_bad_lines_are_named_and_skipped_or_stop_it(tmp_path: Path) -> None:
    broken = TABLE + "no tab here\n" + "a text\t\n"
    done = teach(tmp_path / "m", broken)
    assert done.returncode == 1
    assert "<stdin>:14: 1 columns instead of 2." in done.stderr
    assert "<stdin>:15: The label is empty." in done.stderr
    assert teach(tmp_path / "strict", broken, "--strict").returncode == 1
    assert not (tmp_path / "strict").exists()
    objects = "".join(json.dumps({"content": t, "label": n}) + "\n" for n, (t, _label) in enumerate(ROWS * 2))
    done = teach(tmp_path / "n", '{"content": 7, "label": "x"}\nnonsense\n{"content": "y"}\n' + objects)
    assert [line.split(": ", 1)[0] for line in done.stderr.splitlines()[:3]] == [
        f"<stdin>:{n}" for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("stdin", "why"),
    [
        ("", "0 different labels"),
        ("text\tlabel\n", "0 different labels"),
        ("text\tlabel\na\tx\nb\tx\n", "1 different labels"),
        (TABLE + "once\tlonely\n", "“lonely” has a single text"),
        ("a\tb\nc\td\n", "parted by a tab"),
    ],
)
def test_where_there_is_nothing_to_learn_it_says_what_is_missing(
    tmp_path: Path, stdin: str, why: str
) -> None:
    done = teach(tmp_path / "m", stdin)
    assert done.returncode == 2
    assert why in " ".join(done.stderr.split())
    assert not (tmp_path / "m").exists()


def test_wrong_usage_is_told(model: Path, tmp_path: Path) -> None:
    assert "taught needs --model" in run("analyse", "taught").stderr
    assert "taught needs --model" in run("analyse", "copy", "--model", model).stderr
    nowhere = run("analyse", "taught", "--model", tmp_path / "nowhere")
    assert (nowhere.returncode, "there is no model" in nowhere.stderr) == (2, True)
    (tmp_path / "model.npz").write_bytes(b"nonsense")
    (tmp_path / "model.json").write_text("{}")
    broken = run("analyse", "taught", "--model", tmp_path)
    assert (broken.returncode, "no model of Leitstand" in broken.stderr) == (2, True)
    assert run("teach", "--labels", tmp_path / "none.tsv", "--to", tmp_path / "m").returncode == 2
    crystal = teach(tmp_path / "m", TABLE, "--encoder", "crystal")
    assert (crystal.returncode, "no encoder “crystal”" in crystal.stderr) == (2, True)
