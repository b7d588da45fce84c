"""The shell's frame: help at once, commands found by their files, quiet ends."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("leitstand")
COMMANDS = Path(__file__).resolve().parents[2] / "src" / "leitstand" / "commands"
NAMES = sorted(p.stem for p in COMMANDS.glob("*.py") if not p.stem.startswith("_"))
HEAVY = ("django", "pyarrow", "numpy", "httpx2")


def run(*arguments: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False, **more
    )


def test_help_groups_the_commands_by_verb():
    told = run("--help")
    assert told.returncode == 0
    assert "Listen:" in told.stdout
    assert "Run it:" in told.stdout
    for name in NAMES:
        assert f"  {name} " in told.stdout


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_command_loads_nothing_heavy(name):
    asked = (
        "import sys; from leitstand.commands import leitstand; "
        f"leitstand.main(['{name}', '--help'], standalone_mode=False); "
        f"print(sorted(m for m in {HEAVY} if m in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip().endswith("[]"), told.stdout.splitlines()[-1]
    assert "Usage:" in told.stdout


def test_wrong_usage_is_2_and_says_what_would_be_right():
    told = run("lisen")
    assert told.returncode == 2
    assert "No such command" in told.stderr


def test_a_closed_pipe_ends_quietly():
    many = '{"id": "%d", "content": "Die Ausleihe ist offen."}\n'
    lines = "".join(many % i for i in range(20_000))
    told = subprocess.run(
        ["sh", "-c", f"{PROGRAM} analyse language | head -n 1"],
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.count("\n") == 1
    assert "Traceback" not in told.stderr
    assert "Broken" not in told.stderr
