"""How long is waited for what takes a moment: the same on an idle machine and on a busy one."""

from __future__ import annotations

import os


def patient(seconds: float) -> float:
    """Twice as long, and longer still when more runs than there are cores: to wait, never to promise."""
    return seconds * max(2.0, os.getloadavg()[0] / (os.cpu_count() or 1))
