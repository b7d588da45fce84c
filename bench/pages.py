"""How long does a page take with a million mentions? On the clock, and on the processor.

The processor's time is ours and that of the database's process for us: what a quiet machine would take.

python bench/pages.py [--mentions N] [--database sqlite|postgresql] [--home FOLDER] [--address URL]

FOLDER and URL: a home, or a PostgreSQL, that was filled before.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

ROUNDS = 12
PAGES = (
    "/listen/mentions",
    "/listen/mentions?text=der",
    "/listen/mentions?text=radweg",
    "/listen/mentions?text=wort3000",
    "/listen/mentions?text=wort30*",
    "/listen/mentions?text=der+radweg+-die",
    "/listen/mentions?text=%22der+die%22",
    "/listen/mentions?watch=1",
    "/listen/mentions?watch=8",
    "/listen/mentions?watch=12",
    "/listen/mentions?network=wordpress",
    "/listen/mentions?language=cs",
    "/listen/mentions?source=3",
    "/listen/mentions?author=a17",
    "/listen/mentions?state=new",
    "/listen/mentions?state=answered",
    "/listen/mentions?words=repeated",
    "/listen/mentions?text=der&since={month}&until={after}",
    "/listen/mentions?text=radplan&network=wordpress&language=cs",
    "/listen/mentions?judged=tone:negative",
    "/listen/mentions?judged=needs_answer:answer&watch=2",
    "/",
    "/speak/?order=best",
    "/speak/?order=newest",
    "/speak/?tab=answered",
    "/listen/stories",
    "/listen/stories?days=1",
    "/listen/stories?days=7",
    "/listen/stories/{story}",
    "/listen/alarms",
    "/listen/alarms/1",
    "/listen/voices",
    "/listen/judging",
    "/listen/watches",
    "/listen/watches/1",
    "/listen/watches/add",
    "/listen/sources",
    "/listen/sources/3",
    "/listen/archive",
    "/speak/?tab=mine",
    "/speak/?tab=later",
    "/speak/compose/",
    "/speak/compose/{thought}/",
    "/speak/compose/{thought}/history/",
    "/speak/approvals/",
    "/speak/approvals/{release}/",
    "/speak/approvals/cost/",
    "/speak/taken-back/",
    "/speak/taken-back/{recall}/",
    "/speak/media/",
    "/speak/media/?words=bild+17",
    "/speak/media/{medium}/",
    "/speak/calendar/",
    "/speak/calendar/?view=day",
    "/speak/office/",
    "/speak/publications/",
    "/speak/publications/?page=300",
    "/speak/publications/{delivery}/",
    "/speak/time/",
    "/speak/second-looks/",
)


def main() -> None:
    """Fill unless it was, ask every page some times in turn, and write one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--address", default="", help="of a PostgreSQL that was filled before")
    parser.add_argument("--only", default="", help="pages whose address holds this")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--dry", action="store_true", help="write no result")
    asked = parser.parse_args()
    with place(asked.database, asked.home, asked.address) as (home, url):
        os.environ |= {"LEITSTAND_HOME": str(home), "LEITSTAND_DATABASE_URL": url}
        os.environ["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
        times = measured(asked)
    told(asked, times)


@contextmanager
def place(database: str, home: Path | None, address: str) -> Iterator[tuple[Path, str]]:
    """A home, and the address of a database of our own."""
    with tempfile.TemporaryDirectory(prefix="leitstand-pages-") as made:
        if database == "sqlite" or address:
            yield home or Path(made), address
            return
        from tests.contract.servers import postgres  # noqa: PLC0415  # only where it is asked for

        with postgres.running() as url:
            yield home or Path(made), url


def measured(asked: argparse.Namespace) -> dict[str, list[tuple[float, float]]]:
    """Seconds of each request, by page."""
    import django  # noqa: PLC0415  # settings first

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from leitstand.listen.models import Mention  # noqa: PLC0415
    from leitstand.people.models import Organization, Person  # noqa: PLC0415
    from leitstand.speak.models import Thought  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Mention.objects.exists():
        import _crowd  # noqa: PLC0415

        began = perf_counter()
        _crowd.fill(asked.mentions)
        print(f"filled in {perf_counter() - began:.0f} s", file=sys.stderr)
    if not Thought.objects.exists():
        import _spoken  # noqa: PLC0415

        _spoken.fill(Organization.objects.get())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    settings.ALLOWED_HOSTS.append("testserver")
    logging.disable(logging.WARNING)
    client = Client()
    client.force_login(Person.objects.get(), "allauth.account.auth_backends.AuthenticationBackend")
    backend = None
    if connection.vendor == "postgresql":
        backend = connection.connection.info.backend_pid
        with connection.cursor() as cursor:  # all work in the process whose time is counted
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    return asked_of(client, backend, [page for page in addresses() if asked.only in page], asked.rounds)


def addresses() -> list[str]:
    """The pages, with a month ago, a story of thousands and our latest of each kind in their places."""
    from django.db.models import Count  # noqa: PLC0415  # once Django is awake
    from django.utils import timezone  # noqa: PLC0415

    from leitstand.listen.models import Mention  # noqa: PLC0415
    from leitstand.speak import models as speak  # noqa: PLC0415

    now = timezone.now()
    told = Mention.objects.filter(published__gte=now - timedelta(days=14)).order_by()
    largest = told.values("story").annotate(posts=Count("pk")).order_by("-posts")[0]["story"]
    month = now.date() - timedelta(days=30)
    last = {
        "thought": speak.Thought.objects.filter(due__lt=now),
        "release": speak.Release.objects.filter(state="released"),
        "recall": speak.Recall.objects.all(),
        "medium": speak.Medium.objects.all(),
        "delivery": speak.Delivery.objects.filter(state="sent"),
    }
    said = {name: rows.order_by("-pk").values_list("pk", flat=True)[0] for name, rows in last.items()}
    said |= {"month": month, "after": month + timedelta(days=2), "story": largest}
    return [page.format_map(said) for page in PAGES]


def asked_of(
    client: object, backend: int | None, pages: list[str], rounds: int
) -> dict[str, list[tuple[float, float]]]:
    """(on the clock, on the processor) of each request; the first round warms, the others count."""
    times: dict[str, list[tuple[float, float]]] = {page: [] for page in pages}
    for number in range(rounds + 1):
        for page in pages:
            began, spent = perf_counter(), process_time() + ticks(backend)
            answer = client.get(page)  # type: ignore[attr-defined]  # Django's client
            taken = perf_counter() - began, process_time() + ticks(backend) - spent
            assert answer.status_code == 200, (page, answer.status_code)
            if number:
                times[page].append(taken)
    return times


def ticks(process: int | None) -> float:
    """Seconds of the processor that another process has used, to a hundredth; 0 for none."""
    if process is None:
        return 0.0
    said = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def told(asked: argparse.Namespace, times: dict[str, list[tuple[float, float]]]) -> None:
    """Every page on standard error, the figure into the ledger."""
    work = {page: [spent for _taken, spent in some] for page, some in times.items()}
    for page, some in sorted(work.items(), key=lambda pair: -p95(pair[1])):
        waited = p95([taken for taken, _spent in times[page]])
        figures = f"{p95(some) * 1000:6.0f} ms p95 {p95(some, 0.5) * 1000:6.0f} ms median"
        print(f"{figures} {waited * 1000:6.0f} ms p95 on the clock  {page}", file=sys.stderr)
    every = [one for some in work.values() for one in some]
    clock = [taken for some in times.values() for taken, _spent in some]
    if asked.dry:
        return
    worst = max(work, key=lambda page: p95(work[page]))
    sys.path.insert(0, str(ROOT / "bench"))
    from _ledger import write  # noqa: PLC0415

    write(
        f"pages --database {asked.database}",
        f"{asked.mentions:,} mentions, {len(times)} pages, on the processor: p95 "
        f"{p95(every) * 1000:.0f} ms, median {p95(every, 0.5) * 1000:.0f} ms, "
        f"{sum(p95(some) > 0.1 for some in work.values())} pages over 100 ms, the slowest "
        f"{p95(work[worst]) * 1000:.0f} ms ({worst}); p95 on the clock {p95(clock) * 1000:.0f} ms "
        f"at a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores",
    )


def p95(some: list[float], share: float = 0.95) -> float:
    """The time that 95 of 100 (or another share) stay within."""
    return sorted(some)[min(len(some) - 1, int(share * len(some)))]


if __name__ == "__main__":
    main()
