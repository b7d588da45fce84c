"""What measuring hours costs a page: nothing while it is off, and once a minute a little while it is on.

    script/bench hours [--requests 2000] [--dry]

A page that does nothing is asked through the middleware alone, in a database on disk as an organisation has
it: while nobody measures, within a minute that is noted already, and in a minute of its own each time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Set up a home of its own, measure, write it down."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--requests", type=int, default=2000)
    given.add_argument("--dry", action="store_true")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="leitstand-hours-") as home:
        os.environ |= {"LEITSTAND_HOME": home, "DJANGO_SETTINGS_MODULE": "leitstand.site.settings"}
        line = measured(asked.requests)
    print(line)
    if not asked.dry:
        from _ledger import write  # noqa: PLC0415  # after the path

        write("hours", line, command="script/bench hours")


def measured(many: int) -> str:
    """Microseconds of processor a request, in the middle, in the three cases."""
    import django  # noqa: PLC0415  # after the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from leitstand.learn.models import Mark  # noqa: PLC0415
    from leitstand.people import actions as people  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    member = people.begin("Auenried", name="A", email="a@auenried.example", password="x" * 12, language="en")
    off = spent(member, many)
    people.change_organization(member, measuring=datetime.now(UTC))
    same = spent(member, many)
    fresh = spent(member, many, anew=True)
    assert Mark.objects.count() > many * 0.9, Mark.objects.count()
    return (
        f"us of processor a request, median of {many:,}: measuring off {off:.1f}, on and this minute noted "
        f"{same:.1f}, a new minute {fresh:.0f} (once a minute a person)"
    )


def spent(member: Any, many: int, *, anew: bool = False) -> float:
    """The middleware's share of a request; `anew`: each in a minute that was not noted yet."""
    from django.http import HttpResponse  # noqa: PLC0415
    from django.test import RequestFactory  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from leitstand.site import measured as module  # noqa: PLC0415

    answer = HttpResponse()
    middleware = module.Measured(lambda request: answer)
    request: Any = RequestFactory().get("/learn/", headers={"accept": "text/html"})
    request.membership = member
    request.resolver_match = SimpleNamespace(view_name="learn:outcomes", kwargs={})
    begun, took = timezone.now(), []
    clock = SimpleNamespace(now=lambda: begun)
    there = vars(module)
    kept, there["timezone"] = there["timezone"], clock  # the minutes of years, within seconds
    try:
        for number in range(many):
            if anew:
                at = begun + timedelta(minutes=number + 1)
                clock.now = lambda at=at: at
            start = process_time()
            middleware(request)
            took.append(process_time() - start)
    finally:
        there["timezone"] = kept
    return median(took) * 1e6


if __name__ == "__main__":
    main()
