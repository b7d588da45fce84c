"""The worker loops: each looks for rows that could move, moves them, and says that it is alive."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from django.db import OperationalError, close_old_connections

from leitstand.decide.deciding import actions as deciding
from leitstand.decide.mixing import tasks as mixing
from leitstand.decide.portfolio import tasks as portfolio
from leitstand.decide.trials import tasks as trials
from leitstand.learn import tasks as learn
from leitstand.learn.hours import tasks as hours
from leitstand.learn.reports import tasks as reports
from leitstand.learn.worths import tasks as worths
from leitstand.learn.worths.meters import tasks as meters
from leitstand.listen import tasks as listen
from leitstand.listen.alarms import tasks as alarms
from leitstand.listen.archiving import tasks as archiving
from leitstand.listen.judging import tasks as judging
from leitstand.listen.voices import tasks as voices
from leitstand.listen.webmentions import tasks as webmentions
from leitstand.people import permissions
from leitstand.site import clock, memory, reporting
from leitstand.site.models import Heartbeat
from leitstand.site.orphans import leave_with
from leitstand.site.tree import WORKERS
from leitstand.speak import tasks as speak
from leitstand.speak.hooks import tasks as hooks
from leitstand.speak.linking import tasks as linking
from leitstand.speak.policing import tasks as policing
from leitstand.speak.triage import minutes

LOG = logging.getLogger("leitstand.work")

Move = Callable[[datetime], int]
"""Moves what is due at this moment and says how many things moved."""

IDLE_SECONDS = 1.0
AFTER_FAULT_SECONDS = 5.0
BEAT_SECONDS = 10.0
REST_SECONDS = 60.0
GIVEN_BACK_MB = 25.0
SKEW = timedelta(seconds=30)
"""Clocks are set by less than this all the time."""


def every(span: timedelta, move: Move) -> Move:
    """The same move, at most once in `span`; by the monotonic clock, so that a clock jump changes nothing."""
    last: list[float] = []

    def sometimes(now: datetime) -> int:
        if last and monotonic() - last[0] < span.total_seconds():
            return 0
        last[:] = [monotonic()]
        return move(now)

    return sometimes


WORK: dict[str, tuple[Move, ...]] = {
    "listen": (
        listen.fetch_due,
        learn.read_due,
        archiving.backfill_due,
        every(timedelta(hours=1), clock.when_it_holds("listen", listen.tidy)),
        every(timedelta(minutes=10), clock.when_it_holds("listen", archiving.tend)),
        every(timedelta(hours=1), clock.when_it_holds("listen", hours.tidy)),
        every(timedelta(seconds=5), webmentions.look_due),
        every(timedelta(minutes=1), linking.find_due),
        every(timedelta(seconds=5), webmentions.tell_due),
        every(timedelta(minutes=1), policing.look_due),  # asks strangers' servers, as this worker does
        every(timedelta(minutes=1), meters.read_due),  # web statistics, likewise
    ),
    "speak": (
        speak.move_due,
        every(timedelta(minutes=1), clock.when_it_holds("speak", permissions.tend)),
        every(timedelta(hours=1), clock.when_it_holds("speak", hooks.tidy)),
        every(timedelta(hours=1), clock.when_it_holds("speak", minutes.forget)),
        every(timedelta(minutes=1), clock.when_it_holds("speak", deciding.lapse)),
    ),
    # A worker of its own: models are large, and whoever judges may be slow.
    "analyse": (
        judging.judge_due,
        every(timedelta(seconds=20), judging.refit_due),
        every(timedelta(hours=1), worths.ripen),
        every(timedelta(seconds=30), voices.work_out_due),
        every(timedelta(seconds=5), voices.look_due),
        every(timedelta(minutes=15), clock.when_it_holds("analyse", trials.measure_due)),
        every(timedelta(minutes=10), clock.when_it_holds("analyse", mixing.tend)),
        every(timedelta(hours=1), clock.when_it_holds("analyse", portfolio.foretell_due)),
        every(timedelta(hours=1), clock.when_it_holds("analyse", portfolio.judge_due)),
        every(timedelta(minutes=10), clock.when_it_holds("analyse", reports.keep_due)),
        every(timedelta(minutes=1), clock.when_it_holds("analyse", reports.send_due)),
    ),
    # A worker of its own: neither a slow source nor a slow network may hold up an alarm.
    "alarm": (
        alarms.deliver,
        alarms.drill,
        alarms.escalate,
        every(timedelta(seconds=15), alarms.move_events),
        every(timedelta(seconds=15), alarms.look),
        every(timedelta(hours=1), clock.when_it_holds("alarm", alarms.tidy)),
    ),
}
CLOCK: dict[str, tuple[Callable[[timedelta, datetime], None], ...]] = {
    "listen": (
        learn.clock_went_back,
        meters.clock_went_back,
    ),  # sources know by themselves when they were asked in the future
    "speak": (speak.clock_went_back,),
    "analyse": (reports.clock_went_back,),
    "alarm": (alarms.clock_went_back,),
}
LIVE = "live"
WEB = "web"
NAMES = WORKERS


def run(name: str, parent: int | None = None, *, anew: bool = False) -> None:
    """Work until SIGTERM, SIGINT or the end of `parent`. A fault is written down and never ends the loop.

    With `anew` it also ends where that gives memory back (see `Rest`): somebody begins it again at once.
    """
    reporting.hand_in()
    stop = threading.Event()
    if parent is not None:
        leave_with(parent, stop.set)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    if name == LIVE:
        keep_listening(stop)
    else:
        rest = Rest()
        loop(name, WORK[name], stop, enough=rest.enough if anew else None)


def loop(
    name: str, moves: tuple[Move, ...], stop: threading.Event, *, enough: Callable[[int], bool] | None = None
) -> None:
    """Ask each move in turn, rest a little when none had anything to do; end also when that is `enough`."""
    beat = every(timedelta(seconds=BEAT_SECONDS), lambda now: heartbeat(name, now))
    while not stop.is_set():
        moved, rest = 0, IDLE_SECONDS
        for move in (beat, *moves):
            try:
                moved += move(datetime.now(UTC))
            except OperationalError as error:
                LOG.critical("%s: %s", name, plain(error))
                rest, moved = AFTER_FAULT_SECONDS, 0
            except Exception:  # the outermost loop: written down, then on with the next
                LOG.exception("%s: a move failed; nothing of it was stored, it is tried again", name)
                rest = AFTER_FAULT_SECONDS
                moved = 0
            close_old_connections()
        if enough is not None and enough(moved):
            return
        if not moved:
            stop.wait(rest)


class Rest:
    """When a worker that has had nothing to do for a while may end, to give back what its work had loaded."""

    def __init__(self, held_mb: Callable[[], float] = memory.own_mb) -> None:
        self.held_mb = held_mb
        self.at_first = held_mb()
        self.since = monotonic()

    def enough(self, moved: int) -> bool:
        """Is it long since something moved, and much more in memory than at the beginning?"""
        if moved or monotonic() - self.since < REST_SECONDS:
            self.since = monotonic() if moved else self.since
            return False
        self.since = monotonic()  # the next look comes as much later
        return self.held_mb() - self.at_first > GIVEN_BACK_MB


def plain(error: OperationalError) -> str:
    """What a database that does not take our rows means, and what to do, for the log."""
    todo = "It is tried again in a moment."
    if "disk" in str(error) or "space" in str(
        error
    ):  # SQLite says "disk is full", PostgreSQL "No space left"
        todo = "Make room on the disk that holds the database; it then goes on by itself."
    elif "locked" not in str(error):
        todo = "Check that the database runs; it then goes on by itself."
    return (
        f"the database does not take anything in ({error}). Nothing that was stored is lost, cursors stand "
        f"where their posts are, and nothing is sent twice. {todo}"
    )


def keep_listening(stop: threading.Event) -> None:
    """Hold the live sources open; begin again after a fault."""
    threading.Thread(target=loop, args=(LIVE, (), stop), daemon=True).start()
    while not stop.is_set():
        try:
            listen.listen_live(stop)
        except OperationalError as error:
            LOG.critical("%s: %s", LIVE, plain(error))
            stop.wait(AFTER_FAULT_SECONDS)
        except Exception:  # the outermost loop
            LOG.exception("the listener failed; it begins again where its cursors stand")
            stop.wait(AFTER_FAULT_SECONDS)


def beat_beside(name: str) -> None:
    """Leave signs of life from a thread for as long as this process lives; for the web server."""
    threading.Thread(target=loop, args=(name, (), threading.Event()), daemon=True, name="beat").start()


def heartbeat(name: str, now: datetime) -> int:
    """Leave a sign of life; counts as no work. The last one lies in the future: the clock went back since."""
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    clock.seen(name, last, now)
    if last is not None and last > now + SKEW:
        LOG.warning(
            "%s: the clock went back by %s; what was planned by it is brought forward", name, last - now
        )
        for follow in CLOCK.get(name, ()):
            follow(last - now, now)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
    return 0
