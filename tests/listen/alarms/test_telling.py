"""Who is told, when, and once: quiet hours, the deputy, retries, and a worker that is killed in between."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.listen.alarms import actions, tasks
from leitstand.listen.alarms.quiet import is_quiet, until_loud
from leitstand.listen.models import Alarm, AlarmNotice
from leitstand.vocabulary.errors import Refused, Rejected, TryLater
from tests.listen.alarms.conftest import START, member

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


@pytest.fixture
def alarm(quiet_days, owner, storm) -> Alarm:
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    return Alarm.objects.get()


class Post:
    """Takes notices as a mail server would; `trouble` is raised as often as it says."""

    def __init__(self, *trouble: Exception) -> None:
        self.trouble = list(trouble)
        self.sent: list[tuple[str, str, str]] = []

    def __call__(self, notice, said) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append((str(notice.person), notice.reason, said.title))


def deliver(now, *trouble: Exception) -> Post:
    post = Post(*trouble)
    tasks.deliver(now, {"mail": post, "chat": post})
    return post


def test_an_owner_is_told_by_mail_with_everything_that_matters(alarm, owner, mail, mailoutbox):
    assert tasks.deliver(alarm.opened) == 1
    letter = mailoutbox[0]
    assert letter.to == [owner.person.email]
    assert letter.subject.startswith("Storm: Wir, ")
    for said in ("posts instead of", "authors were not heard here before", "https://l.example/listen/alarms/take/",
                 f"https://l.example/listen/alarms/{alarm.pk}", "Etwas über Auenried"):  # fmt: skip
        assert said in letter.body, said
    assert tasks.deliver(alarm.opened + MINUTE) == 0
    assert AlarmNotice.objects.get().state == "sent"


def test_the_mail_speaks_the_language_of_who_reads_it(alarm, owner, mail, mailoutbox):
    owner.person.language = "de"
    owner.person.save()
    tasks.deliver(alarm.opened)
    assert "Sturm" in mailoutbox[0].subject
    assert "Ich übernehme" in mailoutbox[0].body


def test_without_a_mail_server_the_notice_fails_and_says_what_to_do(alarm):
    tasks.deliver(alarm.opened)
    notice = AlarmNotice.objects.get()
    assert notice.state == "failed"
    assert "LEITSTAND_MAIL_URL" in notice.problem["sentence"]


def test_a_mail_server_that_is_busy_is_asked_again_later(alarm):
    deliver(alarm.opened, TryLater("busy", timedelta(seconds=1)))
    notice = AlarmNotice.objects.get()
    assert (notice.state, notice.attempts) == ("due", 1)
    assert notice.due == alarm.opened + timedelta(seconds=30)
    assert deliver(notice.due).sent
    assert AlarmNotice.objects.get().problem is None


def test_after_the_last_attempt_it_counts_as_failed(alarm):
    now = alarm.opened
    for _attempt in range(6):
        deliver(now, TryLater("busy", timedelta(seconds=1)))
        now += timedelta(hours=2)
    assert AlarmNotice.objects.get().state == "failed"


@pytest.mark.parametrize("state", ["claimed", "sending"])
def test_a_notice_whose_sender_was_killed_goes_out_again_after_its_lease(alarm, state):
    AlarmNotice.objects.update(state=state, claimed=alarm.opened, attempts=1)
    assert not deliver(alarm.opened + MINUTE).sent
    assert deliver(alarm.opened + 4 * MINUTE).sent


def test_of_two_workers_that_see_the_same_notice_one_sends_it(alarm):
    stale = AlarmNotice.objects.get()
    post = Post()
    tasks.deliver(alarm.opened, {"mail": post})
    from leitstand.listen.alarms import ledger

    assert ledger.claim(stale, alarm.opened) is False
    assert len(post.sent) == 1


def test_nobody_takes_it_so_the_deputy_is_told_once(quiet_days, owner, storm, organization):
    deputy = member(organization, "editor", "Jonas Tegeler")
    actions.change_plan(owner, deputy=deputy.person, escalate_minutes=10)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    opened = Alarm.objects.get().opened
    deliver(opened)
    tasks.escalate(opened + 9 * MINUTE)
    assert not deliver(opened + 9 * MINUTE).sent
    tasks.escalate(opened + 10 * MINUTE)
    tasks.escalate(opened + 11 * MINUTE)
    told = deliver(opened + 11 * MINUTE).sent
    assert [(name, reason) for name, reason, _title in told] == [("Jonas Tegeler", "deputy")]
    assert "Nobody took it yet" in told[0][2]
    assert Alarm.objects.get().escalated == opened + 10 * MINUTE


def test_who_takes_it_keeps_the_deputy_asleep(quiet_days, owner, storm, organization):
    deputy = member(organization, "editor", "Jonas Tegeler")
    actions.change_plan(owner, deputy=deputy.person, escalate_minutes=10)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    alarm = Alarm.objects.get()
    actions.acknowledge(alarm, owner.person, now=alarm.opened + MINUTE)
    assert tasks.escalate(alarm.opened + timedelta(hours=1)) == 0
    assert AlarmNotice.objects.get().state == "dropped"


def test_where_nobody_can_be_reached_first_the_deputy_is_told_at_once(quiet_days, owner, storm, organization):
    deputy = member(organization, "editor", "Jonas Tegeler")
    actions.change_plan(owner, deputy=deputy.person, escalate_minutes=60)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    opened = Alarm.objects.get().opened
    deliver(opened, Rejected("no such mailbox"))
    tasks.escalate(opened)
    assert [name for name, _reason, _title in deliver(opened).sent] == ["Jonas Tegeler"]


def test_the_plan_names_one_who_is_told_instead_of_all_owners(quiet_days, owner, storm, organization):
    press = member(organization, "editor", "Jonas Tegeler")
    curious = member(organization, "reader", "Mira Falkenhain")
    actions.change_plan(owner, first=press.person)
    actions.change_reach(curious, always=True)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    assert {str(one.person) for one in AlarmNotice.objects.all()} == {"Jonas Tegeler", "Mira Falkenhain"}


def test_in_quiet_hours_a_notice_waits_for_the_morning_unless_it_is_urgent(quiet_days, owner, storm):
    owner.person.time_zone = "Asia/Tokyo"  # 19:00 at START
    owner.person.save()
    actions.change_reach(owner, quiet_from=time(18), quiet_to=time(6), urgent_passes=False)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    notice = AlarmNotice.objects.get()
    assert notice.waited
    assert notice.due == datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
    assert not deliver(START + timedelta(hours=5)).sent
    assert deliver(notice.due).sent


def test_an_urgent_alarm_wakes_those_who_want_that(quiet_days, owner, storm):
    actions.change_reach(owner, quiet_from=time(0), quiet_to=time(23), urgent_passes=True)
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    alarm = Alarm.objects.get()
    assert alarm.urgent
    assert deliver(alarm.updated).sent


def test_who_was_told_of_the_storm_is_told_of_the_calm(alarm, owner):
    deliver(alarm.opened)
    for at in range(40, 360, 20):
        tasks.look(START + at * MINUTE)
    calm = Alarm.objects.get()
    assert calm.state == "calm"
    assert [(reason, title) for _n, reason, title in deliver(calm.calmed).sent] == [
        ("calm", "Calm again: Wir")
    ]


def test_the_storms_of_the_sample_organisation_are_told_to_nobody(quiet_days, owner, storm, organization):
    organization.is_demo = True
    organization.save()
    for at in range(0, 40, 5):
        tasks.look(START + at * MINUTE)
    assert Alarm.objects.exists()
    assert not AlarmNotice.objects.exists()


def test_a_clock_that_goes_back_brings_forward_what_was_planned(alarm):
    AlarmNotice.objects.update(due=alarm.opened + timedelta(days=2))
    tasks.clock_went_back(timedelta(days=2), alarm.opened)
    assert deliver(alarm.opened).sent


def test_an_alarm_that_is_over_cannot_be_taken(alarm, owner):
    actions.close(owner, alarm, Alarm.REAL, now=alarm.opened)
    with pytest.raises(Refused, match="cannot become acknowledged"):
        actions.acknowledge(alarm, owner.person, now=alarm.opened)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "loud", "hours"),
    [
        (at(2026, 3, 28, 23, 30), at(2026, 3, 29, 7, 0), 6.5),  # the night is an hour shorter
        (at(2026, 10, 24, 23, 30), at(2026, 10, 25, 7, 0), 8.5),  # and here an hour longer
        (at(2026, 6, 1, 6, 30), at(2026, 6, 1, 7, 0), 0.5),
        (at(2026, 6, 1, 7, 0), at(2026, 6, 1, 7, 0), 0),
        (at(2026, 6, 1, 21, 59), at(2026, 6, 1, 21, 59), 0),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall_also_when_clocks_change(now, loud, hours):
    assert until_loud(now, BERLIN, *NIGHT) == loud
    assert loud.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=hours)


def test_an_end_that_the_clock_leaves_out_or_shows_twice_is_still_an_end():
    left_out = until_loud(at(2026, 3, 29, 1, 0), BERLIN, time(22), time(2, 30))
    twice = until_loud(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), BERLIN, time(22), time(2, 30))
    assert left_out == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert twice == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.times(),
    st.times(),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_nobody_is_disturbed_in_quiet_hours_and_nothing_waits_longer_than_a_day(now, start, end, zone):
    loud = until_loud(now, ZoneInfo(zone), start, end)
    assert not is_quiet(loud, ZoneInfo(zone), start, end)
    assert timedelta(0) <= loud - now <= timedelta(hours=25)
    assert (loud == now) == (not is_quiet(now, ZoneInfo(zone), start, end))


pytestmark = pytest.mark.django_db
