"""What the doctor looks at: each check says what is so, and where it is not well, what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.site import clock, work
from leitstand.site.config import Config
from leitstand.site.models import Heartbeat
from leitstand.speak import queries as speak
from leitstand.speak.policing import files
from leitstand.vocabulary.errors import LeitstandError

FREE_BYTES = 500_000_000
SILENT = timedelta(minutes=2)
LATE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at; `todo` is empty when it is well."""

    what: str
    todo: str = ""

    @property
    def well(self) -> bool:
        """Is nothing to be done?"""
        return not self.todo


def look(config: Config, now: datetime) -> Iterator[Look]:
    """Every check, the ground first; what stands on a database that is silent is not looked at."""
    yield from _home(config)
    yield from _files(Path(__file__).parent)
    database = _database()
    yield database
    if database.well:
        checks: tuple[Callable[[datetime], Iterator[Look]], ...] = (
            *(_workers, _accounts, _sources, _ledger),
            _policies,
        )
        for check in checks:
            yield from check(now)
    yield from _outside(config)


def _home(config: Config) -> Iterator[Look]:
    if not os.access(config.home, os.W_OK):
        yield Look(
            f"Home folder {config.home}", "It cannot be written. Give it to the user Leitstand runs as."
        )
        return
    free = shutil.disk_usage(config.home).free
    yield Look(
        f"Home folder {config.home}, {free / 1e9:.1f} GB free",
        "" if free > FREE_BYTES else "The disk is nearly full: nothing new can be stored. Make room.",
    )
    for name in ("secret-key", "token-key"):
        place = config.home / name
        if place.exists() and place.stat().st_mode & 0o077:
            yield Look(f"Key file {place}", f"Others can read it: chmod 600 {place}")


def _files(here: Path) -> Iterator[Look]:
    built = (here / "static" / "built" / "app.css").exists()
    yield Look("Front-end", "" if built else "It is not built: run script/setup, or install the wheel.")
    german = (here / "locale" / "de" / "LC_MESSAGES" / "django.mo").exists()
    yield Look(
        "German pages", "" if german else "They are not compiled: run script/setup, or install the wheel."
    )


def _database() -> Look:
    name = f"Database ({connection.vendor})"
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Look(name, f"It does not answer: {error}. Check LEITSTAND_DATABASE_URL and that it runs.")
    if missing:
        return Look(
            name, f"{len(missing)} changes are waiting: `leitstand up` makes them; nothing is dropped."
        )
    return Look(name)


def _workers(now: datetime) -> Iterator[Look]:
    rows = list(Heartbeat.objects.all())
    beats, notes = {row.name: row.at for row in rows}, {row.name: row.note for row in rows}
    for name in (work.WEB, *work.NAMES):
        what, at = "Web server" if name == work.WEB else f"Worker {name}", beats.get(name)
        if at is None:
            yield Look(what, "It has never run here. Start everything with `leitstand up`.")
        elif now - at > SILENT:
            yield Look(what, f"Silent since {at:%Y-%m-%d %H:%M} UTC. Start it with `leitstand up`.")
        else:
            yield Look(f"{what}, last sign of life {(now - at).total_seconds():.0f} s ago")
    if (jump := beats.get(clock.CLOCK)) and now - jump < clock.HOLD:
        yield Look(
            f"Clock, {now:%Y-%m-%d %H:%M} UTC",
            f"It jumped ahead {notes[clock.CLOCK]}. Nothing is deleted for its age until it has held for a "
            "day; set it if it is wrong.",
        )


def _accounts(now: datetime) -> Iterator[Look]:
    for organization in people.organizations():
        for account in people.accounts(organization):
            try:
                broken = (
                    "" if account.headers and account.state == account.WORKING else _told(account.problem)
                )
            except LeitstandError as error:
                broken = str(error)
            yield Look(
                f"Account {account}",
                f"{broken or 'It is paused.'} Connect it again on the page Accounts."
                if broken or account.state != account.WORKING
                else "",
            )


def _policies(_now: datetime) -> Iterator[Look]:
    for organization in people.organizations():
        for one in files.held(organization.pk).problems:
            todo = "Mend this line; the last good policy holds until then."
            yield Look(f"Policy of {organization}: {one}", todo)


def _sources(now: datetime) -> Iterator[Look]:
    for organization in people.organizations():
        for source in listen.sources(organization):
            if source.state in (source.QUIET, source.FAILING):
                yield Look(
                    f"Source {source} ({source.state})", _told(source.problem) or "Look at the page Sources."
                )
            elif source.live and source.lag_seconds is not None:
                yield _live(str(source), source.lag_seconds, source.waiting_bytes)


def _live(name: str, lag_seconds: float, waiting_bytes: int) -> Look:
    """How far a source that is held open is behind its network, and what waits here."""
    return Look(
        f"Source {name}, {lag_seconds:.1f} s behind, {waiting_bytes / 1e6:.1f} MB wait",
        "Nothing is lost, the network keeps what we cannot take yet. If it does not catch up, give Leitstand "
        "more processor time or listen to less."
        if lag_seconds >= LATE_SECONDS
        else "",
    )


def _ledger(now: datetime) -> Iterator[Look]:
    for organization in people.organizations():
        unsure = speak.unsure(organization).count()
        if unsure:
            yield Look(
                f"Publications of unknown end: {unsure}",
                "Look at the page Publications; nothing is sent twice.",
            )


def _outside(config: Config) -> Iterator[Look]:
    if not config.mail_url:
        yield Look("Mail", "No mail server is set, so nobody gets mail. Set LEITSTAND_MAIL_URL.")
    if config.address not in ("127.0.0.1", "::1", "localhost") and not config.origin.startswith("https://"):
        yield Look(
            f"Address {config.origin}",
            "Open to others without https. Put a proxy before it and set LEITSTAND_PUBLIC_URL.",
        )
    if settings.DEBUG:
        yield Look("Debug", "Errors are shown in full to everybody. Unset LEITSTAND_DEBUG.")


def _told(problem: dict[str, object] | None) -> str:
    if not problem:
        return ""
    facts = problem.get("facts")
    return str(problem["sentence"]) % facts if facts else str(problem["sentence"])
