"""A day of 100 million invented posts through the kernels, from files, with constant memory.

    script/bench day [--posts 100000000] [--watches 10000] [--workers 2] [--dry]

A million different events lie in files; they are read again and again, each time with new keys and moments.
Ends with 1 where a post is missing in the count, or memory grew by more than a tenth after the first tenth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger, _stages
from bench._firehose import Talk
from leitstand.firehose.hose import Firehose
from leitstand.vocabulary.watch import read_query

FILES = 20


def memory() -> float:
    """Megabytes that this process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise OSError("this system does not tell")


def main() -> None:
    """Run the day and say what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in (("posts", 100_000_000), ("different", 200_000), ("watches", 10_000), ("workers", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    talk = Talk(1)
    asked = [talk.query() for _ in range(given.watches)]
    hose = Firehose({str(number): read_query(query) for number, query in enumerate(asked)})
    hose.warm()
    counted: list[int] = [0]
    with tempfile.TemporaryDirectory() as folder:
        files, each = [], given.different // FILES
        for number in range(FILES):
            files.append(Path(folder) / f"{number}.ndjson")
            files[-1].write_bytes(b"\n".join(talk.events(each, asked)) + b"\n")
        handled = lambda count: counted.__setitem__(0, counted[0] + count)  # noqa: E731
        pump, workers = _stages.pumped(hose, Path(folder) / "out", given.workers, handled)
        started, put, early, most = time.perf_counter(), 0, 0.0, 0.0
        while put < given.posts:
            for one in _stages.blocks(files[put // each % FILES].read_bytes()):
                pump.put(one, str(put))
            put += each
            if put >= given.posts / 10 and not early:
                early = memory()
            most = max(most, memory()) if early else 0.0
        pump.close()
        took = time.perf_counter() - started
    found, copied = sum(w.found for w in workers), sum(w.copied for w in workers)
    written = sum(w.bytes for w in workers) / 1e9
    figure = (
        f"{counted[0]:,} of {put:,} posts, {given.watches:,} watches, all stages: {took:,.0f} s, "
        f"{put / took:,.0f}/s; {found:,} findings, {copied:,} copies, {written:.1f} GB Parquet; memory "
        f"{early:,.0f} MB after a tenth, {most:,.0f} MB at most"
    )
    print(figure)
    if not given.dry:
        _ledger.write("day", figure)
    raise SystemExit(1 if counted[0] != put or most > 1.1 * early else 0)


if __name__ == "__main__":
    main()
