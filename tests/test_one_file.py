"""What CONTRIBUTING.md promises: a network, an analysis, a rule are one file each, and the suite finds it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "networks/plaza.py": ("tests/networks/test_shelf.py", "plaza"),
    "analyses/loudness.py": ("tests/analyses/test_shelf.py", "loudness"),
    "rules/click_here.py": ("tests/rules/test_shelf.py", "click_here"),
}
PLAZA = [
    {"id": "1", "text": "Die Ausleihe ist wieder offen.", "by": "anna", "at": "2026-11-17T09:00:00+00:00"}
]
PLAZA_POSTS = [
    {
        "id": "1",
        "type": "Note",
        "content": "Die Ausleihe ist wieder offen.",
        "network": "plaza",
        "mediaType": "text/plain",
        "published": "2026-11-17T09:00:00Z",
        "attributedTo": "anna",
    }
]


def told(file: str) -> str:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    section = page.split(f"`src/leitstand/{file}`", 1)[1]
    return re.search(r"```python\n(.*?)```", section, re.S)[1]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the house with the three files of CONTRIBUTING.md put down, and nothing else changed."""
    copy = tmp_path_factory.mktemp("house")
    skip = shutil.ignore_patterns("__pycache__", "built", "node_modules", "contract", "browser")
    shutil.copytree(ROOT / "src", copy / "src", ignore=skip)
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file in FILES:
        (copy / "src" / "leitstand" / file).write_text(told(file))
    examples = copy / "tests" / "networks" / "examples" / "plaza"
    examples.mkdir()
    (examples / "one.json").write_text(json.dumps(PLAZA))
    (examples / "one.posts.json").write_text(json.dumps(PLAZA_POSTS))
    return copy


@pytest.mark.parametrize("file", FILES)
def test_a_file_put_down_is_found_and_checked(house, file):
    suite, name = FILES[file]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", suite, "-k", name, "-p", "no:randomly", "-p", "no:cacheprovider"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
    assert re.search(r"\d+ passed|^\.+", run.stdout, re.M), run.stdout


def test_a_rule_that_does_not_keep_its_word_fails(house):
    place = house / "src" / "leitstand" / "rules" / "click_here.py"
    good = place.read_text()
    place.write_text(
        good.replace('("Der Lageplan: https://auenried.example/plan",)', '("Hier klicken: der Lageplan",)')
    )
    try:
        run = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "tests/rules/test_shelf.py",
                "-k",
                "click_here",
                "-p",
                "no:cacheprovider",
            ],
            cwd=house,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        place.write_text(good)
    assert run.returncode == 1, run.stdout[-2000:]
