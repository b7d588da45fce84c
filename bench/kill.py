"""SIGKILL to the whole tree at random, against real WordPress and Bluesky: nothing lost, nothing twice.

script/bench kill [--runs 50] [--seed 2] [--only wordpress] [--json]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import _ledger  # noqa: E402  # after the path
from tests.contract.servers import bluesky, wordpress  # noqa: E402  # after the path
from tests.resilience.places import Bluesky, Place, WordPress  # noqa: E402  # after the path
from tests.resilience.trial import Trial  # noqa: E402  # after the path


def main() -> None:
    """Run, print the table, and note the figure unless `--json` asks for the bare facts."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--runs", type=int, default=50)
    asked.add_argument("--seed", type=int, default=2)
    asked.add_argument("--only", choices=["wordpress", "bluesky"])
    asked.add_argument("--json", action="store_true", help="print one JSON line, write no result")
    said = asked.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kill-") as folder, servers(Path(folder), said.only) as places:
        trial = Trial(Path(folder) / "home", places, said.seed)
        for number in range(1, said.runs + 1):
            trial.run(number)
            if not said.json:
                print(f"run {number}/{said.runs}, {time.monotonic() - begun:.0f} s", file=sys.stderr)
        trial.settle()
        found = trial.judge()
    if said.json:
        print(json.dumps(found))
    else:
        show(found)
        _ledger.write("kill", figure(found, time.monotonic() - begun, said.seed, places))
    raise SystemExit(1 if found["faults"] else 0)


@contextlib.contextmanager
def servers(folder: Path, only: str | None) -> Iterator[list[Place]]:
    """The real servers, up and running."""
    with contextlib.ExitStack() as held:
        places: list[Place] = []
        if only != "bluesky":
            wordpress.install()
            site = wordpress.start(folder / "wordpress", "sqlite" if only else "mariadb")
            held.callback(site.stop)
            places.append(WordPress(site))
        if only != "wordpress":
            bluesky.install()
            places.append(Bluesky(held.enter_context(bluesky.running())))
        yield places


def show(found: dict[str, Any]) -> None:
    """A table for people."""
    for name, value in found.items():
        if name != "faults":
            print(f"{name:<40} {value}")
    for name, marks in found["faults"].items():
        print(f"FAULT {name:<34} {len(marks)}: {', '.join(map(str, marks[:10]))}")
    if not found["faults"]:
        print("nothing lost, nothing twice, every cursor right, every state true")


def figure(found: dict[str, Any], seconds: float, seed: int, places: list[Place]) -> str:
    """The same in one line."""
    faults = {name: len(marks) for name, marks in found["faults"].items()}
    lost = faults.get("posts lost", 0), faults.get("posts twice", 0)
    gone = faults.get("answers lost", 0), faults.get("answers twice", 0)
    return (
        f"{found['kills']} kills of the whole tree ({', '.join(p.network for p in places)}; seed {seed}, "
        f"{seconds:.0f} s): {found['posts that must be kept']} posts, {lost[0]} lost, {lost[1]} twice; "
        f"{found['answers']} answers, {gone[0]} lost, {gone[1]} twice; "
        f"{found['rows found claimed or sending']} killed half-way, {found['ends unknown for a while']} "
        f"unknown for a while, {found['a person decided']} decided by a person; faults {faults or 'none'}"
    )


if __name__ == "__main__":
    main()
