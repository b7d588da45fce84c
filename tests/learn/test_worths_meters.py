"""Numbers from elsewhere: by interface, table, server log, form and hand; nothing twice, nobody's address."""

import datetime as dt
import gzip
import io

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.learn.models import LogRead, Meter, Ripening, Tally
from leitstand.learn.worths import tasks as growing
from leitstand.learn.worths.meters import actions, logs, queries, reading, tables, tasks
from leitstand.vocabulary.errors import Gone, Invalid, Refused, TryLater
from leitstand.vocabulary.referrers import network_of
from tests.paper_wire import PaperWire
from tests.speak.conftest import NOW, member_of

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
STATS = "https://stats.auenried.example"


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Ida Reusch")


def meter(owner, reads, name="Web", **more):
    way = actions.Way(STATS, "3", "geheim-123") if reads in queries.ASKED else actions.NO_WAY
    return actions.add(owner, name, reads, way=way, now=NOW, **more)


def told(one):
    rows = Tally.objects.filter(meter=one).order_by("day", "network", "kind")
    return [(row.day.isoformat(), row.network, row.count) for row in rows]


# ---------- Matomo ----------


def matomo(socials, websites=None, campaigns=None):
    wire = PaperWire(STATS)
    for found in (socials, websites or {}, campaigns or {}):
        wire.says("POST", "/index.php", json=found)
    return wire


def test_matomo_is_asked_by_post_with_the_token_in_no_address(owner):
    one = meter(owner, queries.MATOMO)
    wire = matomo(
        {
            "2026-11-16": [{"label": "LinkedIn", "nb_visits": 31}, {"label": "Twitter", "nb_visits": "4"}],
            "2026-11-17": [],
        },
        {
            "2026-11-16": [
                {"label": "www.linkedin.com", "nb_visits": 2},
                {"label": "www.example.org", "nb_visits": 9},
            ]
        },
        {"2026-11-16": [{"label": "mastodon-herbst", "nb_visits": 5}]},
    )
    assert tasks.read_due(NOW, lambda: wire) == 1
    assert told(one) == [
        ("2026-11-16", "linkedin", 33),
        ("2026-11-16", "mastodon", 5),
        ("2026-11-16", "x", 4),
    ]
    asked = wire.asked[0]
    assert (asked.url, asked.form["idSite"], asked.form["token_auth"]) == (
        f"{STATS}/index.php",
        "3",
        "geheim-123",
    )
    assert asked.form["date"] == f"{TODAY - 365 * DAY},{TODAY}"
    one.refresh_from_db()
    assert (one.problem, one.next_read) == (None, NOW + actions.EVERY)


def test_reading_again_replaces_and_forgets_what_is_no_longer_told(owner):
    one = meter(owner, queries.MATOMO)
    tasks.read_due(NOW, lambda: matomo({"2026-11-16": [{"label": "LinkedIn", "nb_visits": 31}]}))
    again = NOW + DAY
    tasks.read_due(again, lambda: matomo({"2026-11-16": [{"label": "Facebook", "nb_visits": 2}]}))
    assert told(one) == [("2026-11-16", "facebook", 2)]


def test_a_refused_token_waits_for_somebody_and_a_strange_answer_changes_nothing(owner):
    one = meter(owner, queries.MATOMO)
    Tally.objects.create(meter=one, day=TODAY, network="x", kind="visit", count=7)
    error = {"result": "error", "message": "You must be logged in: token_auth is wrong"}
    tasks.read_due(NOW, lambda: matomo(error))
    one.refresh_from_db()
    assert "does not accept the token" in one.problem["sentence"]
    assert one.next_read is None
    for strange in ([1], {"value": []}, {"2026-11-16": [{"label": "Facebook", "nb_visits": "viele"}]}):
        Meter.objects.update(next_read=NOW)
        tasks.read_due(NOW, lambda strange=strange: matomo(strange))
        one.refresh_from_db()
        assert one.problem is not None
    assert told(one) == [(TODAY.isoformat(), "x", 7)]


def test_statistics_that_are_away_are_asked_again(owner):
    one = meter(owner, queries.MATOMO)
    wire = PaperWire(STATS).fails("POST", "/index.php", TryLater("Away.", dt.timedelta(minutes=30)))
    tasks.read_due(NOW, lambda: wire)
    one.refresh_from_db()
    assert one.next_read == NOW + dt.timedelta(minutes=30)
    assert queries.health(owner.organization, NOW)[0].state == "failing"


# ---------- Plausible ----------


def test_plausible_is_asked_by_source_and_day_with_the_key_in_the_header(owner):
    one = meter(owner, queries.PLAUSIBLE)
    results = [
        {"dimensions": ["2026-11-16", "Facebook"], "metrics": [3]},
        {"dimensions": ["2026-11-16", "Direct / None"], "metrics": [40]},
    ]
    wire = PaperWire(STATS).says("POST", "/api/v2/query", json={"results": results, "meta": {}, "query": {}})
    tasks.read_due(NOW, lambda: wire)
    assert told(one) == [("2026-11-16", "facebook", 3)]
    (asked,) = wire.asked
    assert asked.headers["Authorization"] == "Bearer geheim-123"
    assert asked.json["dimensions"] == ["time:day", "visit:source"]
    assert asked.json["metrics"] == ["visits"]


def test_a_goal_of_plausible_is_asked_for_its_events(owner):
    way = actions.Way(STATS, "auenried.example goal:Bewerbung", "k")
    one = actions.add(owner, "Bewerbungen", queries.PLAUSIBLE, kind="application", way=way, now=NOW)
    wire = PaperWire(STATS).says("POST", "/api/v2/query", json={"results": []})
    tasks.read_due(NOW, lambda: wire)
    assert wire.asked[0].json["filters"] == [["is", "event:goal", ["Bewerbung"]]]
    assert wire.asked[0].json["site_id"] == "auenried.example"
    one.refresh_from_db()
    assert one.problem is None


def test_the_token_is_kept_encrypted(owner):
    one = meter(owner, queries.PLAUSIBLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM learn_meter WHERE id = %s", [one.pk])
        assert "geheim" not in str(cursor.fetchone()[0])


# ---------- tables ----------

PLAUSIBLE = (
    "date,source,referrer,visitors,visits\n2026-11-16,Facebook,facebook.com,3,4\n2026-11-17,LinkedIn,,2,2\n"
)
MATOMO = "Datum;Bezeichnung;Besuche\n16.11.2026;Facebook;1.204\n16.11.2026;m.facebook.com;2\n"


def read(content, **more):
    given = {"kind": "visit", "network_of": network_of, "today": TODAY} | more
    return tables.read(content, **given)


@pytest.mark.parametrize(
    ("content", "counts"),
    [
        (PLAUSIBLE.encode(), {("2026-11-16", "facebook"): 4, ("2026-11-17", "linkedin"): 2}),
        (MATOMO.encode("utf-16"), {("2026-11-16", "facebook"): 1206}),
        (MATOMO.encode("latin-1"), {("2026-11-16", "facebook"): 1206}),
        (b"date\tnetwork\tcount\n2026-11-16\tmastodon\t5\n\n", {("2026-11-16", "mastodon"): 5}),
    ],
)
def test_tables_of_several_programs_are_read(content, counts):
    found = read(content)
    assert {(day.isoformat(), network): n for (day, network, _kind), n in found.counts.items()} == counts
    assert not found.troubles


def test_a_bad_line_is_told_with_its_number_and_the_others_are_kept():
    content = (
        b"date,source,visits\n2026-11-16,Facebook,3\n2026-99-16,Facebook,3\n2027-01-01,Facebook,3\n"
        b"2026-11-16,Facebook,-2\n2026-11-16,Facebook,viele\n2026-11-16,Facebook,2.5\n2026-11-16,newsletter,8\n"
    )
    found = read(content)
    assert [one.line for one in found.troubles] == [3, 4, 5, 6, 7]
    assert sum(found.counts.values()) == 3
    assert found.left == {"no network": 8}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"seite,aufrufe\n/a,3\n", "seite, aufrufe"),
        (b"source,visits\nFacebook,3\n", "no column of dates"),
        (b"PK\x03\x04\x00\x00", "no text"),
    ],
)
def test_what_is_no_table_is_said_plainly(content, said):
    with pytest.raises(Invalid, match=said):
        read(content)


def test_a_table_without_dates_is_about_the_day_that_was_chosen():
    assert read(b"label,nb_visits\nFacebook,3\n", day=TODAY).counts == {(TODAY, "facebook", "visit"): 3}


def test_bringing_in_the_same_table_twice_changes_nothing(owner):
    one = meter(owner, queries.TABLE)
    for _again in range(2):
        actions.bring(owner, one, read(PLAUSIBLE.encode()), now=NOW)
    assert told(one) == [("2026-11-16", "facebook", 4), ("2026-11-17", "linkedin", 2)]


@settings(max_examples=40)
@given(st.binary(max_size=300))
def test_whatever_is_in_a_file_it_is_read_or_refused(content):
    try:
        found = read(content, day=TODAY)
    except Invalid:
        return
    assert all(count >= 0 for count in found.counts.values())


# ---------- server logs ----------

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"


def line(n=0, referrer="https://www.linkedin.com/", agent=PHONE, path="/studium", status=200, method="GET"):
    at = f"16/Nov/2026:{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d} +0100"
    return f'203.0.113.{n % 250} - - [{at}] "{method} {path} HTTP/1.1" {status} 512 "{referrer}" "{agent}"\n'


LOG = "".join(
    [
        line(1),
        line(2, "https://m.facebook.com/"),
        line(3, agent="Mastodon/4.4 (http.rb/5.2; +https://lehrsaal.example/) Bot"),
        line(4, agent="-"),
        line(5, agent="Chrome Privacy Preserving Prefetch Proxy"),
        line(6, path="/bild.png?x=1"),
        line(7, status=404),
        line(8, "-"),
        line(9, "https://auenried.example/"),
        line(10, method="POST"),
        "kaputt\n",
    ]
)


def given_log(owner, one, text, **more):
    raw = text if isinstance(text, bytes) else text.encode()
    return reading.read(owner, one, io.BytesIO(raw), now=NOW, **more)


def test_only_people_who_come_from_a_network_are_counted(owner):
    one = meter(owner, queries.LOG)
    found = given_log(owner, one, LOG)
    assert told(one) == [("2026-11-16", "facebook", 1), ("2026-11-16", "linkedin", 1)]
    left = {logs.BOT: 2, logs.AHEAD_OF_TIME: 1, logs.NO_PAGE: 3, logs.ELSEWHERE: 2, logs.BROKEN: 1}
    assert found.left == left
    assert [trouble.line for trouble in found.troubles] == [11]


def test_a_log_that_grew_goes_on_and_one_given_again_counts_nothing(owner):
    one = meter(owner, queries.LOG)
    whole = "".join(line(n) for n in range(500))
    given_log(owner, one, whole[: len(whole) // 2], piece=37)
    given_log(owner, one, gzip.compress(whole.encode()), piece=41)
    again = given_log(owner, one, whole)
    assert told(one) == [("2026-11-16", "linkedin", 500)]
    assert again.lines == 0
    assert LogRead.objects.get().lines == 500


def test_a_fall_in_the_middle_loses_and_doubles_nothing(owner, monkeypatch):
    one = meter(owner, queries.LOG)
    whole = "".join(line(n) for n in range(300))

    class Falls(io.BytesIO):
        def readline(self, size=-1):
            if self.tell() > 20_000:
                raise MemoryError
            return super().readline(size)

    with pytest.raises(MemoryError):
        reading.read(owner, one, Falls(whole.encode()), now=NOW, piece=50)
    assert 0 < told(one)[0][2] < 300
    given_log(owner, one, whole, piece=50)
    assert told(one) == [("2026-11-16", "linkedin", 300)]


def test_lines_that_another_file_covered_are_left_out_and_told(owner):
    one = meter(owner, queries.LOG)
    given_log(owner, one, "".join(line(n) for n in range(100)))
    found = given_log(owner, one, "".join(line(n) for n in range(50, 150)))
    assert found.left[logs.BEFORE] == 50
    assert told(one) == [("2026-11-16", "linkedin", 150)]


def test_a_file_that_was_changed_is_refused(owner):
    one = meter(owner, queries.LOG)
    whole = [line(n) for n in range(20)]
    given_log(owner, one, "".join(whole))
    for other in (whole[:10], [*whole[:5], line(5, path="/anders"), *whole[6:]]):
        with pytest.raises(Invalid, match="Nothing was counted"):
            given_log(owner, one, "".join(other))
    with pytest.raises(Invalid, match="no whole line"):
        given_log(owner, one, "halb")
    with pytest.raises(Invalid, match="broken"):
        given_log(owner, one, gzip.compress("".join(whole).encode())[:-30])


def test_nobodys_address_is_kept_in_any_table(owner):
    one = meter(owner, queries.LOG)
    given_log(owner, one, LOG)
    with connection.cursor() as cursor:
        for table in ("learn_meter", "learn_tally", "learn_logread"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "203.0.113" not in str(cursor.fetchall())


# ---------- forms ----------


def count(client, one, **data):
    return client.post(f"/learn/count/{queries.token(one)}", data)


def test_a_form_counts_once_a_call_without_cookie_and_credits_the_network(client, owner):
    cache.clear()
    one = meter(owner, queries.FORM, kind="application")
    answer = count(client, one, network="linkedin_herbst")
    assert (answer.status_code, answer.content, answer.cookies.output()) == (204, b"", "")
    count(client, one, referrer="https://bsky.app/profile/x", id="a1")
    count(client, one, referrer="https://bsky.app/profile/x", id="a1")
    count(client, one)
    counts = {row.network: row.count for row in Tally.objects.filter(meter=one, kind="application")}
    assert counts == {"linkedin": 1, "bluesky": 1, "": 1}


def test_a_counting_address_ends_when_it_is_renewed_or_switched_off(client, owner):
    cache.clear()
    one = meter(owner, queries.FORM)
    old = queries.token(one)
    actions.renew(owner, one, "", now=NOW + DAY)
    assert client.post(f"/learn/count/{old}").status_code == 410
    assert client.post("/learn/count/unsinn").status_code == 410
    actions.switch(owner, one, now=NOW)
    with pytest.raises(Gone):
        queries.counting(queries.token(one))
    assert client.get(f"/learn/count/{old}").status_code == 405
    assert not Tally.objects.exists()


def test_a_flood_is_stopped(client, owner):
    cache.clear()
    one = meter(owner, queries.FORM)
    answers = [count(client, one).status_code for _ in range(65)]
    assert answers.count(204) == 60
    assert answers[-1] == 429
    assert Tally.objects.get().count == 60


# ---------- by hand, and all of them ----------

MONDAY = dt.date(2026, 11, 16)


def test_numbers_are_typed_with_who_and_when_and_can_be_taken_back(owner, editor):
    one = meter(owner, queries.HAND)
    both = {("linkedin", "application"): 3, ("", "inquiry"): 2}
    assert actions.type_in(editor, one, MONDAY, both, now=NOW) == 2
    assert actions.type_in(owner, one, MONDAY, {**both, ("", "inquiry"): None}, now=NOW + DAY) == 1
    (kept,) = queries.typed(one, MONDAY).values()
    assert (kept.count, kept.by, kept.at) == (3, "Aylin Demirbas", NOW)


@pytest.mark.parametrize(
    ("monday", "count"), [(MONDAY + 7 * DAY, 1), (MONDAY + DAY, 1), (MONDAY, -1), (MONDAY, 10**12)]
)
def test_absurd_numbers_are_refused_with_a_sentence(owner, monday, count):
    one = meter(owner, queries.HAND)
    with pytest.raises(Invalid, match="Nothing was kept"):
        actions.type_in(owner, one, monday, {("x", "visit"): count}, now=NOW)
    assert not Tally.objects.exists()


def test_two_of_one_name_a_way_without_token_and_an_editor_are_refused(owner, editor):
    meter(owner, queries.TABLE, "Web")
    for name, reads, way, said in (
        ("web", queries.TABLE, actions.NO_WAY, "already"),
        (" ", queries.TABLE, actions.NO_WAY, "name"),
        ("M", queries.MATOMO, actions.Way("stats.example", "1", "t"), "whole address"),
        ("M", queries.MATOMO, actions.Way(STATS, "1", ""), "token"),
        ("M", "telepathy", actions.NO_WAY, "cannot be read"),
    ):
        with pytest.raises(Invalid, match=said):
            actions.add(owner, name, reads, way=way, now=NOW)
    with pytest.raises(Refused):
        meter(editor, queries.TABLE, "Zwei")


def test_how_posts_grow_is_learned_once_a_day(owner, delivery):
    from leitstand.learn import actions as readings

    published = delivery.receipt_published
    readings.begin(published)
    for hours, likes in ((1, 2), (6, 6), (24, 9), (700, 10)):
        readings.note(delivery.course, {"like": likes}, published + dt.timedelta(hours=hours))
    assert growing.ripen(NOW + 40 * DAY) == 1
    assert growing.ripen(NOW + 40 * DAY) == 0
    row = Ripening.objects.get()
    assert (row.network, row.posts, len(row.curve)) == ("", 1, 12)
