"""The house itself: walls that ring when broken, and measures that stay healthy."""

from __future__ import annotations

import ast
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "leitstand"

# wall -> (file that would break it, the line that would do so)
BREAKS = {
    "floors": ("vocabulary/post.py", "import leitstand.registry"),
    "inside": ("speak/queries.py", "import leitstand.speak.actions"),
    "pure": ("vocabulary/finding.py", "import socket"),
    "wire": ("networks/feed/__init__.py", "import leitstand.wire"),
    "sockets": ("listen/actions.py", "import httpx2"),
    "strangers": ("networks/feed/__init__.py", "import leitstand.networks.mastodon"),
    "home-people": ("listen/actions.py", "import leitstand.people.models"),
    "home-listen": ("speak/actions.py", "import leitstand.listen.models"),
    "home-speak": ("learn/actions.py", "import leitstand.speak.models"),
    "home-learn": ("site/urls.py", "import leitstand.learn.models"),
    "home-decide": ("site/urls.py", "import leitstand.decide.models"),
    "circles": ("vocabulary/words.py", "import leitstand.vocabulary.errors\n"),
}
CIRCLE_CLOSER = ("vocabulary/errors.py", "import leitstand.vocabulary.words")


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--contract", contract],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        SOURCE, tmp_path / "src" / "leitstand", ignore=shutil.ignore_patterns("built", "__pycache__", "*.mo")
    )
    return tmp_path


def contracts() -> list[str]:
    text = (ROOT / "pyproject.toml").read_text()
    return [line.split('"')[1] for line in text.splitlines() if line.startswith("id = ")]


def test_every_wall_has_a_break_that_proves_it():
    assert set(BREAKS) == set(contracts())


@pytest.mark.parametrize("wall", BREAKS)
def test_a_broken_wall_rings(copy: Path, wall: str):
    before = lint(copy, wall)
    assert before.returncode == 0, before.stdout
    file, line = BREAKS[wall]
    add(copy, file, line)
    if wall == "circles":
        add(copy, *CIRCLE_CLOSER)
    after = lint(copy, wall)
    assert after.returncode != 0, f"{line!r} in {file} went unnoticed"
    assert "BROKEN" in after.stdout


def add(folder: Path, file: str, line: str) -> None:
    place = folder / "src" / "leitstand" / file
    place.write_text(place.read_text() + f"\n{line}\n")


@dataclass
class Function:
    place: str
    lines: int
    arguments: int
    positional: int
    typed: bool
    name: str


def modules() -> list[Path]:
    return [p for p in sorted(SOURCE.rglob("*.py")) if "migrations" not in p.parts and p.stat().st_size]


def functions() -> Iterator[Function]:
    for place in modules():
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                args = [a for a in node.args.posonlyargs + node.args.args if a.arg not in ("self", "cls")]
                every = args + node.args.kwonlyargs
                yield Function(
                    f"{place.relative_to(ROOT)}:{node.lineno}",
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                    len(every),
                    len(args),
                    node.returns is not None and all(a.annotation is not None for a in every),
                    node.name,
                )


def reasoned(place: Path) -> bool:
    """A file may cross a wall of size when it says why, in its first lines."""
    return "# over the wall:" in place.read_text()[:1500]


def test_no_file_is_longer_than_the_wall():
    long = [
        str(p.relative_to(ROOT)) for p in modules() if p.read_text().count("\n") > 400 and not reasoned(p)
    ]
    assert long == [], "over 400 lines without a reason"


def test_no_function_is_longer_than_the_wall():
    assert [f.place for f in functions() if f.lines > 60] == []


def test_no_function_takes_more_than_five_positional_arguments():
    assert [f.place for f in functions() if f.positional > 5] == []


def test_every_function_is_typed():
    assert [f.place for f in functions() if not f.typed] == []


def test_every_module_says_what_it_is_for():
    assert [str(p) for p in modules() if not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_imports_inside_functions_live_only_with_commands():
    deferred = [
        f"{place.relative_to(ROOT)}:{node.lineno}"
        for place in modules()
        if "commands" not in place.parts
        for function in ast.walk(ast.parse(place.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert deferred == []


def test_every_ignored_type_names_its_code_and_reason():
    bad = [
        f"{place.relative_to(ROOT)}:{number}"
        for place in modules()
        for number, line in enumerate(place.read_text().splitlines(), 1)
        if "type: ignore" in line
        and not ("type: ignore[" in line and "#" in line.split("type: ignore", 1)[1])
    ]
    assert bad == []


def test_templates_stay_short():
    long = [str(p.relative_to(ROOT)) for p in SOURCE.rglob("*.html") if p.read_text().count("\n") > 120]
    assert long == []


def test_folders_have_names_of_their_own():
    nameless = {"utils", "common", "base", "core", "misc", "manager", "services", "helpers"}
    assert [str(p) for p in SOURCE.rglob("*") if p.stem in nameless and p.suffix in ("", ".py")] == []


def test_print_the_measures(capsys: pytest.CaptureFixture[str]):
    files = [p.read_text().count("\n") for p in modules()]
    lengths = sorted(f.lines for f in functions())
    short = sum(1 for n in lengths if n <= 35) / len(lengths)
    with capsys.disabled():
        print(
            f"\nhouse: {len(files)} files, median {statistics.median(files):.0f} lines, "
            f"longest {max(files)}; "
            f"{len(lengths)} functions, median {statistics.median(lengths):.0f} lines, {short:.1%} under 35"
        )
    assert statistics.median(files) < 120
    assert short >= 0.95
