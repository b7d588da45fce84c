"""Start everything: pages, listeners, workers and clock as one process tree."""

from __future__ import annotations

import fcntl
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.site.config import Config
    from leitstand.site.gate import Gate

VERB = "run"
PATIENCE_SECONDS = 60
LEAVING_SECONDS = 5
ANSWER_SECONDS = 10
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # asked, not bound


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port the pages are served on (default 8700).")
@click.option(
    "--demo", is_flag=True, help="Fill a fictional organisation with a fortnight of invented posts."
)
def command(port: int | None, *, demo: bool) -> int:
    """Start everything and print the address. What dies is started again; Ctrl-C stops all of it."""
    from leitstand.site import config as settings
    from leitstand.site import tree
    from leitstand.site.gate import Gate
    from leitstand.vocabulary.errors import Invalid

    if port:
        os.environ["LEITSTAND_PORT"] = str(port)
    try:
        config = settings.read(os.environ)
    except Invalid as error:
        raise click.UsageError(str(error)) from error
    with _alone(config.home):
        _free(config.address, config.port)
        gate = Gate(config.home)
        gate.prepare(*(["--demo"] if demo else []))
        threading.Thread(target=_announce, args=(config, gate), daemon=True).start()
        tree.supervise(tree.plan(config))
    return int(gate.failed)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Two trees over one home would do everything twice. The kernel lets go of the lock when we die."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "up.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise click.UsageError(
                f"Leitstand runs already over {home}, as process {lock.read().strip() or 'unknown'}. Nothing "
                "was started; stop that one first, or set LEITSTAND_HOME to another folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _free(address: str, port: int) -> None:
    """Wait a little for what a killed tree left behind; then the port belongs to somebody else."""
    end = time.monotonic() + LEAVING_SECONDS
    while _open(address, port):
        if time.monotonic() > end:
            raise click.UsageError(
                f"Something already answers on port {port}. Nothing was started; "
                "stop it first, or choose another port with --port."
            )
        time.sleep(0.1)


def _announce(config: Config, gate: Gate) -> None:
    """Say where the pages are as soon as they answer, and let the workers begin."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not _answers(config.address, config.port):
        if time.monotonic() > end:
            click.echo(
                f"The pages do not answer yet. Why is in {config.home / 'logs' / 'all.log'}; "
                "everything else goes on, and the pages are tried again.",
                err=True,
            )
            end = float("inf")
        time.sleep(0.05)
    gate.served.touch()
    click.echo(f"Leitstand is here: {config.origin}/")
    click.echo(f"Data and logs are in {config.home}. Ctrl-C stops everything.", err=True)


def _answers(address: str, port: int) -> bool:
    """Does a page come? The port is open a while before."""
    try:
        with _connected(address, port) as line:
            line.settimeout(ANSWER_SECONDS)
            line.sendall(b"HEAD /account/login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(4) == b"HTTP"
    except OSError:
        return False


def _open(address: str, port: int) -> bool:
    try:
        _connected(address, port).close()
    except OSError:
        return False
    return True


def _connected(address: str, port: int) -> socket.socket:
    return socket.create_connection((_ANYWHERE.get(address, address), port), timeout=0.5)
