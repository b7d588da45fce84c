"""Every call that reached the network is charged once, and none goes out when the budget is used up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.vocabulary.errors import Gone, TryLater, Uncertain
from leitstand.vocabulary.metering import Metered
from leitstand.vocabulary.network import Wire, is_internal, quotas
from leitstand.vocabulary.quota import Charge
from tests.paper_wire import PaperWire


class Toll:
    """A network that asks one unit a reading, and one for each thing in the answer."""

    def price(self, method, url, answer):
        return Charge("reads", len(answer.json()) if answer else 1) if method == "GET" else Charge("writes")


def _metered(wire, allow=None):
    spent: list[Charge] = []
    return Metered(wire, Toll(), spent.append, allow), spent


def test_is_a_wire_and_charges_by_the_answer():
    wire, spent = _metered(PaperWire().says("GET", "/a", json=[1, 2, 3]).says("POST", "/b", json={}))
    assert isinstance(wire, Wire)
    wire.get("/a")
    wire.post("/b", json={})
    assert spent == [Charge("reads", 3), Charge("writes")]


@pytest.mark.parametrize(("status", "error"), [(404, Gone), (503, Uncertain), (429, TryLater)])
def test_what_the_network_refused_is_charged_as_well(status, error):
    wire, spent = _metered(PaperWire().says("DELETE", "/a", status=status))
    with pytest.raises(error):
        wire.delete("/a")
    assert spent == [Charge("writes")]


def test_what_never_went_out_costs_nothing():
    nobody = TryLater("cannot be reached", timedelta(minutes=5), status=None)
    wire, spent = _metered(PaperWire().fails("PUT", "/a", nobody))
    with pytest.raises(TryLater):
        wire.put("/a", json={})
    assert spent == []


def test_nothing_goes_out_without_a_budget():
    def gone(charge):
        raise TryLater("the day's budget is used up", timedelta(hours=3))

    paper = PaperWire().says("GET", "/a", json=[])
    wire, spent = _metered(paper, gone)
    with pytest.raises(TryLater):
        wire.get("/a")
    assert (paper.asked, spent) == ([], [])


def test_a_network_that_says_nothing_of_quotas_grants_everything_and_is_no_closed_circle():
    class Plain:
        pass

    spent: list[Charge] = []
    Metered(PaperWire().says("GET", "/a", json=[]), Plain(), spent.append).get("/a")
    assert (spent, quotas(Plain()), is_internal(Plain())) == ([], (), False)
