"""How much memory a process holds that nobody shares with it."""

from __future__ import annotations

import re
from pathlib import Path

_DIRTY = re.compile(r"^Private_Dirty:\s+(\d+) kB$", re.MULTILINE)


def own_mb(process: str = "self") -> float:
    """Private dirty pages in MB (proc_pid_smaps(5)); 0 where the system does not tell."""
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = _DIRTY.search(said)
    return int(found[1]) / 1024 if found else 0.0
