"""Hours: pauses are cut, what is corrected stays beside what was measured, no sum is about few people."""

import datetime as dt
import time
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.learn.hours import actions, own, queries, routes, saying, tasks, tidying
from leitstand.learn.hours.counting import KINDS, MINUTE, Act, Minutes, by_week, count, iso, monday
from leitstand.learn.hours.forms import HoursField
from leitstand.learn.hours.parting import parts
from leitstand.learn.models import Correction, Mark, Plan, Sum, Told
from leitstand.people.models import Account
from leitstand.site.demo import hours as demo
from leitstand.speak.models import Aim, Stretch, Thought, Variant
from leitstand.speak.triage import minutes as inbox
from leitstand.vocabulary.errors import Invalid, Refused
from tests.speak.conftest import NOW, member_of, mention_in

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = NOW.date()  # a Tuesday
THEN = dt.date(2026, 11, 2)  # the Monday two weeks before


def acts(*minutes, network="mastodon", kind="answer"):
    return [Act(NOW + minute * MINUTE, network, kind) for minute in minutes]


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Vera Kern")


@pytest.fixture
def team(organization, owner, editor, reader):
    """Four who work; two of them on Mastodon only."""
    return [owner, editor, reader, member_of(organization, "editor", "Mirjam Oster")]


def said(member, day, network, minutes, kind="answer", now=NOW):
    return actions.correct(member, (day, network, kind), minutes, now=now)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([0], (1, 1, 1)),
        ([0, 1, 2], (3, 3, 3)),
        ([0, 3], (2, 4, 4)),
        ([0, 4], (2, 2, 5)),
        ([0, 10], (2, 2, 11)),
        ([0, 11], (2, 2, 2)),
        ([0, 0, 0, 480], (2, 2, 2)),
    ],
)
def test_pauses_are_cut_and_an_open_page_counts_nothing(minutes, expected):
    (found,) = count(acts(*minutes), BERLIN).values()
    assert (found.low, found.minutes, found.high) == expected


@settings(max_examples=50)
@given(st.lists(st.integers(0, 3000), unique=True, max_size=40))
def test_a_longer_pause_never_counts_less_and_nothing_counts_twice(minutes):
    found = count(acts(*minutes), BERLIN)
    together = sum(found.values(), Minutes())
    assert len(minutes) == together.low <= together.minutes <= together.high
    span = max(minutes) - min(minutes) + 1 if minutes else 0
    assert together.high <= span
    assert sum(by_week(found).values(), Minutes()) == together


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2000), unique=True, min_size=1, max_size=40), st.integers(0, 2000))
def test_where_minutes_are_cut_into_days_changes_nothing(minutes, at):
    """What is folded first and what later gives the same sums, if the cut may look ten minutes ahead."""
    whole = count(acts(*minutes), BERLIN)
    cut = (NOW + at * MINUTE).astimezone(BERLIN).date()
    edge = dt.datetime.combine(cut, dt.time(), tzinfo=BERLIN)
    early = [one for one in acts(*minutes) if one.minute < edge + 10 * MINUTE]
    late = [one for one in acts(*minutes) if one.minute >= edge]
    folded = {cell: found for cell, found in count(early, BERLIN).items() if cell[0] < cut}
    assert folded | count(late, BERLIN) == whole


WEEKS = st.dictionaries(
    st.tuples(st.integers(1, 5), st.sampled_from(["", "mastodon", "bluesky", "x"]), st.sampled_from(KINDS)),
    st.tuples(st.integers(0, 600).map(lambda one: Minutes(one, one, one)), st.booleans()),
    max_size=16,
)


def seen(spent, told, people):
    """Published sums as rows over (person, cell): what each person put into each sum."""
    cells = sorted(key for key, (minutes, _) in spent.items() if minutes.minutes)
    rows = [[float((key[1], key[2]) in part.cells) for key in cells] for part in told]
    rows += [[sum(column) for column in zip(*rows, strict=True)]] if rows else []
    mine = [key[0] in people for key in cells]
    return np.array(rows).reshape(len(rows), len(cells)), np.array(mine, dtype=bool)


def gives_away(spent, told, people):
    """Is there any sum or difference of what is told that holds only hours of these people?"""
    rows, mine = seen(spent, told, people)
    if not rows.size:
        return False
    return np.linalg.matrix_rank(rows) > np.linalg.matrix_rank(rows[:, ~mine])


@settings(max_examples=50)
@given(WEEKS, st.frozensets(st.integers(1, 5), max_size=2))
def test_no_difference_of_told_sums_is_about_fewer_than_three_people(spent, agreed):
    told, hidden = parts(spent, agreed)
    everybody = {person for (person, *_), (minutes, _) in spent.items() if minutes.minutes}
    for few in [*combinations(sorted(everybody), 1), *combinations(sorted(everybody), 2)]:
        if not set(few) <= agreed:
            apart = [part for part in told if not part.people <= agreed]
            assert not gives_away(spent, apart, set(few)), few
    whole = sum(minutes.minutes for minutes, _ in spent.values())
    shown = sum(part.minutes.minutes for part in told)
    assert shown == whole if not hidden else shown < whole
    assert hidden is False or len(everybody - agreed) > 0
    for one, other in combinations(told, 2):
        assert not one.cells & other.cells


@settings(max_examples=50)
@given(WEEKS)
def test_a_network_that_is_told_is_told_whole(spent):
    told, _hidden = parts(spent)
    for network in {part.network for part in told} - {""}:
        whole = sum(minutes.minutes for (_, one, _), (minutes, _) in spent.items() if one == network)
        assert whole == sum(part.minutes.minutes for part in told if part.network == network)


def test_the_attack_of_the_test_works_where_sums_overlap():
    """Row and column totals beside each other give a person away; the test above would notice."""
    spent = {(person, "x", "read"): (Minutes(9, 9, 9), False) for person in (1, 2, 3)}
    spent[4, "x", "write"] = (Minutes(9, 9, 9), False)
    whole, _ = parts(spent)
    assert len(whole) == 1
    (only,) = parts({key: one for key, one in spent.items() if key[0] < 4})[0]
    assert gives_away(spent, [*whole, only], {4})


def test_what_members_do_is_noted_once_a_minute_with_kind_and_network(client, editor, organization, mention):
    actions.switch(member_of(organization, "owner"), on=True, now=NOW)
    client.force_login(editor.person)
    for _ in range(3):
        client.get(reverse("speak:inbox"), {"post": mention.pk}, headers={"accept": "text/html"})
    mark = Mark.objects.get()
    assert (mark.kind, mark.network, mark.membership) == ("answer", "paper", editor)


def test_measuring_is_off_at_first_and_what_a_page_asks_by_itself_is_no_work(client, editor, organization):
    client.force_login(editor.person)
    page, html = reverse("speak:inbox"), {"accept": "text/html"}
    client.get(page, headers=html)
    actions.switch(member_of(organization, "owner"), on=True, now=NOW)
    client.get(page, headers=html | {"hx-request": "true"})
    client.get(reverse("learn:hours_json"), headers={"accept": "application/json"})
    assert not Mark.objects.exists()
    client.get(page, headers=html)
    assert Mark.objects.count() == 1


def test_while_nobody_measures_a_page_asks_nothing_more_and_after_that_three_questions_a_minute(
    client, editor, organization, django_assert_max_num_queries
):
    client.force_login(editor.person)
    page, html = reverse("learn:outcomes"), {"accept": "text/html"}
    with django_assert_max_num_queries(40) as before:
        client.get(page, headers=html)
    actions.switch(member_of(organization, "owner"), on=True, now=NOW)
    with django_assert_max_num_queries(len(before) + 3):
        client.get(page, headers=html)
    with django_assert_max_num_queries(len(before)):
        client.get(page, headers=html)


def test_a_beat_goes_on_with_the_network_of_the_page_and_carries_nothing_else(editor, owner):
    actions.switch(owner, on=True, now=NOW)
    editor.organization.refresh_from_db()
    mention = mention_in(editor.organization, "9")
    actions.note(editor, "speak:answer", {"mention_id": mention.pk}, "", now=NOW)
    actions.beat(editor, "speak:inbox", now=NOW + MINUTE)
    actions.beat(editor, "listen:stories", now=NOW + 2 * MINUTE)
    assert not actions.beat(editor, "no such page", now=NOW + 3 * MINUTE)
    assert [(one.kind, one.network) for one in Mark.objects.order_by("minute")] == [
        ("answer", "paper"),
        ("answer", "paper"),
        ("read", ""),
    ]


def test_who_pauses_is_not_measured_and_only_owners_switch(editor, owner):
    actions.switch(owner, on=True, now=NOW)
    editor.organization.refresh_from_db()
    actions.pause(editor, on=True, now=NOW)
    assert not actions.note(editor, "speak:inbox", {}, "", now=NOW)
    actions.pause(editor, on=False, now=NOW)
    assert actions.note(editor, "speak:inbox", {}, "", now=NOW)
    with pytest.raises(Refused, match="Only owners"):
        actions.switch(editor, on=False, now=NOW)
    actions.switch(owner, on=False, now=NOW)
    editor.organization.refresh_from_db()
    assert not actions.note(editor, "speak:inbox", {}, "", now=NOW + MINUTE)


def test_a_correction_stands_beside_what_was_measured(editor):
    for minute in range(30):
        Mark.objects.create(
            membership=editor, minute=NOW + minute * MINUTE, network="mastodon", kind="answer"
        )
    said(editor, TODAY, "mastodon", -10)
    said(editor, TODAY, "mastodon", 120, kind="write")
    found = own.lines(editor, TODAY, TODAY + dt.timedelta(days=1))
    assert [(one.kind, one.measured.minutes, one.added, one.total.minutes) for one in found] == [
        ("answer", 30, -10, 20),
        ("write", 0, 120, 120),
    ]
    actions.withdraw(editor, Correction.objects.get(kind="write").pk)
    assert own.total(own.lines(editor, TODAY, TODAY + dt.timedelta(days=1))).minutes == 20


@pytest.mark.parametrize(
    ("day", "minutes", "kind", "sentence"),
    [
        (TODAY, 24 * 60 + 1, "answer", "a day has 24"),
        (TODAY, -1, "answer", "Only 0 minutes stand there"),
        (TODAY + dt.timedelta(days=1), 60, "answer", "not come yet"),
        (TODAY - dt.timedelta(days=91), 60, "answer", "Only the last 90 days"),
        (TODAY, 60, "dream", "no kind of work"),
    ],
)
def test_absurd_corrections_are_refused_with_a_plain_sentence(editor, day, minutes, kind, sentence):
    with pytest.raises(Invalid, match=sentence):
        said(editor, day, "mastodon", minutes, kind=kind)
    assert not Correction.objects.exists()


def test_plans_keep_their_history_and_end_at_the_length_of_a_week(owner, editor, organization):
    for hours, day in ((2, 1), (4, 8), (4, 9)):
        actions.plan(owner, editor, "mastodon", hours, today=dt.date(2026, 11, day))
    actions.plan(owner, None, "bluesky", 1.5, today=TODAY)
    assert queries.planned(organization) == {"mastodon": 4, "bluesky": 1.5}
    assert queries.planned_over(organization, [THEN]) == {THEN: {"mastodon": 4}}
    assert queries.plans_of(editor, dt.date(2026, 11, 5)) == {"mastodon": 2}
    assert queries.budget(organization) == 5.5
    assert [(one.hours, one.since.day, one.ended.day) for one in queries.past_plans(organization)] == [
        (2, 1, 8)
    ]
    for voice, hours in ((editor, 165), (None, 169), (None, -1), (None, float("nan"))):
        with pytest.raises(Invalid, match="168"):
            actions.plan(owner, voice, "x", hours, today=TODAY)
    with pytest.raises(Refused):
        actions.plan(editor, None, "x", 1, today=TODAY)
    assert actions.plan(editor, editor, "mastodon", 0, today=TODAY) is None
    assert Plan.objects.filter(ended=None).count() == 1


def test_planned_hours_point_to_the_charter_and_go_on_doing_so_when_they_change(owner, organization):
    aim = Aim.objects.create(organization=organization, kind="goal", words="Familien erreichen uns")
    actions.plan(owner, None, "facebook", 2, today=TODAY, aims=[aim.pk, 10**6])
    actions.plan(owner, None, "facebook", 1, today=TODAY)
    now = queries.plans(organization).get()
    assert (now.hours, list(now.aims.all())) == (1, [aim])
    assert queries.aimed(organization, [aim.pk], TODAY, TODAY + dt.timedelta(days=1)) == {aim.pk: 1}
    actions.plan(owner, None, "facebook", 1, today=TODAY, aims=[])
    assert queries.aimed(organization, [aim.pk], TODAY, TODAY + dt.timedelta(days=1)) == {}


def closed_week(organization, now=NOW):
    tasks.tidy(now)
    return queries.weekly(organization, THEN, THEN)


def test_a_closed_week_tells_sums_of_three_and_more_and_never_changes(team, organization):
    early = NOW - dt.timedelta(days=14)
    for member in team:
        said(member, THEN, "mastodon", 60, now=early)
    said(team[0], THEN, "bluesky", 30, now=early)
    found = closed_week(organization)
    assert [(one.network, one.hours, one.people) for one in found] == [("", 4.5, 4)]
    for member in team[:3]:
        said(member, THEN, "bluesky", 30)
    team[0].delete()
    assert closed_week(organization, NOW + dt.timedelta(days=1)) == found


def test_few_people_are_told_only_while_all_of_them_agree(owner, editor, organization):
    early = NOW - dt.timedelta(days=14)
    for member in (owner, editor):
        said(member, THEN, "mastodon", 60, now=early)
        said(member, THEN + dt.timedelta(weeks=-1), "mastodon", 60, now=early)
    actions.agree(owner, on=True, now=NOW)
    tidying.close(organization, THEN - dt.timedelta(weeks=1), NOW)
    actions.agree(editor, on=True, now=NOW)
    tidying.close(organization, THEN, NOW)
    weeks = [THEN - dt.timedelta(weeks=1), THEN]
    assert [(one.hidden, len(one.spent)) for one in queries.closed(organization, *weeks)] == [
        (False, 1),
        (True, 0),
    ]
    editor.delete()
    assert queries.weekly(organization, *weeks) == []
    tidying.forget(organization, NOW)
    assert not Told.objects.exists()


def test_who_takes_back_their_yes_takes_the_small_sums_with_them(owner, organization):
    said(owner, THEN, "x", 60, now=NOW - dt.timedelta(days=14))
    actions.agree(owner, on=True, now=NOW)
    assert [one.hours for one in closed_week(organization)] == [1.0]
    actions.agree(owner, on=False, now=NOW)
    assert queries.weekly(organization, THEN, THEN) == []


def test_a_week_is_closed_on_the_tuesday_after_and_a_new_team_has_seven_days(owner, organization):
    day = monday(TODAY) - dt.timedelta(weeks=2)
    said(owner, day, "x", 60)
    assert tasks.tidy(NOW) == 0
    assert tasks.tidy(NOW + dt.timedelta(days=7)) >= 2
    assert queries.last_closed(organization) == monday(TODAY)


def test_minutes_become_days_and_days_weeks_without_a_minute_lost(editor, organization):
    late = dt.datetime(2026, 11, 2, 22, 50, tzinfo=dt.UTC)  # ten to midnight in Berlin
    for minute in (*range(30), 40, 70):
        Mark.objects.create(membership=editor, minute=late + minute * MINUTE, network="x", kind="read")
    span = THEN, THEN + dt.timedelta(days=7)
    before = own.lines(editor, *span)
    tidying.fold_days(organization, late + dt.timedelta(days=14, hours=3))
    assert Mark.objects.filter(minute__lt=late + 10 * MINUTE).count() == 0
    assert Mark.objects.exists()
    assert own.lines(editor, *span) == before
    said(editor, THEN, "x", 15, kind="read", now=late + dt.timedelta(days=1))
    whole = own.total(own.lines(editor, *span))
    tidying.fold_days(organization, late + dt.timedelta(days=20))
    tidying.fold_weeks(organization, late + dt.timedelta(days=100))
    row = Sum.objects.get()
    assert (row.days, row.begins, row.added) == (7, THEN, 15)
    assert not Mark.objects.exists()
    assert not Correction.objects.exists()
    assert own.total(own.lines(editor, *span)) == whole
    tidying.forget(organization, late + dt.timedelta(days=740))
    assert not Sum.objects.exists()


def test_weeks_are_continuous_and_every_page_has_a_kind():
    assert {routes.kind_of(f"speak:{name}") for name in ("inbox", "thoughts", "policy", "hold")} == {
        "answer",
        "write",
        "agree",
        "other",
    }
    assert routes.kind_of("listen:stories") == "read"
    assert routes.kind_of("decide:charter") == "agree"
    assert routes.kind_of("account_login") is None


def test_ones_own_weeks_are_ones_own(editor, reader):
    said(editor, TODAY, "x", 60)
    weeks = own.weeks(editor, TODAY)
    assert weeks[0] == (monday(TODAY), Minutes(60, 60, 60))
    assert all(one - other == dt.timedelta(days=7) for (one, _), (other, _) in pairwise(weeks))
    assert own.total(own.lines(reader, TODAY, TODAY + dt.timedelta(days=1))) == Minutes()


def test_from_the_page_hours_are_entered_corrected_and_refused(client, editor, account):
    client.force_login(editor.person)
    page, day = reverse("learn:hours"), dt.datetime.now(BERLIN).date()
    given_ = {"act": "correct", "network": "mastodon", "kind": "answer", "day": day.isoformat()}
    assert client.post(page, {**given_, "hours": "1:30", "reason": "am Telefon"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "You worked 1.5 h" in shown
    assert "am Telefon" in shown
    for hours, sentence in (("25", "a day has 24"), ("viel", "Write hours as a number"), ("-9", "Only 90")):
        answer = client.post(page, {**given_, "hours": hours})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    refused = client.post(page, {"act": "say", "line": "gestern <b>viel"})
    assert refused.status_code == 422
    assert "gestern &lt;b&gt;viel" in refused.content.decode()
    row = Correction.objects.get()
    assert client.post(page, {"act": "say", "line": "-1:30 Mastodon"}).status_code == 302
    Correction.objects.exclude(pk=row.pk).delete()
    assert client.post(page, {"act": "withdraw", "correction": row.pk}).status_code == 302
    assert client.post(page, {"act": "withdraw", "correction": row.pk}).status_code == 409
    assert "Nothing this week yet" in client.get(page).content.decode()


def test_nobody_reads_the_hours_of_another_not_even_an_owner(client, team, organization):
    for member in team[1:]:
        said(member, monday(dt.datetime.now(BERLIN).date()), "mastodon", 1237, now=dt.datetime.now(dt.UTC))
    client.force_login(team[0].person)
    for name in ("learn:hours", "learn:hours_plan", "learn:hours_sheet", "learn:hours_json"):
        told = client.get(reverse(name)).content.decode()
        assert "1237" not in told
        assert "20.6" not in told


@pytest.mark.parametrize(
    ("said_", "minutes"), [("2", 120), ("1.5", 90), ("1,5 h", 90), ("1:30", 90), ("-0:15", -15), ("−1", -60)]
)
def test_hours_are_read_as_people_write_them(said_, minutes):
    assert HoursField().clean(said_) == minutes


NETWORKS = {"mastodon": "mastodon", "linkedin": "linkedin", "x": "x"}


@pytest.mark.parametrize(
    ("line", "minutes", "network", "back", "kind", "reason"),
    [
        ("2 h Mastodon yesterday", 120, "mastodon", 1, "answer", ""),
        ("1,5 Std LinkedIn vorgestern schreiben", 90, "linkedin", 2, "write", ""),
        ("30min am Telefon", 30, "", 0, "other", "am Telefon"),
        ("-0:15 X, Montag", -15, "x", 1, "answer", ""),
        ("Di 2026-11-10 45 min read", 45, "", 7, "read", ""),
    ],
)
def test_a_line_is_understood_as_people_say_it(line, minutes, network, back, kind, reason):
    day = TODAY - dt.timedelta(days=back)
    assert saying.understood(line, NETWORKS, TODAY) == saying.Said(minutes, network, day, kind, reason)


@pytest.mark.parametrize("line", ["", "Mastodon", "2 h und 3 h", "viel gestern"])
def test_a_line_without_one_amount_is_refused(line):
    with pytest.raises(Invalid, match="how many hours"):
        saying.understood(line, NETWORKS, TODAY)


def test_choices_plans_and_the_sheet_have_their_pages(client, owner, editor, organization):
    client.force_login(owner.person)
    page, plan = reverse("learn:hours"), reverse("learn:hours_plan")
    assert client.post(page, {"act": "on"}).status_code == 302
    shown = client.get(page).content.decode()
    assert "Your hours are measured" in shown
    assert 'data-page="learn:hours"' in shown
    client.post(page, {"act": "pause"})
    assert "You are not measured" in client.get(page).content.decode()
    asked = {"network": "mastodon", "voice": editor.pk, "hours": "3"}
    assert client.post(plan, asked).status_code == 302
    assert "3 h a week are planned" in client.get(plan).content.decode()
    assert client.post(plan, {**asked, "hours": "169"}).status_code == 422
    sheets = {
        one: client.get(reverse("learn:hours_sheet"), {"in": one}).content.decode() for one in ("de", "en")
    }
    assert "§ 87" in sheets["en"]
    assert "Measuring is on since" in sheets["en"]
    assert 'lang="de"' in sheets["de"]
    client.force_login(editor.person)
    assert client.post(page, {"act": "off"}).status_code == 409
    assert client.post(plan, {**asked, "voice": owner.pk}).status_code == 422
    assert client.post(reverse("learn:beat"), {"page": "speak:inbox"}).status_code == 204
    assert Mark.objects.filter(membership=editor).exists()


def test_the_page_costs_the_same_with_many_weeks(client, team, organization, django_assert_max_num_queries):
    client.force_login(team[0].person)
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("learn:hours"))
    now = dt.datetime.now(BERLIN)
    for week in range(3, 12):
        for member in team:
            day = now.date() - dt.timedelta(weeks=week)
            said(member, day, "mastodon", 60, now=now - dt.timedelta(days=10))
    tasks.tidy(now)
    with django_assert_max_num_queries(len(few)):
        shown = client.get(reverse("learn:hours")).content.decode()
    assert "4 people" in shown


def test_the_json_holds_ones_own_weeks_and_the_sums_only(client, team):
    now = dt.datetime.now(BERLIN)
    day = monday(now.date()) - dt.timedelta(weeks=3)
    for member in team:
        said(member, day, "mastodon", 90, now=now - dt.timedelta(days=14))
    tasks.tidy(now)
    client.force_login(team[3].person)
    told = client.get(reverse("learn:hours_json")).json()
    (one,) = told["sums"]
    assert (one["week"], one["network"], one["hours"], one["people"]) == (iso(day), "mastodon", 6.0, 4)
    assert one["corrected"] is True
    assert {week["hours"] for week in told["own"]} <= {0.0, 1.5}


def test_the_demo_tells_a_year_of_six_networks_in_no_time(organization, owner):
    owner.organization.is_demo = True
    owner.organization.save()
    now = dt.datetime.now(BERLIN)
    begun = time.process_time()
    demo.tell(owner, now)
    assert time.process_time() - begun < 1
    found = queries.weekly(organization, now.date() - dt.timedelta(weeks=60), now.date())
    weeks = {}
    for one in found:
        weeks[one.week] = weeks.get(one.week, 0.0) + one.hours
    assert len(weeks) == 52
    assert {one.network for one in found} - {""} == {*demo.SPENT, "youtube"} - {""}
    assert all(10 < hours < 24 for hours in weeks.values())
    assert 14 < sum(weeks.values()) / 52 < 20
    assert all(one.low <= one.hours <= one.high and one.people >= 3 for one in found)
    assert queries.budget(organization) == 20
    assert Told.objects.count() < 800


def test_a_thought_for_two_networks_counts_for_both_in_turn(editor, owner, account):
    actions.switch(owner, on=True, now=NOW)
    editor.organization.refresh_from_db()
    other = Account.objects.create(
        organization=account.organization, network="bluesky", actor_id="wir", server="https://bsky.example"
    )
    thought = Thought.objects.create(organization=account.organization, voice=editor.person)
    for one in (account, other):
        Variant.objects.create(thought=thought, account=one)
    for minute in range(4):
        actions.note(editor, "speak:thought", {"thought_id": thought.pk}, "", now=NOW + minute * MINUTE)
    assert sorted(Mark.objects.values_list("network", "kind")) == [
        ("bluesky", "write"),
        ("bluesky", "write"),
        ("paper", "write"),
        ("paper", "write"),
    ]


def test_the_inbox_forgets_its_minutes_after_a_fortnight(editor):
    for days in (1, 20):
        at = NOW - dt.timedelta(days=days)
        Stretch.objects.create(membership=editor, start=at, end=at)
    assert inbox.forget(NOW) == 1
    assert Stretch.objects.get().end > NOW - dt.timedelta(days=14)
