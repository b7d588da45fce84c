"""The portfolio: a network named once, tried with terms, kept with a reason, left step by step."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from leitstand.decide.models import ExitStep, Presence, SleepForecast
from leitstand.decide.portfolio import actions, exits, queries, tasks
from leitstand.decide.portfolio.terms import Terms
from leitstand.speak.models import Delivery, Thought, Variant
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid, Refused
from tests.speak.conftest import NOW, account, editor, member_of, mention, organization, paper, reader

__all__ = ["account", "editor", "mention", "organization", "paper", "reader"]  # the fixtures

TODAY = NOW.date()
TERMS = Terms(
    reason="Studierende fragen dort", cap=2, review=TODAY + dt.timedelta(42), criterion="keine Fragen"
)


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Mirjam Okoye")


@pytest.fixture
def tok(owner):
    return actions.name(owner, "Tik Tok", TERMS, now=NOW)


def publish(account, days, state="sent"):
    """One post a day given, as the ledger keeps it."""
    thought = Thought.objects.create(organization=account.organization, content="Die Mensa hat offen.")
    for number, day in enumerate(days):
        at = dt.datetime.combine(day, dt.time(10), dt.UTC)
        variant = Variant.objects.create(
            thought=Thought.objects.create(organization=account.organization), account=account
        )
        Delivery.objects.create(
            organization=account.organization, variant=variant, account=account, content=f"Hinweis {number}",
            revision=str(number), state=state, due=at, receipt_published=at, receipt_id=f"id-{number}",
        )  # fmt: skip
    return thought


@pytest.mark.parametrize("title", ["tiktok", " TikTok ", "TIK  TOK"])
def test_two_networks_of_one_name_are_refused_with_a_sentence(owner, tok, title):
    with pytest.raises(Invalid, match="“Tik Tok” is in the list already"):
        actions.name(owner, title, TERMS, now=NOW)
    assert Presence.objects.count() == 1


def test_a_name_that_grows_when_its_case_is_taken_away_is_still_found(owner):
    actions.name(owner, 60 * "ß", TERMS, now=NOW)
    with pytest.raises(Invalid, match="in the list already"):
        actions.name(owner, 60 * "ß", TERMS, now=NOW)


@pytest.mark.parametrize(("zone", "days"), [("Pacific/Honolulu", -1), ("Pacific/Kiritimati", 1)])
def test_a_review_is_held_against_the_day_where_the_organisation_is(owner, zone, days):
    owner.organization.time_zone = zone
    moment = dt.datetime.combine(TODAY, dt.time(23 if days > 0 else 1), dt.UTC)
    there = TODAY + dt.timedelta(days)
    assert actions.name(owner, "Kreiselnetz", Terms(reason="r", review=there), now=moment).pk
    with pytest.raises(Invalid, match="lies behind us"):
        actions.name(owner, "Ödnetz", Terms(reason="r", review=there - dt.timedelta(1)), now=moment)


@pytest.mark.parametrize("act", ["blow", "-1", "agree:x"])
def test_a_button_nobody_knows_changes_nothing_and_says_so(client, owner, tok, act):
    client.force_login(owner.person)
    answer = client.post(reverse("decide:network", args=[tok.pk]), {"act": act, "words": "x"})
    assert answer.status_code == 422
    tok.refresh_from_db()
    assert (tok.reason, tok.state) == (TERMS.reason, "candidate")


def test_a_connector_is_known_by_its_name_however_it_is_written(owner):
    row = actions.name(owner, "linked in", Terms(reason="Alumni"), now=NOW)
    assert (row.network, row.title) == ("linkedin", "LinkedIn")
    with pytest.raises(Invalid):
        actions.name(owner, "LINKEDIN", Terms(reason="nochmal"), now=NOW)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"cap": 169}, "168 hours"),
        ({"cap": -1}, "168 hours"),
        ({"floor": 3, "cap": 2}, "cannot both hold"),
        ({"least": 3, "cap": 2}, "Raise the cap"),
        ({"review": TODAY - dt.timedelta(1)}, "lies behind us"),
        ({"month_cost": -5}, "0 or more"),
        ({"reason": "  "}, "Say why"),
    ],
)
def test_terms_that_cannot_hold_are_said_in_a_sentence_and_nothing_is_kept(owner, terms, says):
    with pytest.raises(Invalid, match=says):
        actions.name(owner, "Kreiselnetz", Terms(**{"reason": "neu", **terms}), now=NOW)
    assert not Presence.objects.exists()


@pytest.mark.parametrize("missing", ["cap", "review", "criterion"])
def test_a_trial_needs_a_cap_a_day_to_look_again_and_a_reason_to_leave(owner, missing):
    given = {name: getattr(TERMS, name) for name in ("reason", "cap", "review", "criterion")}
    row = actions.name(owner, "Kreiselnetz", Terms(**{**given, missing: getattr(Terms(), missing)}), now=NOW)
    with pytest.raises(Invalid, match="A trial needs"):
        actions.move(owner, row, "trial", "alle reden davon", now=NOW)
    row.refresh_from_db()
    assert row.state == "candidate"


def test_only_owners_move_and_readers_name_nothing(owner, editor, reader, tok):
    with pytest.raises(Refused):
        actions.move(editor, tok, "trial", "weil", now=NOW)
    with pytest.raises(Refused):
        actions.name(reader, "Ödnetz", TERMS, now=NOW)


def test_a_step_that_is_not_lawful_changes_nothing(owner, tok):
    with pytest.raises(Refused, match="cannot become"):
        actions.move(owner, tok, "leaving", "genug", now=NOW)
    with pytest.raises(Invalid, match="Say why"):
        actions.move(owner, tok, "trial", " ", now=NOW)


def test_a_network_is_left_only_when_every_step_is_settled_by_a_person(owner, tok):
    actions.move(owner, tok, "trial", "sechs Wochen", now=NOW)
    actions.move(owner, tok, "leaving", "keine Fragen", now=NOW)
    for name in exits.NAMES[:-1]:
        actions.step(owner, tok, name, ExitStep.DONE, f"gesehen: {name}", now=NOW)
    with pytest.raises(Refused, match="1 of 5 steps"):
        actions.move(owner, tok, "left", "fertig", now=NOW)
    with pytest.raises(Invalid, match="Say what you saw"):
        actions.step(owner, tok, "closed", ExitStep.DONE, "", now=NOW)
    actions.step(owner, tok, "closed", ExitStep.IMPOSSIBLE, "das Netz löscht nicht", now=NOW)
    assert actions.move(owner, tok, "left", "fertig", now=NOW).state == "left"
    assert [turn.there for turn in queries.turns(tok)] == ["left", "leaving", "trial", "candidate"]


def test_a_step_can_turn_out_not_to_be_done_and_a_second_exit_begins_anew(owner, tok):
    actions.move(owner, tok, "trial", "los", now=NOW)
    actions.move(owner, tok, "leaving", "genug", now=NOW)
    actions.step(owner, tok, "told", ExitStep.DONE, "Abschied steht", now=NOW)
    tok.refresh_from_db()
    assert sum(one.settled for one in queries.exit_steps(tok)) == 1
    actions.step(owner, tok, "told", ExitStep.OPEN, "war gelöscht", now=NOW + dt.timedelta(1))
    assert not any(one.settled for one in queries.exit_steps(tok))
    actions.step(owner, tok, "told", ExitStep.DONE, "steht wieder", now=NOW + dt.timedelta(2))
    actions.move(owner, tok, "kept", "doch nicht", now=NOW + dt.timedelta(3))
    again = actions.move(owner, tok, "leaving", "jetzt aber", now=NOW + dt.timedelta(9))
    assert not any(one.settled for one in queries.exit_steps(again))


def test_the_mix_reads_caps_floors_and_mission(owner, organization):
    actions.name(owner, "Facebook", Terms(reason="Familien erreichen", cap=1, mission=True), now=NOW)
    (standing,) = queries.networks(organization)
    assert (standing.network, standing.cap, standing.floor, standing.mission) == ("facebook", 1, 0, True)


def test_an_old_review_may_stay_while_something_else_is_changed(owner, tok):
    later = NOW + dt.timedelta(100)
    changed = actions.agree(owner, tok, Terms(reason="anders", review=tok.review), "neu gefasst", now=later)
    assert changed.reason == "anders"
    assert list(queries.reviews_due(owner.organization, later.date())) == [tok]


def test_a_trial_keeps_its_cap_and_its_reason_to_leave(owner, tok):
    row = actions.move(owner, tok, "trial", "los", now=NOW)
    for change in ({"cap": None}, {"criterion": ""}, {"review": None}):
        terms = {"reason": "los", "cap": 2, "criterion": "keine Fragen", "review": tok.review} | change
        with pytest.raises(Invalid, match="A trial needs"):
            actions.agree(owner, row, Terms(**terms), "", now=NOW)


def test_the_archive_is_our_posts_as_activitystreams_line_by_line(client, owner, account):
    row = actions.name(owner, "paper", Terms(reason="da"), now=NOW)
    publish(account, [TODAY - dt.timedelta(3), TODAY - dt.timedelta(2)])
    client.force_login(owner.person)
    answer = client.get(reverse("decide:archive", args=[row.pk]))
    posts = [activity.read(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [one.id for one in posts] == ["id-0", "id-1"]
    assert posts[0].attributed_to.id == account.actor_id
    assert 'filename="paper.jsonl"' in answer["Content-Disposition"]


def test_forecasts_are_made_once_a_week_and_held_against_what_happened(owner, account):
    account.connected = NOW - dt.timedelta(weeks=30)
    account.save()
    publish(account, [TODAY - dt.timedelta(weeks=n) for n in range(10, 29)])
    assert tasks.foretell_due(NOW) == 1
    assert tasks.foretell_due(NOW + dt.timedelta(days=6)) == 0
    (made,) = SleepForecast.objects.all()
    assert made.mean > 0.5
    assert tasks.judge_due(NOW + dt.timedelta(days=28)) == 0
    assert tasks.judge_due(NOW + dt.timedelta(days=29)) == 1
    kept = queries.kept_word(owner.organization)
    assert (kept.came_true, kept.n, kept.waiting) == (1, 1, 0)
    assert kept.share.low < 0.5 < kept.share.high == 1


def test_the_pages_answer_in_a_fixed_number_of_queries(
    client, owner, account, tok, django_assert_max_num_queries
):
    account.connected = timezone.now() - dt.timedelta(weeks=30)
    account.save()
    publish(account, [timezone.now().date() - dt.timedelta(weeks=n) for n in range(1, 20)])
    actions.name(owner, "paper", Terms(reason="immer schon"), now=timezone.now())
    client.force_login(owner.person)
    with django_assert_max_num_queries(22):
        page = client.get(reverse("decide:networks")).content.decode()
    assert "Tik Tok" in page
    assert "n = 30 weeks" in page or "n = 31 weeks" in page
    assert "<c-" not in page
    told = json.loads(client.get(reverse("decide:networks_json")).content)
    assert [one["name"] for one in told["networks"]] == ["Paper", "Tik Tok"]
    (known,) = told["networks"][0]["accounts"]
    assert known["shareOfWeeks"]["n"] == known["weeks"]
    assert 0 <= known["asleepInFourWeeks"]["low"] <= known["asleepInFourWeeks"]["mean"] <= 1
    one = client.get(reverse("decide:network", args=[tok.pk])).content.decode()
    assert "<c-" not in one
    assert "Studierende fragen dort" in one


def test_bad_input_is_shown_beside_its_field_and_kept_in_the_page(client, owner):
    client.force_login(owner.person)
    given = {"title": "Kreiselnetz", "reason": "neu", "cap": "200"}
    answer = client.post(reverse("decide:networks"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A week has 168 hours" in page
    assert 'value="Kreiselnetz"' in page


def test_another_organisation_sees_nothing_of_it(client, tok):
    from leitstand.people.models import Organization

    stranger = member_of(Organization.objects.create(name="Stadt Auenried"), "owner", "Ida Reusch")
    client.force_login(stranger.person)
    assert client.get(reverse("decide:network", args=[tok.pk])).status_code == 404
    assert client.get(reverse("decide:archive", args=[tok.pk])).status_code == 404


def test_a_network_whose_day_has_come_stands_on_the_desk(client, owner, tok):
    Presence.objects.filter(pk=tok.pk).update(review=timezone.now().date() - dt.timedelta(1))
    client.force_login(owner.person)
    assert "Tik Tok: look at it again" in client.get(reverse("desk")).content.decode()
    assert "waits to be looked at again" in client.get(reverse("decide:networks")).content.decode()
