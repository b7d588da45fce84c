"""Hours are proposed, accepted, half accepted or refused, and looked back on, as anybody may read."""

import dataclasses
import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from leitstand.decide.mixing import actions, queries, reckoning, remembering, tasks
from leitstand.decide.mixing.remembering import Decided
from leitstand.decide.models import Experiment, Reckoned, Recommendation
from leitstand.learn.hours import queries as planned
from leitstand.learn.models import Plan, Tally, Told, Worth
from leitstand.people.models import Organization
from leitstand.vocabulary.errors import Invalid, Refused
from tests.decide import mixing_rows as rows
from tests.decide.mixing_rows import LAST, NOW

MONDAY = dt.date(2026, 11, 23)
AFTER = NOW + dt.timedelta(weeks=8)


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried", language="en", time_zone="Europe/Berlin")


@pytest.fixture
def owner(organization):
    return rows.member(organization)


@pytest.fixture
def meter(organization):
    return rows.team(organization)


@pytest.fixture
def visitor(owner, monkeypatch):
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner.person)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return client


def plan_of(organization, now=NOW):
    return reckoning.plan(queries.material(organization, now), queries.kept(organization))


def offered(organization, now=NOW):
    plan = plan_of(organization, now)
    return actions.offer(organization, plan, now), plan


def hours_of(shown):
    return {one["network"]: one["hours"] for one in shown.lines}


def test_what_is_gathered_is_what_was_noted(organization, meter):
    told = queries.material(organization, NOW)
    assert told.weeks[-1] == "2026-W46"
    assert told.known_weeks == 26
    assert told.today == rows.TODAY
    assert sum(told.value.values()) == sum(Tally.objects.values_list("count", flat=True))
    assert sum(told.hours.values()) == pytest.approx(sum(Told.objects.values_list("minutes", flat=True)) / 60)


def test_hours_go_where_they_bring_more_and_stay_within_the_budget(organization, meter):
    shown, plan = offered(organization)
    hours = hours_of(shown)
    assert hours["facebook"] < rows.TODAY["facebook"]
    assert hours["mastodon"] > rows.TODAY["mastodon"]
    assert sum(hours.values()) == pytest.approx(18, abs=0.05)
    assert plan.value(plan.proposed).mean >= plan.value(plan.question.today).mean


def test_the_same_proposal_is_offered_once_and_another_takes_its_place(organization, meter):
    first, _plan = offered(organization)
    again, _plan = offered(organization)
    assert first.pk == again.pk
    Plan.objects.filter(organization=organization, network="facebook").update(hours=12)
    other, _plan = offered(organization)
    first.refresh_from_db()
    assert (first.state, other.state) == ("replaced", "open")


def test_a_kept_fit_serves_until_the_material_changes(organization, meter):
    plan = plan_of(organization)
    actions.keep(organization, plan, NOW)
    again = plan_of(organization)
    assert again.fresh is None
    assert again.answer == plan.answer
    Tally.objects.filter(day=LAST, network="facebook").update(count=300)
    assert plan_of(organization).fresh is not None


def test_a_fit_that_an_older_program_kept_is_made_anew(organization, meter, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr("leitstand.estimates.mix.fitted.MODEL", 1)
        plan = plan_of(organization)
        actions.keep(organization, plan, NOW)
    again = plan_of(organization)
    assert again.fresh is not None
    assert again.answer == plan.answer


def test_accepting_sets_the_planned_hours_from_next_monday_on(owner, organization, meter):
    shown, plan = offered(organization)
    row = actions.accept(owner, shown, plan, now=NOW)
    assert (row.state, row.starts, row.ends) == ("accepted", MONDAY, MONDAY + dt.timedelta(weeks=6))
    meant = planned.planned(organization)
    assert {n: meant.get(n, 0) for n in hours_of(shown)} == pytest.approx(hours_of(shown), abs=0.01)
    assert Plan.objects.filter(organization=organization, ended=None).first().since == MONDAY
    assert row.expected[1] < row.expected[0] < row.expected[2]


def test_hours_that_voices_planned_shrink_together_and_are_never_overwritten(owner, organization, meter):
    other = rows.member(organization, "editor", "Jonas Tegeler")
    Plan.objects.filter(network="facebook").delete()
    for voice, hours in ((owner, 4.0), (other, 2.0)):
        Plan.objects.create(
            organization=organization, voice=voice, network="facebook", hours=hours, since=LAST
        )
    shown, plan = offered(organization)
    actions.accept_half(owner, shown, plan, {**hours_of(shown), "facebook": 3.0}, words="Familien.", now=NOW)
    left = Plan.objects.filter(network="facebook", ended=None).values_list("voice__person__name", "hours")
    assert dict(left) == {"Aylin Demirbas": 2.0, "Jonas Tegeler": 1.0}


def test_hours_of_ones_own_want_a_reason_and_are_kept_with_it(owner, organization, meter):
    shown, plan = offered(organization)
    own = {**hours_of(shown), "facebook": 2.0}
    with pytest.raises(Invalid, match="why these hours"):
        actions.accept_half(owner, shown, plan, own, words=" ", now=NOW)
    row = actions.accept_half(owner, shown, plan, own, words="Dort lesen uns die Familien.", now=NOW)
    assert (row.state, row.chosen["facebook"], row.words) == ("half", 2.0, "Dort lesen uns die Familien.")


def test_leaving_it_wants_a_reason_and_changes_no_plan(owner, organization, meter):
    shown, plan = offered(organization)
    with pytest.raises(Invalid, match="why it stays"):
        actions.refuse(owner, shown, plan, words="", now=NOW)
    row = actions.refuse(owner, shown, plan, words="Im Advent nicht.", now=NOW)
    assert (row.state, row.chosen) == ("refused", rows.TODAY)
    assert planned.planned(organization) == rows.TODAY


def test_what_was_replaced_meanwhile_is_not_decided(owner, organization, meter):
    shown, plan = offered(organization)
    Plan.objects.filter(organization=organization, network="facebook").update(hours=12)
    offered(organization)
    with pytest.raises(Refused, match="figures have changed"):
        actions.accept(owner, shown, plan, now=NOW)
    assert not Recommendation.objects.filter(state="accepted")


def test_only_owners_decide(organization, owner, meter):
    shown, plan = offered(organization)
    with pytest.raises(Refused):
        actions.accept(rows.member(organization, "editor", "Jonas Tegeler"), shown, plan, now=NOW)


def happened(organization, meter, hours, factor=1.0):
    mondays = [MONDAY + dt.timedelta(weeks=i) for i in range(6)]
    rows.spend(organization, mondays, hours, seed=7)
    rows.bring(meter, mondays, rows.WORTH, seed=8, factor=factor)


CAME = [
    ("as the model says", 1.0, "inside"),
    ("three times as much", 3.0, "above"),
    ("nothing", 0.0, "below"),
]


@pytest.mark.parametrize(("factor", "verdict"), [row[1:] for row in CAME], ids=[row[0] for row in CAME])
def test_after_its_weeks_a_decision_is_looked_back_on_by_itself(
    owner, organization, meter, visitor, factor, verdict
):
    shown, plan = offered(organization)
    actions.accept(owner, shown, plan, now=NOW)
    happened(organization, meter, hours_of(shown), factor)
    tasks.tend(NOW + dt.timedelta(weeks=5))
    assert Recommendation.objects.get(pk=shown.pk).state == "accepted"
    tasks.tend(AFTER)
    told = visitor.get(reverse("decide:hours_json")).json()["decisions"][0]
    assert (told["state"], told["verdict"], told["result"]["weeks"]) == ("looked", verdict, 6)


def test_a_plan_nobody_followed_counts_neither_way(owner, organization, meter, visitor):
    shown, plan = offered(organization)
    actions.accept(owner, shown, plan, now=NOW)
    happened(organization, meter, {"facebook": 18.0})
    tasks.tend(AFTER)
    told = visitor.get(reverse("decide:hours_json")).json()
    assert told["decisions"][0]["verdict"] == "elsewhere"
    assert told["score"] == {"lookedBack": 1, "compared": 0, "within": 0}


def test_what_was_said_in_other_values_is_not_compared(owner, organization, meter, visitor):
    shown, plan = offered(organization)
    row = actions.accept(owner, shown, plan, now=NOW)
    happened(organization, meter, hours_of(shown))
    Worth.objects.create(
        organization=organization, kind="visit", amount=3, since=LAST, made=NOW + dt.timedelta(9)
    )
    tasks.tend(AFTER)
    told = visitor.get(reverse("decide:hours_json")).json()
    assert (told["decisions"][0]["verdict"], told["score"]["compared"]) == ("revalued", 0)
    assert row.chosen == told["decisions"][0]["hours"]


def test_it_says_what_would_move_if_a_value_were_half_or_twice_as_much(organization, meter, visitor):
    Worth.objects.create(organization=organization, kind="inquiry", amount=4, since=dt.date(2020, 1, 1))
    for monday in rows.weeks(26):
        Tally.objects.create(
            meter=meter, day=monday, network="facebook", kind="inquiry", count=monday.day % 5
        )
    tasks.tend(NOW)
    kept = Reckoned.objects.get().leaning
    assert [one["kind"] for one in kept] == ["visit", "inquiry"]
    assert sum(one["share"] for one in kept) == pytest.approx(1)
    assert kept[1]["twice"]["facebook"] > plan_of(organization).proposed["facebook"]
    said = visitor.get(reverse("decide:hours")).content.decode()
    assert "if it were half as much" in said
    assert tasks.tend(NOW) == 0


def test_a_new_decision_ends_the_former_one(owner, organization, meter):
    shown, plan = offered(organization)
    first = actions.accept(owner, shown, plan, now=NOW)
    Plan.objects.filter(organization=organization, ended=None, network="mastodon").update(hours=1)
    other, plan = offered(organization)
    actions.refuse(owner, other, plan, words="Erst abwarten.", now=NOW)
    first.refresh_from_db()
    assert first.state == "cut"


def test_the_page_says_the_answer_the_doubt_and_what_it_does_not_say(visitor, meter):
    said = visitor.get(reverse("decide:hours")).content.decode()
    for words in ("Where to with 18 hours?", "with a probability of", "80 % span", "What this does not say"):
        assert words in said
    assert "26 weeks" in said
    assert Recommendation.objects.get().state == "open"
    assert Reckoned.objects.count() == 1


def test_without_script_a_form_asks_what_another_budget_would_bring(visitor, meter):
    said = visitor.get(reverse("decide:hours"), {"budget": "12"}).content.decode()
    assert "With 12\xa0h a week" in said
    fragment = visitor.get(reverse("decide:hours_what_if"), {"budget": "12"})
    assert fragment.content.decode().strip() in said


BAD = [
    ("budget", "viel", "is no number of hours"),
    ("budget", "nan", "A week has 168 hours"),
    ("budget", "-3", "A week has 168 hours"),
    ("budget", "0", "nothing to divide"),
    ("hours-mastodon", "169", "A week has 168 hours"),
]


@pytest.mark.parametrize(("name", "value", "says"), BAD)
def test_hours_that_cannot_be_are_refused_in_a_plain_sentence(visitor, meter, name, value, says):
    for address in ("decide:hours", "decide:hours_what_if"):
        told = visitor.get(reverse(address), {name: value})
        assert told.status_code == 422
        assert says in told.content.decode()


def test_hours_set_by_hand_are_answered_beside_the_proposal_and_today(visitor, meter):
    given = {"hours-mastodon": "9", "hours-bluesky": "9", "hours-linkedin": "0", "hours-facebook": "0,5"}
    said = visitor.get(reverse("decide:hours_what_if"), given).content.decode()
    assert "0.5\xa0h more than there are" in said
    assert said.count('class="soft iv"') == 3


def test_a_decision_is_made_on_the_page_and_its_reason_wanted_there(visitor, meter):
    visitor.get(reverse("decide:hours"))
    address = reverse("decide:hours_decide", args=[Recommendation.objects.get().pk])
    told = visitor.post(address, {"act": "leave", "words": ""})
    assert (told.status_code, "Say in a few words" in told.content.decode()) == (422, True)
    told = visitor.post(address, {"act": "accept"}, follow=True).content.decode()
    assert "It holds from 23 November 2026 on" in told
    assert "Being tried" in told


def test_a_proposed_experiment_becomes_a_draft_with_one_press(visitor, organization, meter):
    organization.hours_plans.create(network="youtube", hours=0, since=LAST)
    said = visitor.get(reverse("decide:hours")).content.decode()
    assert "YouTube: not enough evidence yet" in said
    told = visitor.post(reverse("decide:hours_probe"), {"network": "youtube"})
    draft = Experiment.objects.get()
    assert (draft.network, draft.varies, draft.state) == ("youtube", "hours", "draft")
    assert told.url == reverse("decide:experiment", args=[draft.pk])
    assert visitor.post(reverse("decide:hours_probe"), {"network": "nowhere"}).url == reverse("decide:hours")


def test_what_was_said_twice_running_is_remembered(organization, meter):
    first, _plan = offered(organization, NOW - dt.timedelta(weeks=2))
    told = queries.material(organization, NOW).previous
    assert told == {one["network"]: one["decision"] for one in first.lines}


THIN = [
    ("nothing at all", lambda o: None, "No hours yet"),
    ("hours and no values", lambda o: rows.spend(o, rows.weeks(3), rows.TODAY), "Nothing is counted yet"),
    ("one week", lambda o: rows.team(o, 1), "One week of hours is known"),
]


@pytest.mark.parametrize(("make", "says"), [row[1:] for row in THIN], ids=[row[0] for row in THIN])
def test_where_too_little_is_known_it_says_so_and_proposes_nothing(visitor, organization, make, says):
    make(organization)
    told = visitor.get(reverse("decide:hours"))
    assert told.status_code == 200
    assert says in told.content.decode()
    assert not Recommendation.objects.exists()


def test_two_networks_of_one_name_are_named_and_nothing_is_reckoned(visitor, organization, meter):
    Plan.objects.create(organization=organization, network="Mastodon", hours=2, since=LAST)
    said = visitor.get(reverse("decide:hours")).content.decode()
    assert "This cannot be reckoned with" in said
    assert "look like the same network" in said
    assert tasks.tend(NOW) == 0


def test_the_page_asks_a_fixed_number_of_questions_of_the_database(
    visitor, meter, django_assert_max_num_queries
):
    visitor.get(reverse("decide:hours"))
    with django_assert_max_num_queries(60):
        visitor.get(reverse("decide:hours"))


def test_another_organisation_sees_and_decides_nothing_of_it(visitor, meter, organization):
    shown, _plan = offered(organization)
    elsewhere = rows.member(Organization.objects.create(name="Stadt Hollenbek"), "owner", "Vera Kern")
    stranger = Client()
    stranger.force_login(elsewhere.person)
    address = reverse("decide:hours_decide", args=[shown.pk])
    assert stranger.post(address, {"act": "accept"}).status_code == 404
    assert (
        "No hours yet"
        in stranger.get(reverse("decide:hours"), headers={"accept-language": "en"}).content.decode()
    )


def test_decisions_of_the_past_are_kept_with_what_was_known_then(owner, organization, meter):
    told = queries.material(organization, NOW)
    starts = LAST - dt.timedelta(weeks=9)
    one = Decided(starts=starts, choice="half", chosen=rows.TODAY, hoped=0.0, words="Wegen der Familien.")
    row = remembering.decided(owner, one, told)
    assert (row.state, row.choice, row.result["weeks"], row.result["followed"]) == ("looked", "half", 6, True)
    assert row.expected[1] < row.expected[0] < row.expected[2]
    early = dataclasses.replace(one, starts=dt.date(2026, 1, 5))
    assert remembering.decided(owner, early, told) is None
