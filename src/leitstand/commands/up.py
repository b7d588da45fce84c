"""Start everything: pages, listeners, workers and clock as one process tree."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import click

VERB = "run"
PATIENCE_SECONDS = 60


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port the pages are served on (default 8700).")
@click.option(
    "--demo", is_flag=True, help="Fill a fictional organisation with a fortnight of invented posts."
)
def command(port: int | None, demo: bool) -> None:
    """Start everything and print the address. What dies is started again; Ctrl-C stops all of it."""
    from leitstand.commands._django import wake

    wake(**({"LEITSTAND_PORT": str(port)} if port else {}))
    from django.conf import settings

    from leitstand.site import tree

    config = settings.CONFIG
    _refuse_second(config)
    tree.prepare(config)
    if demo:
        from leitstand.site import demo as story

        click.echo(story.tell(datetime.now(UTC)), err=True)
    started = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(tree.plan(config))],
        stdout=subprocess.DEVNULL,
    )
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: started.terminate())
    if _answers(config.address, config.port, started):
        click.echo(f"Leitstand is here: {config.origin}/")
        click.echo(f"Data and logs are in {config.home}. Ctrl-C stops everything.", err=True)
    raise SystemExit(started.wait())


def _refuse_second(config: object) -> None:
    """Two trees on one home folder would do everything twice."""
    if _open(config.address, config.port):  # type: ignore[attr-defined]  # Config, not imported before Django wakes
        raise click.UsageError(
            f"Something already answers on port {config.port}. Nothing was started; "  # type: ignore[attr-defined]  # as above
            "stop it first, or choose another port with --port."
        )


def _answers(address: str, port: int, started: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and started.poll() is None:
        if _open(address, port):
            return True
        time.sleep(0.1)
    return False


def _open(address: str, port: int) -> bool:
    import socket

    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((address if address != "0.0.0.0" else "127.0.0.1", port)) == 0  # noqa: S104  # compared, not bound
