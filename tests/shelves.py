"""Puts one more file on a shelf for the length of a test, the way a guest or a new file would."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leitstand import registry


@contextmanager
def more_on(shelf: str, folder: Path) -> Iterator[None]:
    """Every file of `folder` lies on `shelf` meanwhile."""
    package = importlib.import_module(shelf)
    package.__path__.append(str(folder))
    registry._places.cache_clear()
    try:
        yield
    finally:
        package.__path__.remove(str(folder))
        registry._places.cache_clear()
        for place in folder.glob("*.py"):
            sys.modules.pop(f"{shelf}.{place.stem}", None)
