"""How long does the page of hours take, and how does it grow with the history: time, and memory.

    script/bench mixing [--sizes N] [--dry]

A database on disk with nine networks and so many weeks of closed hours and counted outcomes; the page is
asked through the whole program (middleware, queries, fit, drawing), first with nothing kept, then again, then
the sliders. Clock, and processor's time: what a quiet machine would take. Then the same with ten times
as many rows in a week, and with a history ten times as long, of which the last 104 weeks are looked at.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
NETWORKS = {f"netz{i}": 3.0 + i % 4 for i in range(9)}
SIZES = ((104, 1), (104, 10), (1040, 1))
"""Weeks, and rows for each network and week."""


def main() -> None:
    """Every size in a process of its own, so that memory is its own."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--dry", action="store_true")
    given.add_argument("--sizes", type=int, default=len(SIZES), help="only the first so many sizes")
    asked = given.parse_args()
    lines = [told(weeks, rows) for weeks, rows in SIZES[: asked.sizes]]
    print("\n".join(lines))
    if not asked.dry:
        from _ledger import write  # noqa: PLC0415  # after the path

        write("mixing", "; ".join(lines), command="script/bench mixing")


def told(weeks: int, rows: int) -> str:
    """One size, as a sentence."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory(prefix="leitstand-mixing-") as home:
            os.environ |= {"LEITSTAND_HOME": home, "DJANGO_SETTINGS_MODULE": "leitstand.site.settings"}
            os.write(write, measured(weeks, rows).encode())
        os._exit(0)
    os.close(write)
    said = os.fdopen(read).read()
    os.waitpid(child, 0)
    return said


def measured(weeks: int, rows: int) -> str:
    """Fill, ask, say."""
    import django  # noqa: PLC0415  # after the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after the settings are chosen
    from django.test import Client  # noqa: PLC0415  # after the settings are chosen

    from leitstand.learn.models import Tally  # noqa: PLC0415  # after the settings are chosen
    from leitstand.people.models import Organization  # noqa: PLC0415  # after the settings are chosen
    from tests.decide import mixing_rows  # noqa: PLC0415  # after the settings are chosen

    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="Hochschule Auenried")
    today = dt.datetime.now(dt.UTC).date()
    last = today - dt.timedelta(days=today.weekday() + 14)
    mondays = mixing_rows.weeks(weeks, last)
    meter = mixing_rows.worth(organization)
    mixing_rows.plan(organization, NETWORKS)
    mixing_rows.spend(organization, mondays, NETWORKS)
    mixing_rows.bring(meter, mondays, {name: 6.0 + 4 * i for i, name in enumerate(NETWORKS)})
    more = [
        Tally(
            meter=meter,
            day=one.day + dt.timedelta(days=1 + i % 6),
            network=one.network,
            kind=f"visit{i}",
            count=1,
        )
        for one in Tally.objects.all()
        for i in range(rows - 1)
    ]
    Tally.objects.bulk_create(more, batch_size=2000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(mixing_rows.member(organization).person)
    client.get("/decide/networks/")
    fresh = timed(lambda: client.get("/decide/hours/"))
    anew = []
    for i in range(5):
        Tally.objects.filter(day=mondays[-1], network="netz1", kind="visit").update(count=50 + i)
        anew.append(timed(lambda: client.get("/decide/hours/")))
    again = [timed(lambda: client.get("/decide/hours/")) for _ in range(5)]
    budget = [timed(lambda i=i: client.get("/decide/hours/what-if", {"budget": 20 + i})) for i in range(5)]
    hand = [timed(lambda i=i: client.get("/decide/hours/what-if", {"hours-netz1": i})) for i in range(5)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = {
        "first, libraries read and fitted": [fresh],
        "fitted anew": anew,
        "again": again,
        "budget moved": budget,
        "by hand": hand,
    }
    said = ", ".join(
        f"{name} {median(one[0] for one in some):.2f} s (processor {median(one[1] for one in some):.2f})"
        for name, some in parts.items()
    )
    size = f"9 networks x {weeks} weeks, {9 * weeks * rows:,} counts"
    return f"{size}: {said}; memory {before:.0f} -> {memory:.0f} MB"


def timed(ask) -> tuple[float, float]:
    """Seconds on the clock and on the processor; it must have worked."""
    begun, worked = perf_counter(), process_time()
    answer = ask()
    if answer.status_code != 200:
        raise SystemExit(answer.content.decode()[:2000])
    return perf_counter() - begun, process_time() - worked


if __name__ == "__main__":
    main()
