"""Properties are judged by what they say, never by how fast a busy machine says it; workers take turns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

from tests import turns

settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> turns.Turns | None:
    """With --dist loadfile and more than one worker."""
    if config.getvalue("dist") == "loadfile" and len(config.getvalue("tx")) > 1:
        return turns.Turns(config, log)
    return None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a worker what takes long begins first."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turns.rank(item.nodeid))
