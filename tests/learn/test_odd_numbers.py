"""What nobody should give where numbers come from, and somebody does: it is refused, and nothing falls."""

import datetime as dt
import gzip
import io
import tracemalloc

import pytest
from django.core.cache import cache
from django.db import OperationalError

from leitstand.learn.models import Tally
from leitstand.learn.worths.meters import actions, counting, logs, queries, reading, tables, tasks
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.referrers import network_of
from tests.paper_wire import PaperWire
from tests.speak.conftest import NOW, member_of

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
STATS = "https://stats.auenried.example"


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Ida Reusch")


def meter(owner, reads):
    way = actions.Way(STATS, "3", "geheim-123") if reads in queries.ASKED else actions.NO_WAY
    return actions.add(owner, "Web", reads, way=way, now=NOW)


def told(one):
    rows = Tally.objects.filter(meter=one).order_by("day", "network", "kind")
    return [(row.day.isoformat(), row.network, row.count) for row in rows]


def read(content, **more):
    given = {"kind": "visit", "network_of": network_of, "today": TODAY} | more
    return tables.read(content.encode(), **given)


def hit(at="16/Nov/2026:12:00:00 +0100"):
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"
    said = f'203.0.113.9 - - [{at}] "GET / HTTP/1.1" 200 512 "https://www.linkedin.com/" "{agent}"'
    return f"{said}\n".encode()


def matomo(socials):
    wire = PaperWire(STATS)
    for found in (socials, {}, {}):
        wire.says("POST", "/index.php", json=found)
    return wire


@pytest.mark.parametrize(
    "server", ["https://[", "https://", "ftp://localhost", "http://stats.auenried.example"]
)
def test_an_address_that_is_none_is_refused_with_a_sentence(owner, server):
    with pytest.raises(Invalid, match="whole address"):
        actions.add(owner, "Web", queries.MATOMO, way=actions.Way(server, "1", "t"), now=NOW)


@pytest.mark.parametrize(
    "strange", [{"2026-11-16": ["LinkedIn"]}, {"2026-11-16": [{"label": "LinkedIn", "nb_visits": 10**19}]}]
)
def test_rows_of_matomo_that_are_none_change_nothing(owner, strange):
    one = meter(owner, queries.MATOMO)
    tasks.read_due(NOW, lambda: matomo(strange))
    one.refresh_from_db()
    assert one.problem is not None
    assert told(one) == []


@pytest.mark.parametrize("count", [1e400, 10**19])
def test_counts_of_plausible_beyond_belief_change_nothing(owner, count):
    one = meter(owner, queries.PLAUSIBLE)
    results = [{"dimensions": ["2026-11-16", "Facebook"], "metrics": [count]}]
    tasks.read_due(NOW, lambda: PaperWire(STATS).says("POST", "/api/v2/query", json={"results": results}))
    one.refresh_from_db()
    assert one.problem is not None
    assert told(one) == []


def test_a_token_that_comes_back_in_an_answer_is_not_shown(owner):
    one = meter(owner, queries.MATOMO)
    tasks.read_due(NOW, lambda: matomo({"result": "error", "message": "No access for geheim-123"}))
    one.refresh_from_db()
    assert "No access" in str(one.problem)
    assert "geheim" not in str(one.problem)


def test_a_clock_that_was_ahead_keeps_no_statistics_from_being_asked(owner):
    one = meter(owner, queries.MATOMO)
    year = dt.timedelta(days=365)
    tasks.read_due(NOW + year, lambda: matomo({}))
    tasks.clock_went_back(year, NOW)
    wire = matomo({"2026-11-16": [{"label": "LinkedIn", "nb_visits": 3}]})
    tasks.read_due(NOW, lambda: wire)
    assert wire.asked[0].form["date"] == "2026-11-09,2026-11-17"
    assert told(one) == [("2026-11-16", "linkedin", 3)]


def test_what_could_not_be_counted_may_be_sent_again(client, owner, monkeypatch):
    one = meter(owner, queries.FORM)
    address = f"/learn/count/{queries.token(one)}"

    def fails(*_):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "count_one", fails)
        with pytest.raises(OperationalError):
            client.post(address, {"id": "a1"})
    for _again in range(2):
        assert client.post(address, {"id": "a1"}).status_code == 204
    assert Tally.objects.get().count == 1


def test_who_counts_much_pushes_nothing_else_out_of_memory(owner):
    one = meter(owner, queries.FORM)
    cache.set("0-who-tried-to-sign-in", 4)
    new = [counting._is_new(one, str(number)) for number in range(450)]
    assert all(new)
    assert not any(counting._is_new(one, str(number)) for number in range(0, 450, 30))
    assert cache.get("0-who-tried-to-sign-in") == 4


def test_millions_of_empty_lines_are_not_all_kept_in_memory(monkeypatch):
    monkeypatch.setattr(tables, "MOST_LINES", 100)
    tracemalloc.start()
    read("date,source,visits\n" + "\n" * 100_000)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize("day", [TODAY + DAY, dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_a_table_is_about_no_day_that_cannot_have_been(day):
    with pytest.raises(Invalid, match="Nothing can have been counted"):
        read("source,visits\nLinkedIn,3\n", day=day)


@pytest.mark.parametrize(
    "wrong", ["31/Dec/9999:23:59:59 -1100", "01/Jan/2031:00:00:00 +0000", "01/Jan/0001:00:00:00 +0100"]
)
def test_a_clock_that_was_wrong_once_does_not_claim_the_days_until_then(owner, wrong):
    one = meter(owner, queries.LOG)
    good = hit(at="16/Nov/2026:12:00:00 +0100")
    bad = hit(at=wrong)
    reading.read(owner, one, io.BytesIO(good + bad), now=NOW)
    found = reading.read(owner, one, io.BytesIO(hit(at="17/Nov/2026:08:00:00 +0100")), now=NOW)
    assert sum(found.counts.values()) == 1
    assert sum(row[2] for row in told(one)) == 2


def test_what_unpacks_without_end_is_stopped_and_fits_into_memory(owner, monkeypatch):
    monkeypatch.setattr(logs, "MOST_BYTES", 40_000_000)
    one = meter(owner, queries.LOG)
    packed = gzip.compress(hit() + b"x" * 60_000 + b"\n" + (b"y" * 60_000 + b"\n") * 900)
    tracemalloc.start()
    with pytest.raises(Invalid, match="larger than 1 GB"):
        reading.read(owner, one, io.BytesIO(packed), now=NOW)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 36_000_000
    assert told(one) == [("2026-11-16", "linkedin", 1)]
