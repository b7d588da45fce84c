"""Decisions: their reasons stay, groups decide in time or visibly do not, and looking back is kept."""

import datetime as dt

import pytest

from leitstand.decide.charter import actions as charters
from leitstand.decide.charter import queries as charter_queries
from leitstand.decide.deciding import actions, queries
from leitstand.decide.models import Decision
from leitstand.listen.models import FrontPage
from leitstand.vocabulary.errors import Invalid, Refused
from tests.decide.charter_words import NOW, member_of

SOON = NOW + dt.timedelta(days=3)
LATE = NOW + dt.timedelta(days=4)
PAGE = "/decide/charter/decisions/"


def told(owner, **more):
    return {
        "words": "Bluesky auf Probe",
        "reason": "Weil Studierende dort sind.",
        "owner_id": owner.person_id,
        **more,
    }


def test_a_decision_keeps_reason_owner_aims_and_frozen_figures(owner, editor, charter):
    aim = charter_queries.goals(owner.organization)[0].aim_id
    figures = [{"name": "Ziel", "acts": 3, "days": 90}]
    row = actions.decide(editor, told(owner, alternatives="Warten"), [aim], figures, now=NOW)
    row = queries.decision(owner.organization, row.pk)
    assert (row.state, row.by, row.owner, row.at) == ("decided", editor.person, owner.person, NOW)
    assert row.figures == figures
    assert [one.pk for one in row.aims.all()] == [aim]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"words": " "}, "words and a reason"),
        ({"reason": ""}, "words and a reason"),
        ({"owner_id": 999999}, "owner who works here"),
        ({"hours_cap": 169.0}, "168 hours"),
        ({"hours_cap": -1.0}, "168 hours"),
        ({"hours_cap": float("nan")}, "168 hours"),
    ],
)
def test_what_is_no_decision_is_refused_plainly(owner, wrong, why):
    with pytest.raises(Invalid, match=why):
        actions.decide(owner, told(owner, **wrong), now=NOW)
    assert not Decision.objects.exists()


def test_a_group_votes_and_the_owner_decides_in_time(owner, editor, reader):
    row = actions.propose(editor, told(owner), deadline=SOON, now=NOW)
    actions.vote(editor, row, "no", "Zu viel.", now=NOW)
    actions.vote(editor, row, "yes", "Doch.", now=NOW)
    actions.vote(owner, row, "abstain", "", now=NOW)
    assert queries.votes(queries.decision(owner.organization, row.pk)) == {"yes": 1, "abstain": 1}
    for wrong in (
        lambda: actions.vote(reader, row, "yes", "", now=NOW),
        lambda: actions.settle(editor, row, yes=True, now=NOW),
    ):
        with pytest.raises(Refused):
            wrong()
    with pytest.raises(Invalid):
        actions.vote(editor, row, "perhaps", "", now=NOW)
    assert actions.settle(owner, row, yes=True, now=NOW).state == "decided"
    with pytest.raises(Refused):
        actions.vote(editor, row, "yes", "", now=NOW)


def test_without_the_owners_word_a_proposal_lapses_and_can_be_proposed_anew(owner, editor):
    row = actions.propose(editor, told(owner), deadline=SOON, now=NOW)
    assert actions.lapse(NOW) == 0
    with pytest.raises(Refused, match="deadline has passed"):
        actions.settle(owner, row, yes=True, now=LATE)
    assert actions.lapse(LATE) == 1
    assert actions.lapse(LATE) == 0
    assert queries.decision(owner.organization, row.pk).state == "lapsed"
    with pytest.raises(Invalid, match="passed already"):
        actions.again(editor, row, deadline=NOW, now=LATE)
    actions.again(editor, row, deadline=LATE + dt.timedelta(days=1), now=LATE)
    assert actions.settle(owner, row, yes=False, now=LATE).state == "declined"


def test_a_proposal_is_taken_back_by_those_who_made_or_own_it(owner, editor, organization):
    row = actions.propose(editor, told(owner), deadline=SOON, now=NOW)
    with pytest.raises(Refused):
        actions.withdraw(member_of(organization, "owner", "Mirjam Falk"), row, now=NOW)
    assert actions.withdraw(editor, row, now=NOW).state == "withdrawn"


def test_who_may_only_read_by_now_neither_decides_nor_takes_back(owner, editor):
    row = actions.propose(editor, told(editor), deadline=SOON, now=NOW)
    editor.role = "reader"
    editor.save()
    with pytest.raises(Refused):
        actions.settle(editor, row, yes=True, now=NOW)
    with pytest.raises(Refused):
        actions.withdraw(editor, row, now=NOW)
    row.refresh_from_db()
    assert row.state == "proposed"


def test_looking_back_is_kept_and_what_was_wrong_is_not_looked_at_again(owner, editor):
    row = actions.decide(editor, told(owner, review=NOW.date()), now=NOW)
    assert list(queries.to_look_at(owner.organization, NOW.date())) == [row]
    later = NOW.date() + dt.timedelta(days=90)
    actions.look_back(editor, row, "held", "Zwölf Fragen im Monat.", review=later, now=NOW)
    assert not queries.to_look_at(owner.organization, NOW.date())
    actions.look_back(editor, row, "wrong", "Niemand antwortete mehr.", review=later, now=LATE)
    row = queries.decision(owner.organization, row.pk)
    assert [one.outcome for one in row.looks.order_by("at")] == ["held", "wrong"]
    assert row.review is None
    with pytest.raises(Refused):
        actions.look_back(editor, row, "held", "Doch.", review=None, now=LATE)
    with pytest.raises(Invalid):
        actions.look_back(editor, row, "held", "  ", review=None, now=LATE)


def test_only_marked_decisions_are_public_and_names_only_by_their_own_word(
    owner, editor, client, organization
):
    shown = actions.decide(editor, told(owner, public=True), now=NOW)
    actions.decide(editor, told(owner, words="Intern: Stelle streichen"), now=NOW)
    actions.propose(editor, told(owner, words="Vorschlag", public=True), deadline=SOON, now=NOW)
    FrontPage.objects.create(organization=organization, slug="auenried")
    page = "/public/auenried/decisions"
    assert client.get(page).status_code == 410
    charters.publish(owner, public=True, words="Was wir beschließen.", now=NOW)
    body = client.get(page).content.decode()
    assert "Bluesky auf Probe" in body
    assert "Was wir beschließen." in body
    for hidden in ("Intern", "Vorschlag", "Vera Kern", "Aylin"):
        assert hidden not in body
    with pytest.raises(Refused):
        actions.name(editor, shown, named=True)
    actions.name(owner, shown, named=True)
    answer = client.get(page)
    assert "Vera Kern" in answer.content.decode()
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert client.get(page, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    assert client.get(f"{page}.json").json()["decisions"][0]["owner"] == "Vera Kern"
    charters.publish(owner, public=False, words="", now=NOW)
    assert client.get(page).status_code == 410
    assert client.get(f"{page}.json").status_code == 410
    assert client.get("/public/nobody/decisions").status_code == 410


def test_an_organisation_without_a_public_address_is_given_one(owner, client):
    client.force_login(owner.person)
    page = "/decide/charter/public/"
    assert client.post(page, {"public": "on", "words": ""}).status_code == 422
    assert client.post(page, {"public": "on", "words": "", "slug": "Auenried"}).status_code == 302
    front = FrontPage.objects.get()
    assert (front.slug, front.public) == ("auenried", False)
    assert client.get("/public/auenried/stories").status_code == 410
    assert client.get("/public/auenried/decisions").status_code == 200


def test_from_the_pages_a_card_is_written_a_group_asked_and_a_look_kept(owner, editor, client, charter):
    client.force_login(editor.person)
    aim = charter_queries.sentences(owner.organization)[0].aim_id
    given = {"words": "Eine Insel bauen", "reason": "Alle tun es.", "owner_id": owner.person_id}
    half = client.post(f"{PAGE}new/", {**given, "hours_cap": "2"})
    assert half.status_code == 422
    assert "A card needs a cap, a sign to stop and a day" in half.content.decode()
    card = {**given, "hours_cap": "2", "kill": "Niemand kommt", "review": "2099-01-01", "freeze": "on"}
    there = client.post(f"{PAGE}new/", {**card, "aims": [aim]}).url
    shown = client.get(there).content.decode()
    assert "At most 2 h a week. We stop when: Niemand kommt" in shown
    assert "not measurable yet" in shown
    assert client.post(f"{there}look/", {"outcome": "wrong", "words": ""}).status_code == 422
    assert client.post(f"{there}look/", {"outcome": "wrong", "words": "Leer."}).status_code == 302
    asked = client.post(f"{PAGE}new/", {**given, "day": "2099-02-01", "clock": "12:00"}).url
    assert client.post(f"{asked}vote/", {"vote": "yes", "words": "Gern."}).status_code == 302
    assert client.post(f"{asked}settle/", {"yes": "1"}).status_code == 409
    client.force_login(owner.person)
    assert "Gern." in client.get(asked).content.decode()
    assert client.post(f"{asked}settle/", {"yes": "1"}).status_code == 302
    assert client.post(f"{asked}show/", {"public": "1"}).status_code == 302
    assert client.post(f"{asked}name/", {"named": "1"}).status_code == 302
    listed = client.get(PAGE).content.decode()
    assert "Second Life card" in listed
    assert Decision.objects.filter(public=True, named=True, state="decided").count() == 1


def test_another_house_finds_nothing_here(owner, client, organization):
    from leitstand.people.models import Organization

    row = actions.decide(owner, told(owner), now=NOW)
    stranger = member_of(Organization.objects.create(name="Stadt"), "owner", "Otto Fremd")
    client.force_login(stranger.person)
    assert client.get(f"{PAGE}{row.pk}/").status_code == 404
    assert client.post(f"{PAGE}{row.pk}/withdraw/").status_code == 404


def test_the_desk_asks_for_words_that_are_due(owner, editor, client):
    actions.propose(
        editor, told(owner, words="Nachts ruhen"), deadline=dt.datetime.now(dt.UTC) + dt.timedelta(1), now=NOW
    )
    actions.decide(editor, told(owner, words="Längst fällig", review=dt.date(2020, 1, 1)), now=NOW)
    actions.decide(editor, told(owner, words="Noch lange nicht", review=dt.date(2099, 1, 1)), now=NOW)
    client.force_login(owner.person)
    desk = client.get("/").content.decode()
    assert "Nachts ruhen" in desk
    assert "Längst fällig" in desk
    assert "Noch lange nicht" not in desk
