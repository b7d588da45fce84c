"""Writes dated lines into bench/results.md."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = (
    "# Results\n\n| date | bench | figure | peer | ratio | command | commit |\n"  # one table, one line a run
    "|---|---|---|---|---|---|---|\n"
)


def write(bench: str, figure: str, *, peer: str = "", ratio: str = "", command: str = "") -> None:
    """Append one line: what was measured today, at this commit."""
    results = ROOT / "bench" / "results.md"
    if not results.exists():
        results.write_text(HEAD, encoding="utf-8")
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    cells = [
        str(datetime.now(UTC).date()),
        bench,
        figure,
        peer,
        ratio,
        f"`{command or f'script/bench {bench}'}`",
        commit,
    ]
    with results.open("a", encoding="utf-8") as file:
        file.write(f"| {' | '.join(cells)} |\n")
