"""The calendar: what stands where, once only; moved within what is possible; fetched by those who may."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from leitstand.people.models import Membership
from leitstand.speak import holding, limits
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.models import Delivery, Thought
from leitstand.speak.planner import actions, feed, gaps, queries, spans
from leitstand.speak.planner.queries import Filters
from leitstand.vocabulary.errors import Gone, Invalid, Refused
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import NOW, member_of, mention_in

BERLIN = "Europe/Berlin"
LATER = NOW + timedelta(hours=5)


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=300, pictures=4))


def planned(editor, account, due=LATER, *, draft=False, **more):
    what = Said(
        content="Ausgabe ab Montag.", voice=editor.person_id, due=due, variants={account.pk: VariantSaid()}
    )
    thought = composing.begin(editor, what, now=NOW)
    for name, value in more.items():
        setattr(thought, name, value)
    thought.save()
    if not draft:
        planning.plan(editor, thought, seen=thought.version, now=NOW)
    return thought


def states(organization, only=None, now=NOW):
    found = queries.entries(organization, NOW - timedelta(days=9), NOW + timedelta(days=9), now, only)
    return [one.state for one in found]


@pytest.mark.parametrize(
    ("day", "hours", "skipped", "twice"),
    [
        (date(2027, 3, 27), 24, [], []),
        (date(2027, 3, 28), 23, ["02:00"], []),
        (date(2026, 10, 25), 25, [], ["02:00"]),
    ],
)
def test_a_night_of_change_has_the_hours_that_really_pass(day, hours, skipped, twice):
    found = spans.hours(day, BERLIN)
    shown = [one.clock for one in found]
    assert len(found) == spans.length(day, BERLIN) == hours
    assert [clock for clock in ("01:00", "02:00", "03:00") if clock not in shown] == skipped
    assert [one.clock for one in found if one.again] == twice


@pytest.mark.parametrize(
    ("kind", "first", "last", "before", "after"),
    [
        ("day", "2026-11-17", "2026-11-17", "2026-11-16", "2026-11-18"),
        ("week", "2026-11-16", "2026-11-22", "2026-11-10", "2026-11-24"),
        ("month", "2026-10-26", "2026-12-06", "2026-10-01", "2026-12-01"),
        ("list", "2026-11-17", "2026-12-16", "2026-10-18", "2026-12-17"),
    ],
)
def test_each_view_shows_its_days_and_leads_on(kind, first, last, before, after):
    one = spans.span(kind, date(2026, 11, 17), BERLIN)
    told = [one.first, one.last, one.before, one.after]
    assert [day.isoformat() for day in told] == [first, last, before, after]
    assert len(one.days) == (one.last - one.first).days + 1
    assert one.first in one.days
    assert one.start.astimezone(UTC) == spans.midnight(one.first, BERLIN)


def test_a_week_with_a_night_of_change_is_an_hour_shorter_or_longer():
    spring, autumn = (spans.span("week", day, BERLIN) for day in (date(2027, 3, 28), date(2026, 10, 25)))
    assert (spring.end - spring.start, autumn.end - autumn.start) == (
        timedelta(hours=167),
        timedelta(hours=169),
    )


def test_a_gap_is_a_usual_weekday_without_anything_from_today_on():
    today = date(2026, 11, 17)
    tuesdays = [today - timedelta(weeks=n) for n in (1, 2, 4)]
    thursdays = [date(2026, 11, 12), date(2026, 11, 5)]
    days = spans.span("week", today, BERLIN).days
    assert gaps.usual([*tuesdays, *tuesdays, *thursdays], today) == {1}
    assert gaps.gaps(days, set(), [*tuesdays, *thursdays], today) == {today}
    assert gaps.gaps(days, {today}, tuesdays, today) == set()
    assert gaps.gaps(days, set(), tuesdays, today + timedelta(days=1)) == set()


def test_what_was_made_on_the_network_stands_there_once_only(editor, account):
    thought = planned(editor, account, due=None)
    Delivery.objects.update(
        state="sent", receipt_id="p1", receipt_url="https://paper.example/1", receipt_published=NOW
    )
    for id, url, more in [
        ("p1", "https://paper.example/other", {}),
        ("p2", "https://paper.example/1", {}),
        ("p3", "https://paper.example/3", {}),
        ("p4", "https://paper.example/4", {"in_reply_to": "somebody"}),
        ("p5", "https://paper.example/5", {"author_id": "nele"}),
        ("p6", "https://paper.example/6", {"taken_down": NOW}),
    ]:
        mention = mention_in(editor.organization, id)
        for name, value in {"author_id": "us", "url": url, **more}.items():
            setattr(mention, name, value)
        mention.save()
    found = queries.entries(editor.organization, NOW - timedelta(days=1), NOW + timedelta(days=1), NOW)
    assert sorted(
        (one.state, one.thought and one.thought.pk, one.mention and one.mention.post_id) for one in found
    ) == [
        ("found", None, "p3"),
        ("published", thought.pk, None),
    ]
    assert states(editor.organization, Filters(voice=editor.person_id)) == ["published"]


def test_states_and_filters(editor, account):
    planned(editor, account)
    planned(editor, account, goal="Alle wissen es", draft=True)
    planned(editor, account, due=NOW + timedelta(minutes=1))
    organization = editor.organization
    assert sorted(states(organization, now=NOW + timedelta(minutes=3))) == ["draft", "late", "planned"]
    assert states(organization, Filters(state="draft")) == ["draft"]
    assert states(organization, Filters(goal="Alle wissen es")) == ["draft"]
    assert states(organization, Filters(account=account.pk + 1)) == []
    assert sorted(states(organization, Filters(voice=editor.person_id))) == ["draft", "planned", "planned"]
    assert (
        states(
            member_of(
                type(organization).objects.create(name="Stadt Lindau"), "editor", "Ida Voss"
            ).organization
        )
        == []
    )
    Delivery.objects.filter(state="due").update(state="waiting")
    assert sorted(states(organization)) == ["draft", "waiting", "waiting"]


def test_what_is_read_costs_the_same_with_many(editor, account, django_assert_max_num_queries):
    for n in range(12):
        planned(editor, account, due=LATER + timedelta(hours=n))
    with django_assert_max_num_queries(9):
        assert len(states(editor.organization)) == 12


def test_moving_says_no_where_it_must_and_changes_nothing_then(editor, reader, account):
    thought = planned(editor, account)
    for member, due, was, why in [
        (reader, LATER + timedelta(hours=1), LATER, "Readers"),
        (editor, LATER + timedelta(hours=1), NOW, "moved this meanwhile"),
        (editor, NOW - timedelta(hours=1), LATER, "has passed"),
    ]:
        with pytest.raises((Refused, Invalid), match=why):
            actions.move(member, thought, due, was=was, now=NOW)
    assert Thought.objects.get().due == Delivery.objects.get().due == LATER
    actions.move(editor, thought, LATER + timedelta(hours=1), was=LATER, now=NOW)
    assert Delivery.objects.get().due == LATER + timedelta(hours=1)
    Delivery.objects.update(state="sent")
    with pytest.raises(Refused, match="has gone out already"):
        actions.move(editor, thought, LATER, was=LATER + timedelta(hours=1), now=NOW)


@pytest.fixture
def desk(client, editor, account):
    """Somebody in front of the calendar, on the clocks of Berlin."""
    client.force_login(editor.person)
    return client


def ahead(day, hour, minute=0):
    """A moment on a day of next year's spring, so that it lies ahead whenever this runs."""
    year = timezone.now().year + 1
    return datetime(year, 3, day, hour, minute, tzinfo=UTC)


def last_sunday(year):
    end = date(year, 3, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def test_a_skipped_hour_is_refused_by_the_page_with_its_sentence(desk, editor, account):
    sunday = last_sunday(timezone.now().year + 1)
    due = datetime.combine(sunday, datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    thought = planned(editor, account, due=due, draft=True)
    address = f"/speak/calendar/{thought.pk}/move/?view=week&day={sunday}"
    given = {"was": due.isoformat(), "day": sunday.isoformat(), "clock": "02:30"}
    answer = desk.post(address, given)
    assert answer.status_code == 422
    assert "skip 02:30" in answer.content.decode()
    assert desk.post(address, {**given, "day": ""}).status_code == 422
    assert desk.post(address, {**given, "was": "Unfug"}).status_code == 422
    assert Thought.objects.get().due == due
    assert desk.post(address, {**given, "clock": "03:30"}).url == f"/speak/calendar/?view=week&day={sunday}"
    assert Thought.objects.get().due == due.replace(hour=1, minute=30)
    assert desk.post(address, given).status_code == 422


@pytest.mark.parametrize("view", ["month", "week", "day", "list", "nothing"])
def test_every_view_shows_what_is_planned_and_how_it_stands(desk, editor, account, view):
    due = timezone.now() + timedelta(minutes=2)
    thought = composing.begin(
        editor,
        Said(content="Ausgabe.", voice=editor.person_id, due=due, variants={account.pk: VariantSaid()}),
        now=timezone.now(),
    )
    planning.plan(editor, thought, seen=1, now=timezone.now())
    holding.hold(editor, "Probe", now=timezone.now())
    day = spans.day_of(due, BERLIN)
    said = desk.get(f"/speak/calendar/?view={view}&day={day}&state=planned").content.decode()
    assert "Ausgabe." in said
    assert "scheduled" in said
    assert "held" in said
    assert f"{due.astimezone(spans.moments.zone_of(BERLIN)):%H:%M}" in said
    assert "Another time" in said
    assert (
        "Ausgabe." not in desk.get(f"/speak/calendar/?view={view}&day={day}&state=unknown").content.decode()
    )


def test_a_day_that_cannot_be_meant_is_today(desk):
    for day in ("", "gestern", "9999-12-31", "0001-01-01"):
        assert desk.get(f"/speak/calendar/?view=month&day={day}").status_code == 200


def test_readers_look_and_are_offered_nothing_to_move(client, reader, editor, account):
    planned(editor, account, due=timezone.now() + timedelta(hours=1), draft=True)
    client.force_login(reader.person)
    said = client.get("/speak/calendar/?view=list").content.decode()
    assert "Ausgabe ab Montag." in said
    assert "Another time" not in said


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_the_feed_is_read_again_as_it_was_meant(editor, account):
    words = "Zeile eins; mit, allem\\ und Umlauten: äöü 🎒\nZeile zwei " + "x" * 200
    thought = planned(editor, account, content=words, draft=True)
    told = feed.feed(editor.organization, NOW)
    (one,) = events(told)
    assert one["dtstart"].dt == LATER
    assert words in one["description"]
    assert (str(one["status"]), str(one["transp"]), str(one["class"])) == (
        "TENTATIVE",
        "TRANSPARENT",
        "PRIVATE",
    )
    assert str(one["url"]).endswith(f"/speak/compose/{thought.pk}/")
    assert all(len(line) <= 75 for line in told.split(b"\r\n"))
    assert told.endswith(b"END:VCALENDAR\r\n")
    planning.plan(editor, thought, seen=thought.version, now=NOW)
    (again,) = events(feed.feed(editor.organization, NOW))
    assert (again["uid"], str(again["status"])) == (one["uid"], "CONFIRMED")


def test_the_address_is_secret_revocable_and_ends_with_the_membership(client, desk, editor, account):
    planned(editor, account, due=timezone.now() + timedelta(days=1), draft=True)

    def made():
        desk.post("/speak/calendar/subscribe/", {"act": "renew"})
        return re.search(
            r'value="http://[^/]+(/[^"]+\.ics)"', desk.get("/speak/calendar/subscribe/").content.decode()
        )[1]

    first = made()
    client.logout()
    answer = client.get(first)
    assert (answer["Content-Type"], len(events(answer.content))) == ("text/calendar; charset=utf-8", 1)
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(editor.person)
    second = made()
    assert first != second
    assert client.get(first).status_code == client.get(second.replace(".ics", "x.ics")).status_code == 410
    assert client.get(second).status_code == 200
    assert "Last fetched" in client.get("/speak/calendar/subscribe/").content.decode()
    Membership.objects.all().delete()
    with pytest.raises(Gone):
        queries.by_token(second.split("/")[-1].removesuffix(".ics"))


def test_an_address_that_was_ended_reads_nothing(editor):
    token = queries.token(actions.renew(editor, now=NOW))
    assert queries.by_token(token)[1] == editor.person
    actions.end(editor)
    with pytest.raises(Gone):
        queries.by_token(token)
