"""Who runs when on several cores: one worker is the browser's, what waits or takes long begins first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parents[1]
BROWSER = "tests/browser/"
LONG = (
    "tests/contract/test_postgres.py",
    "tests/contract/test_wordpress.py",
    "tests/resilience/test_kill.py",
    "tests/contract/",
    "tests/resilience/test_real",
    "tests/site/test_up.py",
    "tests/firehose/",
    "tests/commands/",
    "tests/analyses/",
    "tests/listen/",
)
"""Beginnings of paths whose files take longest on an empty machine: what comes last should be short."""


def rank(nodeid: str) -> int:
    """The place of a test in the queue; the same number for all tests of one file."""
    return next((place for place, start in enumerate(LONG) if nodeid.startswith(start)), len(LONG))


class Turns(LoadFileScheduling):
    """Gives out files in the order of the collection, and the journeys of the browser to one worker only.

    A worker that drives a browser has an event loop until it ends, in which Django refuses its database.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self.drives: dict[Any, bool] = {}

    def _next(self, node: Any) -> str | None:
        """The file this worker takes next."""
        journeys = [file for file in self.workqueue if file.startswith(BROWSER)]
        others = [file for file in self.workqueue if not file.startswith(BROWSER)]
        if node not in self.drives:
            driven = any(drives for one, drives in self.drives.items() if one in self.assigned_work)
            self.drives[node] = bool(journeys) and not (driven and others)
        return next(iter(journeys if self.drives[node] else others), None)

    def _assign_work_unit(self, node: Any) -> None:
        if (file := self._next(node)) is None:
            node.shutdown()
            return
        self.workqueue.move_to_end(file, last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: Any) -> None:
        if self.workqueue and not node.shutting_down and self._next(node) is None:
            node.shutdown()
            return
        super()._reschedule(node)
