"""Free ports of loopback that two workers of one test run never hand out both."""

from __future__ import annotations

import itertools
import os
import socket

FIRST, LAST = 20_000, 32_000
"""Below the ports the system gives away by itself (32768 and up on Linux), above those browsers refuse."""

_steps = itertools.count(os.getpid() * 7919)


def free_port() -> int:
    """A port nobody listens on, and nobody is given while the server for it is still starting."""
    for step in itertools.islice(_steps, LAST - FIRST):
        port = FIRST + step * 37 % (LAST - FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("No port of loopback is free.")
