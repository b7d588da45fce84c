"""Kernels are compiled once for all processes of a test run: one compiles, the others wait and load."""

from __future__ import annotations

import fcntl

import pytest

from tests.firehose.warm import warm


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (tmp_path_factory.getbasetemp().parent / "kernels.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        warm()
