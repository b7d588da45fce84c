"""A million spoilt events through the kernels: nothing outside is touched, nothing read that is not there.

    script/bench spoilt [--inputs 1000000] [--seed 1] [--dry]

All buffers lie between fences that must stay whole. Ends with 1 at the first broken fence or difference.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger
from bench.match_equality import good_queries
from leitstand.firehose.hose import Firehose
from leitstand.firehose.stream import Reader
from leitstand.vocabulary.watch import read_query
from tests.firehose.invented_events import Events, spoilt
from tests.firehose.listening import is_json, told
from tests.firehose.test_events import fenced


def main() -> None:
    """Spoil, read, compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in (("inputs", 1_000_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    dice, started = random.Random(given.seed), time.perf_counter()
    hose = Firehose({query: read_query(query) for query in good_queries(30, seed=given.seed)})
    reader = Reader(lines=256)
    fences = fenced(reader)
    invented = Events(given.seed)
    read = json = 0
    for first in range(0, given.inputs, 2000):
        whole = [invented.line(first + number) for number in range(40)]
        lines = [spoilt(dice.choice(whole), dice) for _ in range(min(2000, given.inputs - first))]
        for one in told(lines, hose, reader):
            json += is_json(one.line)
            read += not one.unsure
            if one.differs:
                raise SystemExit(f"{one}")
        if any((fence != 77).any() for fence in fences):
            raise SystemExit(f"a fence is broken by one of {lines}")
    figure = (
        f"{given.inputs:,} spoilt events, {json:,} still JSON, {read:,} read by the kernels, 0 differences, "
        f"0 broken fences, {time.perf_counter() - started:,.0f} s, seed {given.seed}"
    )
    print(figure)
    if not given.dry:
        _ledger.write("spoilt", figure)


if __name__ == "__main__":
    main()
