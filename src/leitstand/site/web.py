"""The web server of `leitstand up`."""

from __future__ import annotations

import multiprocessing

from granian import Granian
from granian.constants import Interfaces

from leitstand.site.config import Config

MOST_THREADS = 8
"""Pages that are made at once; most of them wait, for the database or for a network."""


def serve(config: Config) -> None:
    """Serve the pages until SIGTERM or SIGINT. A worker that dies is started again."""
    Granian(
        "leitstand.site.wsgi:worker",
        address=config.address,
        port=config.port,
        interface=Interfaces.WSGI,
        blocking_threads=threads(),
        websockets=False,
        respawn_failed_workers=True,
        factory=True,
    ).serve()


def threads() -> int:
    """As many as Granian thinks sensible for this machine, and no more than we need."""
    return min(MOST_THREADS, 2 * multiprocessing.cpu_count() + 1)
