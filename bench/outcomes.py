"""What outcomes of real posts teach: young posts, heavy tails, timing, the worth of an hour on others' data.

    script/bench outcomes [--data DIR] [--only popularity|few|brand|mix] [--dry]

DIR (by default ../shared/data) holds news-popularity-3-networks, facebook-brand-posts and mmm-simulated; what
is not there is left out, and said. Nothing of it is copied; the findings stand in
docs/explanation/what-real-data-taught-us.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import _brand as brand
import _mixed as mixed
import _popularity as popularity
from _ledger import ROOT, write

PARTS = {
    "popularity": ("news-popularity-3-networks", popularity.lines),
    "few": ("news-popularity-3-networks", popularity.few),
    "brand": ("facebook-brand-posts/posts.csv", brand.lines),
    "mix": ("mmm-simulated", mixed.lines),
}


def main() -> None:
    """Run everything there is data for, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    asked.add_argument("--only", choices=PARTS)
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    for what, figure, peer, ratio in _lines(given.data, given.only):
        print(f"{what}: {figure} | {peer} | {ratio}", flush=True)
        if not given.dry:
            write("outcomes", f"{what}: {figure}", peer=peer, ratio=ratio)


def _lines(data: Path, only: str | None) -> Iterator[tuple[str, str, str, str]]:
    for name, (place, lines) in PARTS.items():
        if only not in (None, name):
            continue
        if not (data / place).exists():
            print(f"{name}: left out, {place} is not there")
            continue
        yield from lines(data / place)


if __name__ == "__main__":
    main()
