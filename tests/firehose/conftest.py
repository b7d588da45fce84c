"""Kernels are compiled once for all processes of a test run: one compiles, the others wait and load."""

from __future__ import annotations

import fcntl
from importlib.util import find_spec

import pytest


@pytest.fixture(scope="session", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    if find_spec("numba") is None:
        return
    from leitstand.firehose.hose import Firehose
    from leitstand.firehose.stream import Reader

    with (tmp_path_factory.getbasetemp().parent / "kernels.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        Firehose().warm()
        list(Reader(lines=1).blocks(b"{}\n", own=False))
