"""Pages of outcomes: finished weeks only, who carried it, values with history; and JSON."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from leitstand.learn.models import Meter, Tally, Worth
from leitstand.learn.worths import actions, brought, pages, queries
from leitstand.learn.worths.meters import actions as metering
from leitstand.learn.worths.meters import queries as meters
from leitstand.speak.models import Aim
from tests.speak.conftest import NOW, member_of

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 9)


@pytest.fixture
def owner(organization, client):
    member = member_of(organization, "owner", "Ida Reusch")
    member.person.language = "en"
    member.person.save()
    client.force_login(member.person)
    return member


@pytest.fixture
def year(owner, monkeypatch):
    """Twenty finished weeks: LinkedIn about 20 visits and 40 in the last, Mastodon 10 for six weeks."""
    one = metering.add(owner, "Web", meters.TABLE, now=NOW)
    actions.begin(owner, "conversations", now=NOW)
    actions.appraise(owner, "visit", 1, since=dt.date(2026, 1, 1), now=NOW)
    rows = [("linkedin", back, 20 + back % 3 if back else 60) for back in range(20)]
    rows += [("mastodon", back, 10) for back in range(6)]
    for network, back, count in rows:
        day = MONDAY - back * 7 * DAY
        Tally.objects.create(meter=one, day=day, network=network, kind="visit", count=count)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return one


def page(client, name, *args, **query):
    answer = client.get(reverse(f"learn:{name}", args=args), query)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<c-" not in text
    assert "{%" not in text
    return text


def test_without_values_the_page_says_so_and_shows_counts_only(client, owner, delivery):
    text = page(client, "outcomes")
    assert "Nobody has said yet what an outcome is worth" in text
    assert "Publication by publication" in text


def test_only_finished_weeks_are_compared_and_only_what_is_beyond_is_coloured(client, year):
    text = page(client, "outcomes")
    assert "70 conversations" in text
    assert "more than usual" in text
    found = pages.brought_page(year.organization, pages.Asked(26), NOW)
    linkedin, mastodon = (row.line for row in found.rows)
    assert (linkedin.network, linkedin.beyond, linkedin.weeks, linkedin.value) == ("linkedin", "more", 19, 60)
    assert linkedin.usual.low < 21 < linkedin.usual.high
    assert (mastodon.weeks, mastodon.beyond) == (5, "")
    assert found.last.week == "2026-W46"
    assert [one.week for one in found.coming] == ["2026-W47"]


def test_a_network_is_unknown_before_its_first_week_not_empty(year):
    found = pages.brought_page(year.organization, pages.Asked(13), NOW)
    mastodon = next(row.line for row in found.rows if row.line.network == "mastodon")
    assert mastodon.usual.mean == 10


def test_three_weeks_are_told_as_not_known_yet(client, owner, year):
    Tally.objects.filter(day__lt=MONDAY - 20 * DAY).delete()
    assert "not known yet" in page(client, "outcomes")
    assert "too few weeks" in page(client, "outcomes")


def test_the_json_says_what_the_page_says(client, year):
    told = client.get(reverse("learn:brought_json")).json()
    assert (told["unit"], told["lastFinishedWeek"]) == ("conversations", "2026-W46")
    assert [one["network"] for one in told["networks"]] == ["linkedin", "mastodon", "*"]
    assert set(told["networks"][0]["usual"]) == {"mean", "low", "high", "n"}
    assert len(client.get(reverse("learn:worths_json")).json()["worths"]) == 9
    assert client.get(reverse("learn:meters_json")).json()["meters"][0]["counted"] > 0


def test_doubling_a_worth_tells_whether_the_order_hangs_on_it(owner, year):
    Tally.objects.create(meter=year, day=MONDAY, network="x", kind="application", count=4)
    actions.appraise(owner, "application", 1, since=MONDAY, now=NOW)
    rows = queries.weighed(year.organization, MONDAY, MONDAY + 6 * DAY, now=NOW)
    visits, applications = brought.doubled(rows)
    assert (visits.kind, visits.order_stays, round(visits.share, 2)) == ("visit", True, 0.95)
    assert (applications.order_stays, applications.first) == (True, "linkedin")
    Tally.objects.filter(kind="application").update(count=40)
    rows = queries.weighed(year.organization, MONDAY, MONDAY + 6 * DAY, now=NOW)
    assert next(one for one in brought.doubled(rows) if one.kind == "application").first == "x"


def test_a_value_is_changed_on_the_page_and_what_was_said_stays(client, owner, year):
    goal = Aim.objects.create(organization=year.organization, kind=Aim.GOAL, words="Erstsemester finden uns")
    given = {
        "act": "worth",
        "kind": "visit",
        "amount": "0.5",
        "since": "2026-11-10",
        "aim": goal.pk,
        "why": "Sie bleiben.",
    }
    assert client.post(reverse("learn:worths"), given).status_code == 302
    text = page(client, "worths")
    assert "Erstsemester finden uns" in text
    assert "Sie bleiben." in text
    assert Worth.objects.filter(kind="visit").count() == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": "-1"}, "cannot be below zero"),
        ({"amount": "9999999"}, "probably a slip"),
        ({"since": "2027-01-01"}, "cannot begin in the future"),
        ({"amount": "viel"}, "Enter a number"),
    ],
)
def test_bad_values_are_told_beside_the_form(client, owner, year, given, said):
    base = {"act": "worth", "kind": "like", "amount": "1", "since": "2026-11-10", "why": ""}
    answer = client.post(reverse("learn:worths"), base | given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_everything_worth_nothing_is_said(client, owner):
    for kind in ("like", "visit"):
        actions.appraise(owner, kind, 0, since=MONDAY, now=NOW)
    assert "Everything is worth nothing" in page(client, "worths")


def test_a_table_is_brought_in_on_the_page_and_bad_lines_are_told(client, owner, year):
    file = SimpleUploadedFile("w.csv", b"date,source,visits\n2026-11-02,Facebook,7\nnie,Facebook,7\n")
    answer = client.post(reverse("learn:meter", args=[year.pk]), {"file": file})
    text = answer.content.decode()
    assert "1 counts of 1 days" in text
    assert "is no date" in text
    wrong = SimpleUploadedFile("w.csv", b"seite,aufrufe\n/a,7\n")
    answer = client.post(reverse("learn:meter", args=[year.pk]), {"file": wrong})
    assert answer.status_code == 422
    assert "has to name the columns" in answer.content.decode()


def test_places_are_added_with_a_counting_address_or_refused_with_a_sentence(client, owner, year):
    given = {"name": "Bewerbung", "reads": "form", "kind": "application"}
    assert client.post(reverse("learn:meters"), given).status_code == 302
    form = Meter.objects.get(name="Bewerbung")
    assert "/learn/count/" in page(client, "meter", form.pk)
    answer = client.post(reverse("learn:meters"), given)
    assert answer.status_code == 422
    assert "There is one called" in answer.content.decode()
    page(client, "meters")


def test_a_week_is_typed_in_a_table(client, owner, year):
    hand = metering.add(owner, "Von Hand", meters.HAND, kind="application", now=NOW)
    url = reverse("learn:meter_week", args=[hand.pk])
    assert client.post(url, {"week": "2026-11-11", "n-0-0": "4"}).status_code == 302
    row = Tally.objects.get(meter=hand)
    assert (row.day, row.count, row.by.name) == (MONDAY, 4, "Ida Reusch")
    assert "Ida Reusch" in page(client, "meter_week", hand.pk, week="2026-11-09")
    assert client.post(url, {"week": "2026-11-11", "n-0-0": "-4"}).status_code == 422


def test_a_reader_looks_but_does_not_change(client, owner, year, reader):
    client.force_login(reader.person)
    page(client, "worths")
    page(client, "meter", year.pk)
    assert (
        client.post(reverse("learn:meters"), {"name": "A", "reads": "hand", "kind": "visit"}).status_code
        == 409
    )
    assert client.post(reverse("learn:meter_act", args=[year.pk, "remove"])).status_code == 409


def test_the_pages_cost_a_fixed_number_of_queries(client, year, django_assert_max_num_queries):
    with django_assert_max_num_queries(28):
        page(client, "outcomes", weeks="52", values="then")
    with django_assert_max_num_queries(22):
        page(client, "worths")
