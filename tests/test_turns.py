"""Every test has its turn, journeys share one worker, and what takes long begins first."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from tests import turns

JOURNEYS = [f"tests/browser/test_{name}.py::test_{n}" for name in "abc" for n in range(4)]
OTHERS = [
    f"tests/{name}.py::test_{n}" for name in ("people/test_a", "people/test_b", "x/test_c") for n in range(4)
]


@dataclass(eq=False)
class Worker:
    """What the scheduler sees of a worker process."""

    shutting_down: bool = False
    queue: list[int] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    gateway: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(id="gw"))

    def send_runtest_some(self, numbers):
        self.queue += numbers

    def shutdown(self):
        self.shutting_down = True


def played(collection, workers, dies_after=None):
    """Every worker does one test after the other until nothing is left; the first may die on its way."""
    config = SimpleNamespace(
        option=SimpleNamespace(loadscopereorder=True), getvalue=lambda _name: ["popen"] * workers
    )
    scheduler, everybody = turns.Turns(config), [Worker() for _ in range(workers)]
    for worker in everybody:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, collection)
    scheduler.schedule()
    for turn in range(10 * len(collection)):
        if turn == dies_after:
            scheduler.remove_node(everybody[0])
            everybody[0].queue, fresh = [], Worker()
            everybody.append(fresh)
            scheduler.add_node(fresh)
            scheduler.add_node_collection(fresh, collection)
            scheduler.schedule()
        for worker in everybody:
            if worker.queue:
                number = worker.queue.pop(0)
                worker.ran.append(collection[number])
                scheduler.mark_test_complete(worker, number)
    return everybody


@pytest.mark.parametrize("workers", [2, 3, 5])
@pytest.mark.parametrize("collection", [JOURNEYS + OTHERS, OTHERS + JOURNEYS, OTHERS, JOURNEYS])
def test_everything_runs_once_and_no_worker_mixes_journeys_with_the_rest(collection, workers):
    everybody = played(collection, workers)
    assert sorted(test for worker in everybody for test in worker.ran) == sorted(collection)
    mixed = [{test.startswith(turns.BROWSER) for test in worker.ran} for worker in everybody]
    assert all(len(kinds) < 2 for kinds in mixed)
    if collection is not JOURNEYS and workers < 5:  # the fifth would have nothing to do
        assert mixed.count({True}) <= 1


def test_when_the_worker_of_the_browser_dies_another_goes_on():
    everybody = played(JOURNEYS + OTHERS, 2, dies_after=3)
    done = {test for worker in everybody for test in worker.ran}
    assert set(JOURNEYS + OTHERS) == done
    assert all(len({test.startswith(turns.BROWSER) for test in worker.ran}) < 2 for worker in everybody)


@pytest.mark.parametrize("start", turns.LONG)
def test_what_is_called_long_is_there(start):
    folder, _, name = start.rpartition("/")
    assert list((turns.ROOT / folder).glob(f"{name}*"))


def test_what_takes_long_begins_first():
    assert turns.rank("tests/contract/test_postgres.py::test_x") < turns.rank(
        "tests/listen/test_live.py::test_y"
    )
    assert turns.rank("tests/listen/test_live.py::test_y") < turns.rank(
        "tests/rules/test_shelf.py::test_z[a]"
    )
