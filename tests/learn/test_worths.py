"""What outcomes are worth to the team, with history; what a week brought, young posts not yet finished."""

import datetime as dt

import pytest

from leitstand.learn import actions as readings
from leitstand.learn.models import Meter, Tally
from leitstand.learn.worths import actions, kinds, queries
from leitstand.speak.models import Aim, Delivery
from leitstand.vocabulary.errors import Invalid, Refused
from tests.learn.conftest import SENT
from tests.speak.conftest import NOW, member_of, mention_in

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 16)
SUNDAY = dt.date(2026, 11, 22)
LATER = SENT + 40 * DAY


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Ida Reusch")


def appraised(owner, now=SENT, **amounts):
    for kind, amount in amounts.items():
        actions.appraise(owner, kind, amount, since=now.date(), now=now)


def week(organization, goal=None, **more):
    return queries.weekly(organization, MONDAY, SUNDAY, goal, now=LATER, **more)


def counted(organization, network="linkedin", day=MONDAY, count=10, kind="visit", aim=None, name="Matomo"):
    meter, _made = Meter.objects.get_or_create(
        organization=organization, name=name, defaults={"reads": "hand", "aim": aim}
    )
    return Tally.objects.create(meter=meter, day=day, network=network, kind=kind, count=count)


def test_without_values_a_week_is_not_weighed(organization, delivery):
    readings.remember(delivery, {"like": 4}, SENT + DAY)
    assert week(organization) == []


def test_networks_inbox_and_statistics_are_summed_in_one_unit(organization, delivery, owner):
    readings.remember(delivery, {"like": 4, "reply": 2}, SENT + DAY)
    counted(organization, count=10)
    appraised(owner, answered=1, like=0.1, reply=0.5, visit=0.05)
    linkedin, paper = week(organization)
    assert (linkedin.week, linkedin.network, linkedin.value, linkedin.n) == ("2026-W47", "linkedin", 0.5, 10)
    assert (paper.network, paper.n, paper.seen) == ("paper", 1, 1.0)
    assert paper.value == pytest.approx(1 + 0.4 + 1.0)


def test_a_young_post_is_not_finished_and_an_unread_one_not_zero(organization, delivery, owner):
    appraised(owner, like=1)
    course = readings.begin(SENT)
    assert course == 1
    (unread,) = queries.weekly(organization, MONDAY, SUNDAY, now=SENT + DAY)
    assert (unread.value, unread.seen) == (0, 0)
    assert week(organization) == []  # nobody could read it for weeks: not known, and not awaited
    readings.note(delivery.course, {"like": 4}, SENT + dt.timedelta(hours=6))
    (young,) = week(organization)
    assert young.value == 4
    assert 0.1 < young.seen < 0.6


def test_a_case_is_solved_when_nobody_asks_again_for_a_week(organization, delivery, mention, owner):
    appraised(owner, solved=1)
    early = queries.weekly(organization, MONDAY, SUNDAY, now=SENT + DAY)
    assert [(one.value, one.seen) for one in early] == [(0, 0)]
    assert [(one.value, one.seen) for one in week(organization)] == [(1, 1)]
    again = mention_in(organization, "2", "Und am Samstag?")
    again.published = SENT + 2 * DAY
    again.save()
    assert [(one.value, one.seen) for one in week(organization)] == [(0, 1)]


def test_the_past_keeps_its_values_and_can_be_read_by_those_of_now(organization, owner):
    counted(organization, day=MONDAY, count=10)
    counted(organization, day=SUNDAY, count=10, network="x")
    actions.appraise(owner, "visit", 0.1, since=dt.date(2026, 11, 1), now=NOW)
    actions.appraise(owner, "visit", 0.3, since=dt.date(2026, 11, 20), why="Mehr Gespräche", now=LATER)
    assert [one.value for one in week(organization, values="then")] == pytest.approx([1, 3])
    assert [one.value for one in week(organization)] == pytest.approx([3, 3])
    assert [row.amount for row in queries.worths(organization)] == [0.3, 0.1]


def test_a_goal_has_its_own_values_and_sees_only_what_points_to_it(organization, owner, delivery):
    goal = Aim.objects.create(organization=organization, kind=Aim.GOAL, words="Erstsemester finden uns")
    other = Aim.objects.create(organization=organization, kind=Aim.GOAL, words="Labor zeigen")
    counted(organization, count=10)
    counted(organization, count=4, aim=goal, name="Danke-Seite")
    delivery.reply.aims.add(goal)
    appraised(owner, visit=1, answered=1)
    actions.appraise(owner, "visit", 5, since=MONDAY, aim=goal, now=LATER)
    assert sorted((one.network, one.value) for one in week(organization, goal)) == [
        ("linkedin", 20),
        ("paper", 1),
    ]
    assert week(organization, other) == []
    assert sum(one.value for one in week(organization)) == 10 + 20 + 1


def test_an_answer_for_an_audience_counts_on_top_of_the_answer(organization, owner, delivery):
    peers = Aim.objects.create(organization=organization, kind=Aim.AUDIENCE, words="Fachleute")
    delivery.reply.aims.add(peers)
    appraised(owner, answered=1, audience=2)
    assert [(one.value, one.n) for one in week(organization)] == [(3, 1)]


def test_one_question_answered_twice_is_one_answered_question(organization, owner, delivery):
    again = Delivery.objects.get(pk=delivery.pk)
    again.pk, again.key, again.revision = None, "8f3b1f9e-0000-4000-8000-000000000001", "other"
    again.save()
    appraised(owner, answered=1)
    assert [one.value for one in week(organization)] == [1]


@pytest.mark.parametrize("amount", [-1, float("nan"), 2_000_000])
def test_absurd_values_are_told_plainly_and_nothing_changes(organization, owner, amount):
    with pytest.raises(Invalid) as told:
        actions.appraise(owner, "visit", amount, since=MONDAY, now=NOW)
    assert "Nothing was changed" in str(told.value)
    assert not queries.worths(organization)


def test_values_do_not_begin_in_the_future_and_only_owners_choose_them(organization, owner, editor):
    with pytest.raises(Invalid, match="cannot begin in the future"):
        actions.appraise(owner, "visit", 1, since=SUNDAY, now=NOW)
    with pytest.raises(Refused):
        actions.appraise(editor, "visit", 1, since=MONDAY, now=NOW)
    with pytest.raises(Invalid, match="no such kind"):
        actions.appraise(owner, "followers", 1, since=MONDAY, now=NOW)


def test_the_starter_fills_only_what_nobody_has_said(organization, owner):
    appraised(owner, like=0)
    assert actions.begin(owner, "Gespräche", now=SENT) == len(kinds.STARTER) - 1
    assert actions.begin(owner, "Gespräche", now=SENT) == 0
    assert queries.unit(organization) == "Gespräche"
    assert "like" not in queries.scale(organization, SUNDAY).kinds


def test_own_kinds_have_one_name_each(organization, editor):
    kind = actions.add_kind(editor, "Besuch im Labor")
    assert queries.labels(organization)[kind.kind] == "Besuch im Labor"
    with pytest.raises(Invalid, match="already"):
        actions.add_kind(editor, "besuch im labor")
    with pytest.raises(Invalid, match="needs a name"):
        actions.add_kind(editor, "  ")


def test_a_week_costs_the_same_number_of_queries_however_much_was_counted(
    organization, owner, delivery, django_assert_max_num_queries
):
    appraised(owner, answered=1, like=1, visit=1, solved=1)
    for number in range(40):
        counted(organization, day=MONDAY - number * DAY)
    with django_assert_max_num_queries(7):
        assert len(queries.weekly(organization, MONDAY - 60 * DAY, SUNDAY, now=LATER)) == 8


def test_another_organisation_counts_nothing_of_ours(organization, owner, delivery):
    from leitstand.people.models import Organization

    counted(organization)
    stranger = Organization.objects.create(name="Stadt Auenried")
    appraised(owner, visit=1, answered=1)
    other = member_of(stranger, "owner", "Jan Ober")
    appraised(other, visit=1, answered=1)
    assert week(stranger) == []
