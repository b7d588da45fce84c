"""Who answers for what stands written; handing over takes everything that is open."""

from datetime import timedelta

import pytest

from leitstand.listen.models import Alarm
from leitstand.speak.composing import planning
from leitstand.speak.models import Authority, Delivery, Handover, Office
from leitstand.speak.office import actions, queries
from leitstand.vocabulary.errors import Invalid, Refused
from tests.speak.conftest import NOW, member_of
from tests.speak.test_composing import room, written  # noqa: F401  # a fixture


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Vera Kern")


def kinds(organization, person):
    return sorted(one.kind for one in queries.open_items(organization, person, NOW))


def test_everything_open_in_somebodys_hands_is_on_the_list(editor, owner, organization, account):
    account.connected_by = editor.person
    account.save()
    written(editor, account)
    planning.plan(editor, written(editor, account, due=NOW + timedelta(days=1)), seen=1, now=NOW)
    unknown = planning.plan(editor, written(owner, account), seen=1, now=NOW)[0]
    Delivery.objects.filter(pk=unknown.pk).update(state="unknown")
    Alarm.objects.create(
        organization=organization, watch_name="Mensa", kind="spike", onset=NOW, opened=NOW, updated=NOW
    )
    actions.allow(owner, {"what": "Zurücknehmen bei Nacht", "person_id": editor.person_id})
    assert kinds(organization, editor.person) == [
        "A draft in this voice",
        "A storm that is not over",
        "Connected by this person",
        "May decide",
        "Nobody knows whether it went out",
        "Scheduled in this voice",
    ]
    row = actions.hand_over(editor, editor.person, owner.person, "Die Mensa ruft an.", now=NOW)
    assert len(row.items) == 6
    for number in range(6):
        row = actions.take(owner, row, number, now=NOW)
    assert row.ended == NOW
    assert actions.take(owner, row, 0, now=NOW).ended is None


def test_nobody_is_their_own_deputy_or_hands_over_to_themselves_or_for_others(editor, owner, reader):
    with pytest.raises(Invalid, match="own deputy"):
        actions.fill(owner, {"holder_id": owner.person_id, "deputy_id": owner.person_id})
    with pytest.raises(Invalid, match="to oneself"):
        actions.hand_over(editor, editor.person, editor.person, "", now=NOW)
    with pytest.raises(Refused):
        actions.hand_over(editor, owner.person, editor.person, "", now=NOW)
    with pytest.raises(Refused):
        actions.fill(editor, {"percent": 50})
    assert not Office.objects.exists()
    assert not Handover.objects.exists()


def test_from_the_pages_an_office_is_filled_and_handed_over(owner, editor, client):
    client.force_login(owner.person)
    page = "/speak/office/"
    assert "Nobody holds the office" in client.get(page).content.decode()
    given = {
        "act": "fill",
        "title": "CSMO",
        "holder": owner.person_id,
        "deputy": editor.person_id,
        "percent": 40,
    }
    assert client.post(page, given).status_code == 302
    assert "40 % of a full post" in client.get(page).content.decode()
    assert client.post(page, {**given, "percent": 140}).status_code == 422
    client.post(page, {"act": "allow", "what": "Presse", "person": owner.person_id})
    assert client.post(page, {"act": "end", "authority": Authority.objects.get().pk}).status_code == 302
    done = client.post(
        page, {"act": "hand", "giver": owner.person_id, "taker": editor.person_id, "words": "Viel Glück."}
    )
    assert "Viel Glück." in client.get(done.url).content.decode()
