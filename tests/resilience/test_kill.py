"""The short form of `script/bench kill`: a real WordPress, the whole tree killed a few times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.contract, pytest.mark.timeout(900)]


def test_the_tree_is_killed_four_times_and_nothing_is_lost_or_said_twice(tmp_path):
    bench = ROOT / "bench" / "kill.py"
    if not bench.exists():
        pytest.skip("the benches are not part of this copy")
    command = [sys.executable, str(bench), "--runs", "4", "--only", "wordpress", "--json", "--seed", "5"]
    environment = {
        k: v for k, v in os.environ.items() if k not in ("LEITSTAND_HOME", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=880
    )
    assert done.stdout, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["faults"] == {}, found["faults"]
    assert found["kills"] == 4
    assert found["mentions"] == found["posts that must be kept"] > 4
    assert found["answers on the network"] == found["answers"] > 0
