"""A live stream of 5,000 posts a second for two hours: nothing lost, no growth, and the cursor never ahead.

    script/bench stream [--seconds 7200] [--rate 5000] [--watches 1000] [--dry]

Events arrive evenly; every 100 ms what came is put into the pump, a watch is changed every ten seconds, and
once a minute listening ends and begins anew at its cursor. Ends with 1 where an event was not handled, or
twice, where the cursor was ahead of what was handled, or where memory grew by more than a tenth.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger
from bench._firehose import Talk
from bench.day import memory
from leitstand.firehose.hearing import Ear, Heard
from leitstand.firehose.hose import Firehose
from leitstand.firehose.pump import Pump
from leitstand.vocabulary.watch import read_query

TICK = 0.1


class Listener:
    """What one run between two crashes handled, and where it may go on."""

    def __init__(self, hose: Firehose) -> None:
        self.handled = self.kept = 0
        self.pump: Pump[Heard] = Pump([Ear(hose).hear, Ear(hose).hear], self.take)

    def take(self, heard: Heard) -> None:
        self.handled += heard.posts + len(heard.lines)
        self.kept += len(heard.lines)


def main() -> None:
    """Listen for that long, and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, value in (("seconds", 7200), ("rate", 5000), ("watches", 1000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    talk, dice = Talk(given.seed), random.Random(given.seed)
    asked = [talk.query() for _ in range(given.watches)]
    hose = Firehose({str(number): read_query(query) for number, query in enumerate(asked)})
    hose.warm()
    said = talk.events(50_000, asked)
    listener, behind, ahead, repeated, crashes = Listener(hose), 0, 0, 0, 0
    total, early, most, waited, changes = given.seconds * given.rate, 0.0, 0.0, 0.0, 0
    done, kept, at, begun = 0, 0, 0, 0
    started = time.perf_counter()
    while at < total:
        time.sleep(TICK)
        due = min(total, int((time.perf_counter() - started) * given.rate))
        lines = [said[number % len(said)] for number in range(at, due)]
        before = time.perf_counter()
        listener.pump.put(b"\n".join(lines), str(due))
        waited, at = max(waited, time.perf_counter() - before), due
        behind = max(behind, at - int(listener.pump.cursor or begun))
        handled = begun + listener.handled
        ahead += int(listener.pump.cursor or begun) > handled
        if int(time.perf_counter() - started) // 10 > changes:
            changes += 1
            hose.put(str(dice.randrange(given.watches)), read_query(talk.query()))
        if dice.random() < TICK / 60:
            listener.pump.close()
            done, kept, crashes = done + listener.handled, kept + listener.kept, crashes + 1
            begun = int(listener.pump.cursor)
            repeated += at - begun
            at, listener = begun, Listener(hose)
        if at >= total / 10:
            early = early or memory()
            most = max(most, memory())
    cursor = listener.pump.close()
    done, kept = done + listener.handled, kept + listener.kept
    took = time.perf_counter() - started
    figure = (
        f"{done:,} of {total:,} events handled in {took:,.0f} s at {given.rate:,}/s, {kept:,} handed on, "
        f"cursor {int(cursor):,}, at most {behind:,} behind and {ahead} times ahead, longest wait "
        f"{waited * 1e3:.0f} ms, {changes} watches changed, {crashes} new beginnings; memory {early:.0f} MB "
        f"after a tenth, {most:.0f} at most"
    )
    print(figure)
    if not given.dry:
        _ledger.write("stream", figure)
    lost = done - repeated != total or int(cursor) != total
    raise SystemExit(1 if lost or ahead or most > 1.1 * early else 0)


if __name__ == "__main__":
    main()
