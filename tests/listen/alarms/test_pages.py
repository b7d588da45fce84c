"""The pages of alarms: every one opens, acts by POST alone, and asks the database a fixed number of times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leitstand.listen.alarms import actions, events, queries, tasks
from leitstand.listen.models import Alarm, AlarmDrill, AlarmEvent, AlarmPlan, AlarmReach
from tests.listen.alarms.conftest import START

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def alarm(quiet_days, owner, storm) -> Alarm:
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    return Alarm.objects.get()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner.person)
    return client


def test_the_list_shows_a_running_storm_and_the_navigation_counts_it(signed_in, alarm):
    answer = signed_in.get(reverse("listen:alarms"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Storm over “Wir”" in html
    assert 'Alarms <span class="count">1</span>' in html
    assert "nobody has taken it" in html.lower()


def test_the_desk_puts_a_storm_on_top(signed_in, alarm):
    html = signed_in.get("/").content.decode()
    assert html.index("Storm over “Wir”") < html.index("Needs you")
    assert "A storm needs you first." in html


def test_an_alarm_says_how_much_against_how_much_and_shows_curve_table_posts_and_course(signed_in, alarm):
    html = signed_in.get(reverse("listen:alarm", args=[alarm.pk])).content.decode()
    for said in ("were usual for this time", "<path class=\"line hot\"", "As a table", "Onset, estimated",
                 "Why it may be nothing", "Etwas über Auenried"):  # fmt: skip
        assert said in html, said
    assert "style=" not in html


def test_an_alarm_of_somebody_else_is_not_shown(client, alarm, db):
    from leitstand.people.models import Membership, Organization, Person

    other = Organization.objects.create(name="Andere")
    stranger = Person.objects.create_user("fremd@auenried.example", language="en")
    Membership.objects.create(person=stranger, organization=other, role="owner")
    client.force_login(stranger)
    assert client.get(reverse("listen:alarm", args=[alarm.pk])).status_code == 410
    assert client.post(reverse("listen:take-alarm", args=[alarm.pk])).status_code == 410


def test_taking_and_closing_are_posts_and_say_who(signed_in, alarm, owner):
    assert signed_in.get(reverse("listen:take-alarm", args=[alarm.pk])).status_code == 405
    signed_in.post(reverse("listen:take-alarm", args=[alarm.pk]))
    alarm.refresh_from_db()
    assert (alarm.state, alarm.acknowledged_by) == ("acknowledged", owner.person)
    signed_in.post(reverse("listen:close-alarm", args=[alarm.pk]), {"verdict": "nothing"})
    alarm.refresh_from_db()
    assert (alarm.state, alarm.verdict) == ("closed", "nothing")
    assert "was nothing" in signed_in.get(reverse("listen:alarms")).content.decode()
    assert queries.record(alarm.organization, START + timedelta(days=1)) == queries.Record(1, 1, 0)


def test_a_reader_sees_the_alarm_and_may_take_but_not_close_it(client, alarm, reader):
    client.force_login(reader.person)
    assert client.get(reverse("listen:alarm", args=[alarm.pk])).status_code == 200
    client.post(reverse("listen:take-alarm", args=[alarm.pk]))
    assert client.post(reverse("listen:close-alarm", args=[alarm.pk]), {"verdict": "real"}).status_code == 409


def test_looking_at_the_link_of_a_notice_changes_nothing_and_its_button_takes_the_alarm(client, alarm, owner):
    link = reverse("listen:alarm-take", args=[actions.token(alarm, owner.person)])
    looked = client.get(link)
    alarm.refresh_from_db()
    assert (looked.status_code, alarm.state) == (200, "open")
    assert "I take it, as Aylin Demirbas" in looked.content.decode()
    assert "It is taken." in client.post(link).content.decode()
    alarm.refresh_from_db()
    assert alarm.acknowledged_by == owner.person
    assert client.post(link).status_code == 200


def test_a_link_that_was_changed_or_whose_person_has_left_leads_nowhere(client, alarm, owner):
    link = reverse("listen:alarm-take", args=[actions.token(alarm, owner.person)])
    assert client.get(link[:-3] + "abc").status_code == 410
    owner.delete()
    assert client.get(link).status_code == 410
    alarm.refresh_from_db()
    assert alarm.state == "open"


def test_an_owner_changes_the_plan_and_an_editor_may_only_look(signed_in, client, owner, editor):
    said = {
        "false_a_month": "1",
        "first": "",
        "deputy": editor.person_id,
        "escalate_minutes": "5",
        "press": "",
    }
    assert signed_in.post(reverse("listen:alarm-plan"), said).status_code == 302
    plan = AlarmPlan.objects.get()
    assert (plan.false_a_month, plan.deputy, plan.escalate_minutes) == (1.0, editor.person, 5)
    client.force_login(editor.person)
    assert "Only owners" in client.get(reverse("listen:alarm-plan")).content.decode()
    assert client.post(reverse("listen:alarm-plan"), said).status_code == 409


def test_how_somebody_is_reached_is_their_own_and_the_chat_address_is_kept_encrypted(signed_in, owner):
    said = {
        "mail": "on",
        "chat": "ntfys://leitstand-uebung",
        "quiet": "on",
        "quiet_from": "21:30",
        "quiet_to": "06:45",
    }
    assert signed_in.post(reverse("listen:alarm-reach"), said).status_code == 302
    reach = AlarmReach.objects.get()
    assert (reach.chat, reach.quiet_from.hour, reach.urgent_passes) == ("ntfys://leitstand-uebung", 21, False)
    html = signed_in.get(reverse("listen:alarm-reach")).content.decode()
    assert "A chat address is kept." in html
    assert "leitstand-uebung" not in html
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT chat FROM listen_alarmreach")
        assert "uebung" not in cursor.fetchone()[0]
    signed_in.post(reverse("listen:alarm-reach"), {**said, "chat": "", "no_chat": "on"})
    reach.refresh_from_db()
    assert not reach.chat


@pytest.mark.parametrize(
    "address", ["mailto://a:b@c.example", "https://chat.example/", "file:///etc/passwd", "slack://"]
)
def test_an_address_that_is_none_of_our_chats_is_refused_beside_the_field(signed_in, address):
    said = {"chat": address, "quiet_from": "22:00", "quiet_to": "07:00"}
    answer = signed_in.post(reverse("listen:alarm-reach"), said)
    assert answer.status_code == 422
    assert not AlarmReach.objects.exists()


def test_an_event_is_planned_on_a_page_and_shown_with_its_query(signed_in, owner):
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    said = {"speaker": "Dr. Mira Falkenhain", "title": "Faire Prüfungen im Netz", "hashtag": "#digitalforum"}
    said |= {"day": day, "clock": "10:00", "place": "Aula", "person": owner.person_id, "false_alarms": "1"}
    answer = signed_in.post(reverse("listen:add-alarm-event"), said, follow=True)
    html = answer.content.decode()
    assert "Mira Falkenhain" in html
    assert "#digitalforum" in html
    assert AlarmEvent.objects.get().person == owner.person


def test_an_event_of_last_year_is_refused_beside_the_day(signed_in):
    said = {
        "speaker": "Mira Falkenhain",
        "title": "Damals",
        "day": "2020-01-01",
        "clock": "10:00",
        "false_alarms": "1",
    }
    answer = signed_in.post(reverse("listen:add-alarm-event"), said)
    assert answer.status_code == 422
    assert "over already" in answer.content.decode()


def test_a_drill_is_begun_on_the_page_one_at_a_time(signed_in, quiet_days, watch, owner):
    assert signed_in.post(reverse("listen:alarm-drill"), {"watch": watch.pk}).status_code == 302
    assert signed_in.post(reverse("listen:alarm-drill"), {"watch": watch.pk}).status_code == 409
    assert AlarmDrill.objects.count() == 1
    assert "A drill is under way" in signed_in.get(reverse("listen:alarms")).content.decode()


def test_the_list_asks_as_many_questions_for_ten_alarms_as_for_one(
    signed_in, alarm, organization, watch, capture
):
    signed_in.get(reverse("listen:alarms"))
    one = capture(lambda: signed_in.get(reverse("listen:alarms")))
    for n in range(9):
        Alarm.objects.create(
            organization=organization, watch=watch, watch_name="Wir", kind="spike", state="calm",
            onset=START, opened=START - n * timedelta(days=2), updated=START, calmed=START, curve=alarm.curve,
        )  # fmt: skip
        events.plan_event(
            organization.memberships.get(role="owner"),
            events.Occasion(
                speaker="Mira Falkenhain", title=f"Vortrag {n}", starts=timezone.now(), zone="UTC"
            ),
            now=timezone.now(),
        )
    assert capture(lambda: signed_in.get(reverse("listen:alarms"))) == one


@pytest.fixture
def capture():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return count
