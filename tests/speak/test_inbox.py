"""Working off the inbox together: nobody twice, everything undone again, and errors that are known."""

import datetime as dt
import json

import pytest
from django.test import Client

from leitstand.listen.models import Source
from leitstand.speak import actions, queries, tasks
from leitstand.speak.approving import actions as approving
from leitstand.speak.models import Aside, Claim, Delivery, Moderation, Release, SecondLook, TriagePlan
from leitstand.speak.team import batches
from leitstand.speak.triage import claims, looks, minutes, moderating, words
from leitstand.vocabulary.errors import Gone, Invalid, Refused, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Offer
from tests.speak.conftest import NOW, member_of, mention_in, wire

SOON = NOW + actions.UNDO
WORDS = "Ja, auch dann. Bringen Sie den Ausweis mit."


@pytest.fixture
def colleague(organization):
    return member_of(organization, "editor", "Jonas Tegeler")


@pytest.fixture(autouse=True)
def plan(organization):
    return TriagePlan.objects.create(organization=organization, percent=0, seed="Auenried")


def at(**later):
    return NOW + dt.timedelta(**later)


def signed_in(member):
    client = Client()
    client.force_login(member.person)
    return client


def answer(member, mention, account, *, now=NOW, **how):
    return actions.answer(member, mention, account, WORDS, language="de", limit=300, now=now, **how)


# Nobody twice


def test_whoever_begins_first_writes_and_the_other_sees_it(editor, colleague, mention):
    assert claims.claim(editor, mention, now=NOW).person == editor.person
    assert claims.claim(colleague, mention, now=at(minutes=1)).person == editor.person
    assert claims.other(colleague, mention, now=at(minutes=1)) == editor.person
    assert claims.other(editor, mention, now=at(minutes=1)) is None


def test_a_claim_ends_on_leaving_and_by_itself(editor, colleague, mention):
    claims.claim(editor, mention, now=NOW)
    assert claims.other(colleague, mention, now=at(minutes=3)) is None
    claims.renew(editor, mention, now=at(minutes=2))
    assert claims.other(colleague, mention, now=at(minutes=3)) == editor.person
    claims.leave(colleague, mention)
    assert Claim.objects.exists()
    claims.leave(editor, mention)
    assert claims.claim(colleague, mention, now=at(minutes=3)).person == colleague.person


def test_while_somebody_writes_another_answer_needs_a_second_press(editor, colleague, mention, account):
    claims.claim(editor, mention, now=NOW)
    with pytest.raises(Refused, match="is writing"):
        answer(colleague, mention, account)
    assert not Delivery.objects.exists()
    answer(colleague, mention, account, take=True)
    with pytest.raises(Refused, match="already answered"):
        answer(editor, mention, account, take=True)
    assert Delivery.objects.count() == 1


def test_two_sessions_never_answer_the_same_and_no_word_is_lost(editor, colleague, mention, account):
    first, second = signed_in(editor), signed_in(colleague)
    given = {"content": WORDS, "account": account.pk, "language": "de"}
    assert first.post(f"/speak/{mention.pk}/claim/").status_code == 200
    assert "Aylin Demirbas" in second.get(f"/speak/{mention.pk}/claim/").content.decode()
    warned = second.post(f"/speak/{mention.pk}/answer/", given)
    assert (warned.status_code, WORDS in warned.content.decode()) == (409, True)
    assert 'name="take"' in warned.content.decode()
    assert first.post(f"/speak/{mention.pk}/answer/", given).status_code == 302
    late = second.post(f"/speak/{mention.pk}/answer/", {**given, "content": "Nein, dann nicht.", "take": "1"})
    assert (late.status_code, "Nein, dann nicht." in late.content.decode()) == (409, True)
    assert [one.content for one in Delivery.objects.all()] == [WORDS]


def test_leaving_by_beacon_ends_the_claim(editor, mention):
    client = signed_in(editor)
    client.post(f"/speak/{mention.pk}/claim/")
    assert client.post(f"/speak/{mention.pk}/claim/", {"leave": "1"}).status_code == 204
    assert not Claim.objects.exists()


# Presses that can be undone


def test_what_is_assigned_is_mine_for_one_and_open_for_all(editor, colleague, organization, mention):
    batches.assign(editor, [mention.pk], colleague.person_id, now=NOW)
    assert queries.counts(organization, person=colleague.person_id)["mine"] == 1
    assert list(queries.inbox(organization, queries.MINE, person=colleague.person_id)) == [mention]
    assert not queries.inbox(organization, queries.MINE, person=editor.person_id).exists()
    assert queries.inbox(organization).get() == mention


def test_nothing_is_assigned_to_who_cannot_answer(editor, reader, mention):
    with pytest.raises(Refused, match="does not answer here"):
        batches.assign(editor, [mention.pk], reader.person_id, now=NOW)


def test_what_is_put_off_comes_back_by_itself(editor, organization, mention):
    batches.later(editor, [mention.pk], at(hours=3), now=NOW)
    assert queries.open_count(organization, now=at(hours=2)) == 0
    assert list(queries.inbox(organization, queries.LATER, now=at(hours=2))) == [mention]
    assert list(queries.inbox(organization, now=at(hours=3))) == [mention]
    assert queries.counts(organization, now=at(hours=3))["later"] == 0


@pytest.mark.parametrize("moment", [at(minutes=-1), NOW, at(days=91)])
def test_nothing_is_put_off_to_a_time_that_is_past_or_too_far(editor, mention, moment):
    with pytest.raises(Invalid, match="lies ahead"):
        batches.later(editor, [mention.pk], moment, now=NOW)


def test_many_are_let_stand_by_one_press_and_back_by_one(editor, colleague, organization):
    many = [mention_in(organization, str(n)) for n in range(4)]
    batches.assign(editor, [many[0].pk], colleague.person_id, now=NOW)
    actions.let_stand(colleague, many[3], "opinion", "", now=NOW)
    pressed = batches.let_stand(editor, [one.pk for one in many], "fuel", now=at(minutes=1))
    assert (pressed.count, pressed.skipped) == (3, 1)
    assert batches.latest(editor, now=at(minutes=2)) == pressed.batch
    assert batches.undo(editor, pressed.batch.pk, now=at(minutes=2)) == (3, 0)
    assert queries.counts(organization, person=colleague.person_id) == {
        "open": 3, "mine": 1, "later": 0, "answered": 0, "let_stand": 1,
    }  # fmt: skip


def test_undoing_a_press_leaves_alone_what_was_changed_since(editor, colleague, organization):
    many = [mention_in(organization, str(n)) for n in range(2)]
    pressed = batches.assign(editor, [one.pk for one in many], editor.person_id, now=NOW)
    batches.assign(colleague, [many[0].pk], colleague.person_id, now=NOW)
    assert batches.undo(editor, pressed.batch.pk, now=NOW) == (1, 1)
    assert queries.treatment(many[0]).assignee == colleague.person


@pytest.mark.parametrize("ids", [[], list(range(1000))])
def test_a_press_on_nothing_or_on_far_too_much_is_refused_whole(editor, mention, ids):
    with pytest.raises(Invalid):
        batches.let_stand(editor, ids, "fuel", now=NOW)


def test_readers_press_nothing(reader, mention):
    for press in (
        lambda: batches.let_stand(reader, [mention.pk], "fuel", now=NOW),
        lambda: batches.later(reader, [mention.pk], at(hours=1), now=NOW),
        lambda: claims.claim(reader, mention, now=NOW),
        lambda: words.tell(reader, mention, "Bitte ansehen", now=NOW),
        lambda: moderating.ask(reader, mention, "spam", now=NOW),
    ):
        with pytest.raises(Refused):
            press()


def test_after_a_press_the_next_post_is_shown(editor, organization):
    many = [mention_in(organization, str(n)) for n in range(3)]
    client = signed_in(editor)
    given = {"post": many[0].pk, "act": "later", "until": "tomorrow", "tab": "open", "after": many[1].pk}
    gone = client.post("/speak/press/", given)
    assert gone.url == f"/speak/?tab=open&post={many[1].pk}#post"
    page = client.get(gone.url.partition("#")[0]).content.decode()
    assert 'aria-current="true"' in page
    assert "/undo/" in page


# Words


def test_notes_to_colleagues_stay_in_the_house(editor, mention, account, paper):
    words.tell(editor, mention, "Das weiß Frau Quandt aus dem Prüfungsamt.", now=NOW)
    answer(editor, mention, account)
    tasks.move_due(SOON, wire)
    assert [one.content for one in words.asides(mention)] == ["Das weiß Frau Quandt aus dem Prüfungsamt."]
    assert "Prüfungsamt" not in json.dumps([note.content for note in paper.posts.values()])
    with pytest.raises(Invalid):
        words.tell(editor, mention, "  ", now=NOW)
    assert Aside.objects.count() == 1


def test_saved_words_are_filled_in_and_inserted_without_script(editor, mention, account):
    content = "Guten Tag, {name} ({handle}), hier {organisation}."
    row = words.keep(editor, "Gruß", content, "de", now=NOW, row=None)
    filled = "Guten Tag, Nele Quandt (@nele@lehrsaal.example), hier Hochschule Auenried."
    assert words.filled(row, mention) == filled
    given = {"content": "Danke.", "account": account.pk, "language": "en", "saved": row.pk, "insert": "1"}
    page = signed_in(editor).post(f"/speak/{mention.pk}/answer/", given).content.decode()
    assert f"Danke.\n\n{filled}" in page
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("Neu", "Hallo {vorname}"), ("Gruß", "Hallo")])
def test_a_saved_reply_with_an_unknown_place_or_a_name_twice_is_not_kept(editor, name, content):
    words.keep(editor, "Gruß", "Guten Tag, {name}", "de", now=NOW, row=None)
    with pytest.raises(Invalid, match="Nothing was kept"):
        words.keep(editor, name, content, "de", now=NOW, row=None)
    assert words.saved(editor.organization).count() == 1


# Second persons


def test_a_risky_answer_waits_and_comes_back_when_it_is_declined(editor, colleague, mention, account):
    night = dt.datetime(2026, 11, 17, 23, tzinfo=dt.UTC)
    delivery = answer(editor, mention, account, now=night)
    asked = Release.objects.get()
    assert (delivery.state, asked.state) == ("waiting", "asked")
    assert tasks.move_due(night + dt.timedelta(minutes=1), wire) == 0
    approving.decline(colleague, asked, "Bitte erst morgen.", now=night)
    assert queries.treatment(mention).state == "new"
    again = answer(editor, mention, account, now=night)
    actions.undo(editor, mention, now=night)
    again.refresh_from_db()
    assert (again.state, Release.objects.get(pk=again.release_id).state) == ("withdrawn", "void")


def test_the_second_look_draws_about_the_stated_share_the_same_each_time():
    drawn = [looks.drawn("Auenried", n, 5) for n in range(20_000)]
    assert 850 < sum(drawn) < 1150
    assert drawn == [looks.drawn("Auenried", n, 5) for n in range(20_000)]
    assert not any(looks.drawn("Auenried", n, 0) for n in range(99))
    assert all(looks.drawn("Auenried", n, 100) for n in range(99))


def test_a_second_look_is_for_another_person_and_its_errors_are_counted(
    editor, colleague, organization, plan
):
    plan.percent = 100
    plan.save()
    many = [mention_in(organization, str(n)) for n in range(4)]
    for one in many:
        actions.let_stand(editor, one, "opinion", "", now=NOW)
    actions.undo(editor, many[3], now=NOW)
    rows = list(looks.waiting(organization))
    assert [row.mention for row in rows] == many[:3]
    with pytest.raises(Refused, match="yourself"):
        looks.judge(editor, rows[0], "right", now=NOW)
    client = signed_in(colleague)
    for row, verdict in zip(rows, ("right", "right", "wrong"), strict=True):
        client.post("/speak/second-looks/", {"look": row.pk, "verdict": verdict})
    told = looks.errors(organization)
    assert (told.wrong, told.of, round(told.low, 2), round(told.high, 2)) == (1, 3, 0.11, 0.68)
    assert queries.treatment(many[2]).state == "new"
    assert SecondLook.objects.filter(verdict="").count() == 0
    assert told.span in client.get("/speak/second-looks/").content.decode()


# Time


def test_minutes_are_counted_without_pauses_and_the_budget_lets_one_go_on(editor, mention):
    for minute in (0, 2, 4, 20, 22):
        minutes.touch(editor, now=at(minutes=minute))
    minutes.allot(editor, 6)
    week = minutes.week(editor, now=at(minutes=30))
    assert (week.used, week.over) == (6, True)
    assert minutes.week(editor, now=at(days=7)).used == 0


def test_what_letting_stand_saved_is_a_count_times_a_stated_assumption(editor, organization):
    for n, reason in enumerate(("opinion", "fuel", "spam")):
        actions.let_stand(editor, mention_in(organization, str(n)), reason, "", now=NOW)
    told = minutes.saved(organization, now=at(hours=1))
    assert (told.count, told.minutes, round(told.hours, 2)) == (2, 5, 0.17)
    assert minutes.saved(organization, now=at(days=7)).count == 0


# What networks allow


@pytest.fixture
def page(paper, account, mention, monkeypatch):
    """The paper network as one whose comments can be moderated; says what it was asked."""
    asked = []

    def moderate(line, id, act):
        asked.append((id, act))
        if paper.faults:
            raise paper.faults.pop(0)

    monkeypatch.setattr(type(paper), "offers", paper.offers | Offer.MODERATE)
    monkeypatch.setattr(paper, "moderate", moderate, raising=False)
    mention.source = Source.objects.create(
        organization=mention.organization, network="paper", account=account, source="notifications"
    )
    mention.save()
    return asked


def test_a_network_is_asked_by_the_worker_and_never_before_it_can_be_undone(editor, mention, page):
    batches.spam(editor, [mention.pk], now=NOW)
    assert queries.treatment(mention).reason == "spam"
    assert tasks.move_due(NOW, wire) == 0
    assert tasks.move_due(SOON, wire) == 1
    assert page == [("1", "spam")]
    assert Moderation.objects.get().state == "done"


def test_what_was_undone_in_time_is_not_asked(editor, mention, page):
    pressed = batches.spam(editor, [mention.pk], now=NOW)
    batches.undo(editor, pressed.batch.pk, now=NOW)
    assert (tasks.move_due(SOON, wire), page) == (0, [])
    assert (Moderation.objects.get().state, queries.treatment(mention).state) == ("withdrawn", "new")


@pytest.mark.parametrize(
    ("fault", "state", "again"),
    [
        (Uncertain("Cut."), "unknown", True),
        (TryLater("Busy.", dt.timedelta(minutes=1)), "asked", True),
        (Rejected("No."), "refused", False),
        (Gone("Not here."), "done", False),
    ],
)
def test_only_what_was_confirmed_is_done_and_doubt_is_asked_again(
    editor, mention, page, paper, fault, state, again
):
    paper.faults = [fault]
    moderating.ask(editor, mention, "trash", now=NOW)
    tasks.move_due(SOON, wire)
    row = Moderation.objects.get()
    assert (row.state, row.next_step is not None) == (state, again)
    if again:
        tasks.move_due(SOON + dt.timedelta(minutes=2), wire)
        row.refresh_from_db()
        assert (row.state, row.problem) == ("done", None)


def test_where_a_network_allows_nothing_it_says_so(editor, mention, account):
    with pytest.raises(Refused, match="report it there"):
        moderating.ask(editor, mention, "spam", now=NOW)
    assert batches.spam(editor, [mention.pk], now=NOW).count == 1


# Jump


def test_the_palette_names_the_object_of_what_it_offers(editor, reader, mention):
    page = signed_in(editor).get("/speak/jump/", {"q": "nele"}).content.decode()
    assert "Nele Quandt: Gilt die Leihe" in page
    assert "Nele Quandt" not in signed_in(reader).get("/speak/jump/", {"q": "nele"}).content.decode()


def test_what_is_decided_offers_neither_assigning_nor_putting_off(editor, mention):
    client = signed_in(editor)
    assert 'value="assign"' in client.get(f"/speak/?post={mention.pk}").content.decode()
    actions.let_stand(editor, mention, "opinion", "", now=NOW)
    assert 'value="assign"' not in client.get(f"/speak/?post={mention.pk}").content.decode()
