"""How much memory does the whole tree hold when it has nothing to do? PSS, so that shared pages count once.

script/bench memory [--wait 60] [--dry]     a fresh home on loopback; --dry: write no result
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import _ledger  # noqa: E402  # after the path
from tests.browser import program  # noqa: E402  # after the path

GOAL_MB = 400


def main() -> None:
    """Start a home twice, wait until it rests, and add up what each process holds."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--wait", type=float, default=60.0)
    asked.add_argument("--dry", action="store_true")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        home = Path(folder) / "home"
        program.start(home).stop()
        running = program.start(home)
        try:
            time.sleep(said.wait)
            held = {number: (name, pss_mb(number)) for number, name in members(home).items()}
        finally:
            running.stop()
    for number, (name, size) in held.items():
        print(f"{size:7.1f} MB  {number:>7}  {name}", file=sys.stderr)
    total = sum(size for _name, size in held.values())
    figure = (
        f"{total:.0f} MB PSS in {len(held)} processes, {said.wait:.0f} s after a second start that took "
        f"{running.seconds:.1f} s at a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    )
    print(figure, file=sys.stderr)
    if not said.dry:
        _ledger.write("memory", figure, peer=f"goal {GOAL_MB} MB", ratio=f"{total / GOAL_MB:.2f}")


def members(home: Path) -> dict[int, str]:
    """Every living process that works on this home, with the last words of its command line and its name."""
    wanted = f"LEITSTAND_HOME={home}".encode()
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (place / "environ").read_bytes().split(b"\0"):
                line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode().split()
                found[int(place.name)] = f"{' '.join(line[-4:])} ({(place / 'comm').read_text().strip()})"
    return dict(sorted(found.items()))


def pss_mb(number: int) -> float:
    """Proportional set size of one process: a page that n processes share counts as 1/n of a page."""
    said = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
    kilobytes = re.search(r"^Pss:\s+(\d+) kB", said, re.MULTILINE)
    return int(kilobytes[1]) / 1024 if kilobytes else 0.0


if __name__ == "__main__":
    main()
