"""Connecting accounts: what is asked, what is kept, what is forgotten."""

import pytest
from django.db import connection

from leitstand.people import actions
from leitstand.people.models import Account
from leitstand.vocabulary.errors import Invalid, Reconnect, Refused
from tests.fakes import FakeWire
from tests.fakes.x import X
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

SERVER = "https://social.example"
WHO = "/api/v1/accounts/verify_credentials"
GIVEN = {"server": "social.example", "token": "geheim-1234"}
US = {
    "id": "7",
    "username": "auenried",
    "acct": "auenried",
    "display_name": "Hochschule",
    "url": f"{SERVER}/@auenried",
}


@pytest.fixture
def wire():
    return PaperWire(SERVER).says("GET", WHO, json=US)


def test_an_account_is_connected_with_one_question_and_nothing_is_published(owner, wire):
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    assert (account.state, account.server, account.connected_by) == ("working", SERVER, owner.person)
    assert [(asked.method, asked.url) for asked in wire.asked] == [("GET", SERVER + WHO)]


def test_credentials_lie_encrypted_in_the_database(owner, wire):
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    with connection.cursor() as cursor:
        cursor.execute("SELECT given, headers FROM people_account WHERE id = %s", [account.pk])
        kept = str(cursor.fetchone())
    assert "geheim-1234" not in kept
    account.refresh_from_db()
    assert account.given["token"] == "geheim-1234"
    assert account.headers["authorization"] == "Bearer geheim-1234"


def test_connecting_again_heals_the_same_account(owner, wire):
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    actions.pause_account(account, Reconnect("The token of %(host)s ended.", host="social.example"))
    again = actions.connect(owner, "mastodon", GIVEN | {"token": "neu"}, wire=wire)
    assert again.pk == account.pk
    assert (again.state, again.problem, again.given["token"]) == ("working", None, "neu")


def test_a_wrong_token_stores_nothing(owner):
    wire = PaperWire(SERVER).says("GET", WHO, status=401, json={"error": "invalid"})
    with pytest.raises(Invalid, match="does not accept this token"):
        actions.connect(owner, "mastodon", GIVEN, wire=wire)
    assert not Account.objects.exists()


def test_a_missing_answer_is_named_before_anything_is_asked(owner, wire):
    with pytest.raises(Invalid, match="Access token"):
        actions.connect(owner, "mastodon", {"server": "social.example", "token": " "}, wire=wire)
    assert wire.asked == []


def test_only_owners_connect_and_disconnect(owner, editor, wire):
    with pytest.raises(Refused):
        actions.connect(editor, "mastodon", GIVEN, wire=wire)
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    with pytest.raises(Refused):
        actions.disconnect(editor, account.pk)


def test_a_network_that_only_hears_cannot_be_connected(owner, wire):
    with pytest.raises(Refused, match="only listened to"):
        actions.connect(owner, "feed", {}, wire=wire)


def test_disconnecting_forgets_every_credential_and_cannot_be_resumed(owner, wire):
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    actions.disconnect(owner, account.pk)
    account.refresh_from_db()
    assert (account.given, account.headers, account.state) == ({}, {}, "disconnected")
    with pytest.raises(Refused, match="Connect the account again"):
        actions.resume_account(owner, account.pk)


def test_a_paused_account_is_used_again_when_somebody_says_so(owner, wire):
    account = actions.connect(owner, "mastodon", GIVEN, wire=wire)
    assert actions.hold_account(owner, account.pk).state == "paused"
    assert actions.resume_account(owner, account.pk).state == "working"


def test_a_refresh_token_that_is_good_once_is_kept_each_time_it_changes(owner):
    fake = X()
    account = actions.connect(owner, "x", fake.given, wire=FakeWire(fake))
    for _again in range(3):
        kept = Account.objects.get(pk=account.pk)
        assert (kept.given["refresh"], kept.given["client"]) == (fake.refresh, "c")
        assert actions.renew(kept, FakeWire(fake))
    fake.refresh = "taken back"
    assert not actions.renew(Account.objects.get(pk=account.pk), FakeWire(fake))
    assert Account.objects.get().state == Account.RECONNECT


def test_two_that_renew_at_once_do_not_end_the_permission(owner):
    fake = X()
    account = actions.connect(owner, "x", fake.given, wire=FakeWire(fake))
    first, second = Account.objects.get(pk=account.pk), Account.objects.get(pk=account.pk)
    assert actions.renew(first, FakeWire(fake))
    asked = len(fake.heard)
    assert actions.renew(second, FakeWire(fake))
    assert (len(fake.heard), second.headers) == (asked, first.headers)
    assert Account.objects.get().state == Account.WORKING
