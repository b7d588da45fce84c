"""The web server of `leitstand up`."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces

from leitstand.site.config import Config

BLOCKING_THREADS = 8


def serve(config: Config) -> None:
    """Serve the pages until SIGTERM or SIGINT. A worker that dies is started again."""
    Granian(
        "leitstand.site.wsgi:worker",
        address=config.address,
        port=config.port,
        interface=Interfaces.WSGI,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        factory=True,
    ).serve()
