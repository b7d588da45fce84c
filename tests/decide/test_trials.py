"""Experiments from the draft to what can be quoted: drawn by lot, read honestly, never changed after."""

import datetime as dt
import json

import numpy as np
import pytest
from django.utils import timezone

from leitstand.decide.models import Experiment
from leitstand.decide.trials import actions, queries, tasks, telling
from leitstand.learn import actions as learn
from leitstand.learn.models import Unit as Worthy
from leitstand.people.models import Account, Organization
from leitstand.speak.models import Delivery, Thought, Variant
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.trial import Verdict
from tests.decide.charter_words import member_of

NOW = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
MONDAY = NOW.date()
GIVEN = {
    "question": "Bringt Antworten am Vormittag mehr Gespräche?",
    "varies": "time",
    "usual": "nachmittags",
    "other": "vormittags",
    "unit": "day",
    "length": 8,
    "weekdays": "01234",
    "starts": MONDAY,
    "measure": "hand",
    "counted": "Gespräche",
    "least": 1.0,
    "sure": 0.95,
}
HOURS = GIVEN | {
    "varies": "hours",
    "network": "mastodon",
    "hours_usual": 0.0,
    "hours_other": 2.0,
    "unit": "week",
    "length": 24,
}


def drafted(member, **more):
    given = GIVEN | {"owner": member.person} | more
    return actions.draft(member, given, now=NOW, past=more.pop("past", [4.0, 6, 5, 3, 8, 5, 4, 6, 7, 5] * 4))


def begun(member, **more):
    return actions.start(member, drafted(member, **more), now=NOW, seed=7)


def filled(member, row, effect, seed=2, weeks=99):
    dice = np.random.default_rng(seed)
    some = queries.units(row)[: 5 * weeks]
    given = {one.index: (float(dice.poisson(5 + effect * one.arm)), False) for one in some}
    actions.enter(member, row, given, now=NOW + dt.timedelta(weeks=8))
    return row


def test_before_it_begins_it_says_how_long_it_takes_and_what_can_be_seen(editor):
    row = drafted(editor)
    assert row.foreseen["units"] == 40
    assert row.foreseen["sees"] > 1
    assert "traffic is too small" in row.foreseen["why"]
    assert row.seed is None
    assert not row.units.exists()


@pytest.mark.parametrize(
    ("base", "change", "said"),
    [
        (GIVEN, {"length": 1}, "compares nothing"),
        (GIVEN, {"least": -1.0}, "above zero"),
        (GIVEN, {"other": " Nachmittags"}, "called the same"),
        (GIVEN, {"weekdays": ""}, "at least one day"),
        (GIVEN, {"starts": None}, "first day"),
        (HOURS, {"hours_other": 169.0}, "168 hours"),
        (HOURS, {"hours_other": float("nan")}, "168 hours"),
        (HOURS, {"hours_usual": 2.0}, "the same"),
        (HOURS, {"unit": "day"}, "choose weeks"),
        (HOURS, {"network": ""}, "which network"),
    ],
)
def test_what_cannot_be_carried_out_is_a_plain_sentence_and_no_row(editor, base, change, said):
    with pytest.raises(Invalid, match=said):
        actions.draft(editor, base | change, now=NOW)
    assert not Experiment.objects.exists()


def test_it_needs_an_owner_a_day_to_come_and_somebody_who_may(editor, reader):
    with pytest.raises(Refused):
        actions.draft(reader, GIVEN, now=NOW)
    with pytest.raises(Invalid, match="owns it"):
        actions.start(editor, drafted(editor, owner=None), now=NOW)
    row = drafted(editor)
    with pytest.raises(Invalid, match="in the past"):
        actions.start(editor, row, now=NOW + dt.timedelta(days=1))
    with pytest.raises(Refused, match="not begun"):
        actions.enter(editor, row, {0: (1.0, False)}, now=NOW)
    assert {one.state for one in Experiment.objects.all()} == {"draft"}


def test_once_begun_the_lot_says_what_today_is_and_the_plan_is_fixed(editor):
    row = begun(editor)
    some = queries.units(row)
    assert queries.current(row, some, MONDAY).first == MONDAY
    assert queries.current(row, some, MONDAY + dt.timedelta(days=5)) is None
    assert queries.coming(some, MONDAY).first == MONDAY + dt.timedelta(days=1)
    assert [sum(one.arm == arm for one in some) for arm in (0, 1)] == [20, 20]
    with pytest.raises(Refused, match="plan is fixed"):
        actions.change(editor, row, GIVEN | {"least": 0.1}, now=NOW)
    with pytest.raises(Refused):
        actions.start(editor, row, now=NOW)


def test_the_first_days_of_a_week_belong_to_its_arm_and_do_not_count(editor):
    row = begun(editor, unit="week", length=8, washout=2)
    some = queries.units(row)
    assert some[0].first == MONDAY + dt.timedelta(days=2)
    assert queries.current(row, some, MONDAY) == some[0]


def test_with_the_answer_in_it_may_end_and_is_never_changed_after(editor):
    row = filled(editor, begun(editor), 6)
    done = actions.end(editor, row, "", now=NOW)
    assert (done.state, done.result["verdict"]) == ("ended", Verdict.BETTER)
    assert done.sha256 == actions.fingerprint(done, queries.units(done))
    for change in (
        lambda: actions.enter(editor, done, {0: (99.0, False)}, now=NOW),
        lambda: actions.end(editor, done, "doch nicht", now=NOW),
        lambda: actions.drop(editor, done),
    ):
        with pytest.raises(Refused):
            change()


def test_without_an_answer_it_stops_only_with_a_reason_and_says_that_we_could_not_tell(editor):
    row = filled(editor, begun(editor), 0, weeks=6)
    with pytest.raises(Invalid, match="why it stops"):
        actions.end(editor, row, " ", now=NOW)
    done = actions.end(editor, row, "Zwei von uns sind krank.", now=NOW)
    assert (done.state, done.result["verdict"]) == ("stopped", Verdict.UNTOLD)
    assert "we could not tell" in telling.quotation(done, queries.units(done), "https://x.example/1")


@pytest.mark.parametrize("value", [-3.0, float("nan"), float("inf")])
def test_an_absurd_value_is_refused_and_the_others_with_it(editor, value):
    row = begun(editor)
    with pytest.raises(Invalid, match="number from zero up"):
        actions.enter(editor, row, {0: (5.0, False), 1: (value, False)}, now=NOW)
    assert all(one.value is None for one in queries.units(row))


def test_what_was_done_the_other_way_counts_as_drawn_and_is_told(editor):
    row = begun(editor)
    actions.enter(editor, row, {0: (5.0, True)}, now=NOW)
    one = queries.units(row)[0]
    assert one.done == 1 - one.arm
    assert "otherwise than drawn" in queries.reading(row).doubts[0][0]


def test_it_ends_by_itself_when_nothing_more_is_to_come(editor):
    row = begun(editor)
    filled(editor, row, 0, weeks=4)
    later = NOW + dt.timedelta(weeks=8)
    assert tasks.measure_due(later) == 0
    assert tasks.measure_due(later + dt.timedelta(days=actions.PATIENCE_DAYS)) == 1
    row.refresh_from_db()
    assert (row.state, row.ended_by) == ("ended", None)


@pytest.fixture
def account(organization):
    return Account.objects.create(organization=organization, network="mastodon", actor_id="us", handle="@wir")


def published(account, editor, at, replies):
    thought = Thought.objects.create(organization=account.organization, title="Leihe", created=at)
    variant = Variant.objects.create(thought=thought, account=account)
    one = Delivery.objects.create(
        organization=account.organization,
        variant=variant,
        account=account,
        state="sent",
        receipt_published=at,
        receipt_id=f"{at}",
        revision=f"{at}",
        content="Leihe",
    )
    learn.remember(one, {"reply": replies, "like": 1}, at + dt.timedelta(days=1))
    return one


def test_posts_become_units_as_they_go_out_and_count_once_they_have_settled(editor, account):
    for day in range(1, 12):
        published(account, editor, NOW - dt.timedelta(days=10 + day), day)
    given = {
        "unit": "post",
        "length": 4,
        "measure": "reactions",
        "varies": "form",
        "settle": 7,
    }
    row = begun(editor, **given, network="mastodon", past=[])
    assert row.foreseen["n"] == 11
    first = published(account, editor, NOW + dt.timedelta(hours=1), 3)
    tasks.measure_due(NOW + dt.timedelta(days=3))
    assert [(one.delivery_id, one.value) for one in queries.units(row)][:2] == [
        (first.pk, None),
        (None, None),
    ]
    tasks.measure_due(NOW + dt.timedelta(days=8))
    assert queries.units(row)[0].value == 4.0
    for hour in range(2, 6):
        published(account, editor, NOW + dt.timedelta(hours=hour), 2)
    tasks.measure_due(NOW + dt.timedelta(days=8))
    row.refresh_from_db()
    assert row.state == "ended"
    assert [one.value for one in queries.units(row)] == [4.0, 3.0, 3.0, 3.0]


def test_a_day_whose_posts_nobody_has_read_yet_is_not_called_a_day_without_reactions(editor, account):
    published(account, editor, NOW - dt.timedelta(days=3), 4)
    row = begun(editor, measure="reactions", network="mastodon", past=[])
    fresh = published(account, editor, NOW + dt.timedelta(hours=1), 3)
    kept = list(fresh.outcomes.all())
    fresh.outcomes.all().delete()
    tasks.measure_due(NOW + dt.timedelta(days=2))
    assert [one.value for one in queries.units(row)][:2] == [None, 0.0]
    fresh.outcomes.bulk_create(kept)
    tasks.measure_due(NOW + dt.timedelta(days=2))
    assert queries.units(row)[0].value > 0


def test_finished_hours_are_evidence_for_the_mix_without_weeks_that_went_otherwise(editor):
    row = begun(editor, **HOURS)
    some = queries.units(row)
    actions.enter(editor, row, {one.index: (10.0 + 5 * one.arm, one.index == 0) for one in some[:8]}, now=NOW)
    assert queries.evidence(editor.organization) == []
    Worthy.objects.create(organization=editor.organization, name="Gespräche")
    actions.end(editor, row, "Es reicht uns.", now=NOW)
    found = queries.evidence(editor.organization)[0]
    assert (found.network, found.hours_on, found.hours_off) == ("mastodon", 2.0, 0.0)
    assert len(found.on) + len(found.off) == 7
    assert {found.total[week] for week in found.on} == {15.0}


def test_a_week_of_which_days_were_left_out_is_evidence_of_a_whole_one(editor):
    Worthy.objects.create(organization=editor.organization, name="Gespräche")
    row = begun(editor, **HOURS | {"washout": 2})
    some = queries.units(row)
    actions.enter(editor, row, {one.index: (10.0, False) for one in some[:8]}, now=NOW)
    actions.end(editor, row, "Es reicht uns.", now=NOW)
    assert set(queries.evidence(editor.organization)[0].total.values()) == {14.0}


def test_a_probe_of_the_mix_is_a_draft_about_hours(editor):
    row = actions.plan_probe(editor, "youtube", 2.0, 5, NOW)
    assert (row.state, row.length, row.hours_usual, row.hours_other, row.probe) == (
        "draft",
        6,
        0.0,
        2.0,
        True,
    )
    assert "too little" in row.foreseen["why"].lower()


def test_what_runs_is_told_to_others_with_what_may_be_said(editor):
    filled(editor, begun(editor), 0, weeks=4)
    told = queries.running(editor.organization)[0]
    assert (told.units, told.unit_number, told.reading.verdict) == (40, 21, Verdict.NOT_YET)


def posted(form, **more):
    names = {name: value for name, value in GIVEN.items() if name != "weekdays"}
    return names | {"weekdays": list("01234"), "past": "4 5 6,5 3 7 4", "starts": "2099-01-05"} | more


def test_from_the_page_planned_seen_begun_filled_and_stopped(editor, client):
    client.force_login(editor.person)
    empty = client.get("/decide/experiments/").content.decode()
    assert "Nothing was planned yet" in empty
    assert client.get("/decide/experiments/new/?like=hours").status_code == 200
    page = "/decide/experiments/new/"
    wrong = client.post(page, posted(None, past="4 viele"))
    assert (wrong.status_code, "is no number" in wrong.content.decode()) == (422, True)
    assert client.post(page, posted(None, other="nachmittags")).status_code == 422
    today = timezone.localdate()
    made = client.post(
        page, posted(None, owner=editor.person_id, starts=str(today), weekdays=list("0123456"))
    )
    assert "What can be seen" in client.get(made.url).content.decode()
    assert (
        client.post(f"{made.url}change/", posted(None, owner=editor.person_id, starts=str(today))).url
        == made.url
    )
    client.post(made.url, {"act": "start"})
    row = Experiment.objects.get()
    assert row.state == "running"
    row.units.filter(index__lt=10).update(
        first=today - dt.timedelta(days=3), last=today - dt.timedelta(days=3)
    )
    said = client.get(made.url).content.decode()
    assert "10 are missing" in said
    assert client.post(made.url, {"act": "enter", "value-0": "-4"}).status_code == 422
    client.post(made.url, {"act": "enter", "value-0": "4", "value-1": "2.5", "otherwise-1": "on"})
    assert list(row.units.values_list("value", flat=True)[:2]) == [4.0, 2.5]
    assert client.post(made.url, {"act": "end", "reason": ""}).status_code == 422
    client.post(made.url, {"act": "end", "reason": "Umzug"})
    said = client.get(made.url).content.decode()
    assert "To be quoted" in said
    assert "Umzug" in said
    told = json.loads(client.get(made.url[:-1] + ".json").content)
    assert (told["state"], told["reading"]["verdict"], len(told["units"])) == (
        "stopped",
        "untold",
        len(row.units.all()),
    )
    assert client.get("/decide/experiments.json").json()["experiments"][0]["sha256"] == told["sha256"]


def test_pages_of_one_organisation_are_closed_to_another(editor, client, django_assert_max_num_queries):
    row = filled(editor, begun(editor), 6)
    stranger = member_of(Organization.objects.create(name="Museum Sandau"), "owner", "Vera Kern")
    client.force_login(stranger.person)
    assert client.get(f"/decide/experiments/{row.pk}/").status_code == 404
    assert client.get(f"/decide/experiments/{row.pk}.json").status_code == 404
    client.force_login(editor.person)
    with django_assert_max_num_queries(30):
        said = client.get(f"/decide/experiments/{row.pk}/").content.decode()
    assert "brings more than" in said
