"""The seam: who asks for a matcher gets the quickest one there is, and the same answers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from leitstand import firehose
from leitstand.vocabulary.watch import Watches, read_query
from tests.vocabulary.watch.asking import posts


def some(count: int) -> Watches:
    return Watches({str(n): read_query(f"wort{n}") for n in range(count)})


def test_few_watches_and_small_installations_keep_the_plain_matcher(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(firehose.matcher(some(3))) is Watches
    monkeypatch.setattr(firehose, "installed", lambda: False)
    assert type(firehose.matcher(some(500))) is Watches


def test_many_watches_are_asked_by_the_kernels_and_brought_up_to_date() -> None:
    pytest.importorskip("numba", reason="the extra firehose is not installed")
    quick = firehose.matcher(some(firehose.MANY))
    assert type(quick) is not Watches
    again = firehose.matcher(some(firehose.MANY).without("3").with_query("neu", read_query("bahn")), quick)
    assert again is quick
    assert again.match(posts({"content": "wort3 Bahn"}, {"content": "Wort4"})) == [["neu"], ["4"]]
    assert type(firehose.matcher(some(2), quick)) is Watches


def test_asking_for_help_loads_no_kernels() -> None:
    asked = "import sys, leitstand.firehose; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
