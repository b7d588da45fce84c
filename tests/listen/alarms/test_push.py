"""Web push tells as the mail does: encrypted, quiet at night, again later, and no longer where it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from leitstand.listen.alarms import actions, devices, pushing, queries, tasks, telling
from leitstand.listen.models import Alarm, AlarmNotice, PushDevice, PushKey
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.wire import push
from tests.listen.alarms.conftest import START, member
from tests.push_service import Phone, Service, decoded, signed
from tests.push_service import pushing as push_service
from tests.wire.loopback import HERE, certificate, trusting

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(HERE)]
MINUTE = timedelta(minutes=1)
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls") / "house.pem")


@pytest.fixture
def service(house) -> Iterator[Service]:
    with push_service(house) as running:
        yield running


@pytest.fixture
def deliver(house, mail):
    """The worker's round, with the real senders and a guard that knows the push service."""
    by = partial(pushing.by_push, guard=trusting(house))
    return lambda now: tasks.deliver(now, {"push": by, "mail": lambda notice, said: None})


def turn_on(person, service: Service, name: str) -> PushDevice:
    return devices.add(person, push.check(**service.phone(name)), FIREFOX)


@pytest.fixture
def phone(owner, service) -> PushDevice:
    return turn_on(owner.person, service, "phone")


@pytest.fixture
def raised(watch) -> Callable[[], Alarm]:
    """A storm is noticed at START: those who are to know are told."""

    def alarm() -> Alarm:
        given = {"watch": watch, "watch_name": watch.name, "organization": watch.organization}
        at = {"onset": START, "opened": START, "updated": START}
        made = Alarm.objects.create(kind="spike", heard=97, low=18, high=41, **given, **at)
        telling.of_alarm(made, queries.plan(watch.organization_id), None, START)
        made.save()
        return made

    return alarm


@pytest.fixture
def alarm(raised, phone) -> Alarm:
    return raised()


def pushes() -> list[tuple[str, int]]:
    rows = AlarmNotice.objects.filter(way="push").order_by("device")
    return list(rows.values_list("state", "attempts"))


def test_each_device_shows_title_and_lead_and_opens_the_alarm(raised, owner, phone, service, deliver):
    turn_on(owner.person, service, "laptop")
    alarm = raised()
    assert deliver(alarm.opened) == 3
    assert sorted(name for name, _said in service.shown) == ["laptop", "phone"]
    said = service.shown[0][1]
    assert said["title"].startswith("Storm: Wir, ")
    assert said["body"].startswith("Since ")
    assert (said["url"], said["tag"], said["act"]) == (
        reverse("listen:alarm", args=[alarm.pk]), f"alarm-{alarm.pk}", "I take it")  # fmt: skip
    assert "Etwas über Auenried" not in str(said)
    assert set(said) == {"title", "body", "url", "take", "act", "tag", "lang", "calm"}
    assert {device.sent for device in PushDevice.objects.all()} == {alarm.opened}
    assert signed(service.heard[0].headers["authorization"])[0]["sub"] == "https://l.example"


def test_the_link_of_a_push_takes_the_alarm_as_that_of_the_mail_does(client, alarm, owner, service, deliver):
    deliver(alarm.opened)
    take = service.shown[0][1]["take"]
    assert client.get(take).status_code == 200
    assert Alarm.objects.get().state == "open"
    client.post(take)
    assert Alarm.objects.get().acknowledged_by == owner.person


def test_a_push_service_that_is_busy_is_asked_again_and_the_other_device_is_not_told_twice(
    raised, owner, phone, service, deliver
):
    turn_on(owner.person, service, "laptop")
    alarm = raised()
    service.says = lambda heard: (503, {}) if heard.target == "/phone" else (201, {})
    deliver(alarm.opened)
    assert sorted(pushes()) == [("due", 1), ("sent", 1)]
    service.says = lambda _heard: (201, {})
    due = AlarmNotice.objects.get(state="due").due
    assert due >= alarm.opened + timedelta(seconds=30)
    deliver(due)
    assert [name for name, _said in service.shown] == ["laptop", "phone"]
    assert [device.problem for device in PushDevice.objects.all()] == [None, None]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_whose_browser_ended_it_leaves_the_list_and_is_never_asked_again(
    alarm, service, deliver, status
):
    service.says = lambda _heard: (status, {})
    deliver(alarm.opened)
    assert not PushDevice.objects.exists()
    assert pushes() == [("failed", 1)]
    deliver(alarm.opened + timedelta(hours=1))
    assert len(service.heard) == 1
    assert "takes no notices any more" in AlarmNotice.objects.get(way="push").problem["sentence"]


def test_a_device_that_was_refused_stays_and_says_why(alarm, service, deliver):
    service.says = lambda _heard: (403, {})
    deliver(alarm.opened)
    device = PushDevice.objects.get()
    assert device.sent is None
    assert device.problem["facts"]["status"] == "403"


def test_where_push_is_the_only_way_and_fails_the_deputy_is_told_at_once(
    raised, owner, organization, service, deliver, phone
):
    deputy = member(organization, "editor", "Jonas Tegeler")
    actions.change_plan(owner, deputy=deputy.person, escalate_minutes=60)
    actions.change_reach(owner, mail=False)
    alarm = raised()
    service.says = lambda _heard: (410, {})
    deliver(alarm.opened)
    tasks.escalate(alarm.opened)
    assert str(AlarmNotice.objects.get(reason="deputy").person) == "Jonas Tegeler"


def test_a_push_waits_for_the_morning_as_the_mail_does(raised, owner, phone):
    owner.person.time_zone = "Asia/Tokyo"
    owner.person.save()
    actions.change_reach(owner, quiet_from=time(18), quiet_to=time(6), urgent_passes=False)
    alarm = raised()
    due = dict(AlarmNotice.objects.values_list("way", "due"))
    assert due["push"] == due["mail"] > alarm.opened + timedelta(hours=5)


def test_the_calm_takes_the_place_of_the_storm_on_the_same_device_without_a_sound(
    alarm, owner, service, deliver
):
    deliver(alarm.opened)
    lost = turn_on(owner.person, service, "lost")
    AlarmNotice.objects.create(
        alarm=alarm, person=owner.person, way="push", device=lost.pk, state="sent", due=alarm.opened
    )
    devices.remove(owner.person, lost.pk)
    alarm.calmed = START + 20 * MINUTE
    alarm.save()
    telling.of_calm(alarm, alarm.calmed)
    assert deliver(alarm.calmed) == 2
    (_first, storm_said), (name, said) = service.shown
    assert (name, said["tag"], said["take"], said["calm"]) == ("phone", storm_said["tag"], "", True)
    assert said["title"] == "Calm again: Wir"
    assert [heard.headers["urgency"] for heard in service.heard] == ["high", "normal"]
    assert len({heard.headers["topic"] for heard in service.heard}) == 1


def test_a_drill_is_pushed_to_who_began_it_and_says_so(quiet_days, owner, watch, phone, service, deliver):
    tasks.look(START)
    actions.begin_drill(owner, watch, now=START + MINUTE)
    tasks.drill(START + 2 * MINUTE)
    deliver(START + 2 * MINUTE)
    assert service.shown[0][1]["title"].startswith("[Drill] Storm: Wir")


def test_an_address_inside_the_own_house_is_kept_from_being_sent_to(alarm, owner, mail):
    PushDevice.objects.all().delete()
    inside = devices.add(owner.person, push.check(**Phone().gives("https://localhost/x")), FIREFOX)
    with pytest.raises(Invalid, match="private network"):
        pushing.try_push(owner.person, inside.pk, now=START)


def test_a_long_name_of_a_watch_still_fits_into_a_push(alarm, watch, deliver, service):
    Alarm.objects.update(watch_name="🌪" * 100)
    deliver(alarm.opened)
    assert service.shown[0][1]["title"].startswith("Storm: 🌪")
    assert len(service.heard[0].body) <= 4096


# the page


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner.person)
    client.defaults["HTTP_USER_AGENT"] = FIREFOX
    return client


def test_the_page_offers_our_key_and_says_without_script_why_nothing_can_be_pressed(signed_in):
    html = signed_in.get(reverse("listen:alarm-reach")).content.decode()
    key = html.partition('data-push-key="')[2].partition('"')[0]
    assert len(decoded(key)) == 65
    assert key == devices.public_key()
    assert "script has to be allowed" in html
    assert '<button type="button" class="btn" hidden data-push-on>' in html
    assert 'data-push-worker="/static/push-worker.js"' in html


def test_a_device_is_turned_on_tried_and_removed(signed_in, owner, service, house, monkeypatch):
    monkeypatch.setattr(pushing, "Guard", lambda _allowed: trusting(house))
    assert signed_in.post(reverse("listen:add-push-device"), service.phone("phone")).status_code == 302
    device = PushDevice.objects.get(person=owner.person)
    html = signed_in.get(reverse("listen:alarm-reach")).content.decode()
    for said in ("Firefox, Android", "never yet", device.digest):
        assert said in html
    assert service.url not in html
    signed_in.post(reverse("listen:try-push-device", args=[device.pk]))
    assert service.shown[0][1]["title"] == "Leitstand can reach you here"
    service.says = lambda _heard: (410, {})
    answer = signed_in.post(reverse("listen:try-push-device", args=[device.pk]))
    assert answer.status_code == 422
    assert "takes no notices any more" in answer.content.decode()
    again = devices.add(owner.person, push.check(**service.phone("phone")), "")
    assert signed_in.post(reverse("listen:remove-push-device", args=[again.pk])).status_code == 302
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("wrong", [{"endpoint": "http://push.example/"}, {"auth": "x"}, {"p256dh": ""}])
def test_what_is_no_subscription_is_not_kept(signed_in, wrong):
    said = Phone().gives("https://push.example/x") | wrong
    assert signed_in.post(reverse("listen:add-push-device"), said).status_code == 422
    assert not PushDevice.objects.exists()


def test_the_devices_of_somebody_else_can_neither_be_tried_nor_removed(signed_in, organization, service):
    theirs = turn_on(member(organization, "editor", "Jonas Tegeler").person, service, "theirs")
    for name in ("try", "remove"):
        answer = signed_in.post(reverse(f"listen:{name}-push-device", args=[theirs.pk]))
        assert answer.status_code == 422
    assert PushDevice.objects.get() == theirs
    assert service.heard == []


def test_a_browser_that_signs_in_as_somebody_else_tells_them_and_no_longer_the_first(
    owner, organization, phone, service
):
    other = member(organization, "editor", "Jonas Tegeler").person
    browser = push.Browser(phone.endpoint, phone.p256dh, phone.auth)
    devices.add(other, browser, FIREFOX)
    assert PushDevice.objects.get().person == other


def test_there_is_one_key_and_neither_it_nor_an_address_lies_open_in_the_database(phone, service):
    assert devices.private_key() == devices.private_key()
    assert PushKey.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM listen_pushkey")
        assert devices.private_key() not in cursor.fetchone()[0]
        cursor.execute("SELECT endpoint, auth FROM listen_pushdevice")
        kept = " ".join(cursor.fetchone())
    assert service.url not in kept
    assert phone.auth not in kept


def test_a_key_that_can_no_longer_be_decrypted_is_made_anew(owner):
    first = devices.private_key()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE listen_pushkey SET private = 'gAAAAABlost'")
    second = devices.private_key()
    assert second not in (first, "gAAAAABlost")
    assert devices.private_key() == second


def test_the_mails_of_a_round_go_out_before_the_devices(raised, owner, organization, phone, service):
    other = member(organization, "owner", "Jonas Tegeler")
    turn_on(other.person, service, "second")
    raised()
    order = [AlarmNotice.objects.get(pk=pk).way for pk in queries.notices_due(START)]
    assert order == ["mail", "mail", "push", "push"]


def test_nobody_turns_on_more_devices_than_a_person_has(owner, service):
    for number in range(devices.MOST):
        turn_on(owner.person, service, f"phone{number}")
    with pytest.raises(Refused, match="already"):
        turn_on(owner.person, service, "one more")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 "
         "Safari/537.36 Edg/150.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/26.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox, Linux"),
        ("curl/8", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_as_people_call_it(said, name):
    assert devices.name_of(said) == name


def test_whom_a_push_service_may_write_to_is_our_address_or_who_sends_our_mail(settings):
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, public_url="", mail_from="Leitstand <l@auenried.example>")
    assert pushing.contact() == "mailto:l@auenried.example"
