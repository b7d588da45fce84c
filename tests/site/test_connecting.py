"""Signing in on a network's own page: sent there, back once, and nothing kept when it goes wrong."""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from leitstand.people import wires
from leitstand.people.models import Account, Membership, Person, SigningIn
from leitstand.wire import HttpWire
from tests.fakes import Ask, Fake, FakeWire, Say
from tests.fakes.serving import served
from tests.fakes.x import X

pytestmark = pytest.mark.django_db

BACK = "/people/accounts/signed-in"
TYPED = {"client": "c", "client_secret": "s-geheim"}


class Social(Fake):
    """A Mastodon server that registers apps and gives tokens, by its documentation; codes are good once."""

    routes = (
        ("POST", "/api/v1/apps", "open_apps"),
        ("POST", "/oauth/token", "open_token"),
        ("GET", "/api/v1/accounts/verify_credentials", "me"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.back = ""

    def refuse(self, ask: Ask) -> Say | None:
        return None if self.signed(ask) else Say({"error": "The access token is invalid"}, 401)

    def open_apps(self, ask: Ask) -> Say:
        self.back = ask.form["redirect_uris"]
        said = {"name": ask.form["client_name"], "client_id": "app-7", "client_secret": "geheim-7"}
        return Say(said | {"redirect_uris": [self.back], "scopes": ask.form["scopes"].split()})

    def open_token(self, ask: Ask) -> Say:
        challenge = self.codes.pop(ask.form["code"], None)
        app = (ask.form["client_id"], ask.form["client_secret"], ask.form["redirect_uri"])
        if challenge is None or app != ("app-7", "geheim-7", self.back) or challenge != s256(ask):
            return Say({"error": "invalid_grant", "error_description": "The code is invalid."}, 400)
        return Say({"access_token": self.token, "token_type": "Bearer", "scope": "read write"})

    def me(self, ask: Ask) -> Say:
        return Say(
            {"id": "7", "username": "auenried", "acct": "auenried", "url": "https://s.example/@auenried"}
        )

    def allow(self, page: str) -> dict[str, str]:
        """What a person does who says yes: the query they are sent back with."""
        asked = dict(parse_qsl(urlsplit(page).query))
        assert (asked["client_id"], asked["redirect_uri"]) == ("app-7", self.back)
        code = "code-" + self.next()
        self.codes[code] = asked["code_challenge"]
        return {"code": code, "state": asked["state"]}


def s256(ask: Ask) -> str:
    return urlsafe_b64encode(sha256(ask.form["code_verifier"].encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def x(monkeypatch):
    fake = Xish()
    monkeypatch.setattr(wires, "open_wire", lambda account=None: Closing(fake))
    return fake


class Xish(X):
    """X, whose app has a secret that can be looked for."""

    def open_token(self, ask: Ask) -> Say:
        who = b64decode(ask.headers["authorization"].removeprefix("Basic ")).decode()
        known = {"authorization": "Basic " + b64encode(b"c:s").decode()} if who == "c:s-geheim" else {}
        return super().open_token(replace(ask, headers={**ask.headers, **known}))


class Closing(FakeWire):
    """A wire to a fake in a `with` statement."""

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        return None


@pytest.fixture
def social(monkeypatch, socket_enabled):
    """A server on loopback, and our own wire to it."""
    fake = Social()
    allowed = ("127.0.0.0/8",)
    monkeypatch.setattr(wires, "open_wire", lambda account=None: HttpWire(None, allowed=allowed))
    with served(fake) as address:
        fake.address = address
        yield fake


def leave(client, network="x", typed=TYPED, query=""):
    """Begin; the address the browser is sent to."""
    answer = client.post(reverse("connect", args=[network]) + query, typed)
    assert answer.status_code == 200, answer.content
    wait, _semicolon, url = answer.headers["Refresh"].partition("; url=")
    assert wait == "0"
    return url


def state_of(page):
    return dict(parse_qsl(urlsplit(page).query))["state"]


def said(answer):
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_the_page_asks_for_our_own_keys_and_shows_the_address_to_enter(inside):
    page = inside.get(reverse("connect", args=["x"])).content.decode()
    assert 'name="client"' in page
    assert f'value="http://127.0.0.1:8700{BACK}"' in page
    assert "Sign in at X" in page


def test_what_was_typed_travels_in_no_address_and_lies_encrypted(inside, x):
    page = leave(inside)
    asked = dict(parse_qsl(urlsplit(page).query))
    assert page.startswith("https://x.com/")
    assert asked["redirect_uri"] == "http://127.0.0.1:8700" + BACK
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert "s-geheim" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_signingin")
        row = str(cursor.fetchall())
    assert "s-geheim" not in row
    assert asked["state"] not in row


def test_no_form_of_ours_may_post_elsewhere(inside, x):
    answer = inside.post(reverse("connect", args=["x"]), TYPED)
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_back_with_a_code_the_account_is_connected_and_nothing_waits(inside, owner, x):
    page = leave(inside, query="?first-run")
    answer = inside.get(BACK, {"code": "c0de", "state": state_of(page)})
    assert answer.headers["Location"] == reverse("welcome_networks")
    account = Account.objects.get()
    assert (account.network, account.state, account.connected_by) == ("x", "working", owner.person)
    assert (account.given["client_secret"], account.given["refresh"]) == ("s-geheim", x.refresh)
    sent = next(ask.form for ask in x.heard if ask.form.get("code"))
    asked = dict(parse_qsl(urlsplit(page).query))
    assert s256(Ask("", "", "", {}, {}, sent)) == asked["code_challenge"]
    assert not SigningIn.objects.exists()


def _twice(client, state):
    client.get(BACK, {"code": "c0de", "state": state})
    Account.objects.all().delete()
    return {"code": "c0de", "state": state}


def _late(client, state):
    SigningIn.objects.update(expires=timezone.now() - timedelta(seconds=1))
    return {"code": "c0de", "state": state}


def _another_session(client, state):
    session = client.session
    session["signing_in"] = "another"
    session.save()
    return {"code": "c0de", "state": state}


@pytest.mark.parametrize(
    "come",
    [
        lambda client, state: {"code": "c0de", "state": state[:-1] + "~"},
        lambda client, state: {"code": "c0de"},
        _twice,
        _late,
        _another_session,
    ],
)
def test_a_state_that_is_not_ours_fresh_and_unused_connects_nothing(inside, x, come):
    query = come(inside, state_of(leave(inside)))
    asked = len(x.heard)
    answer = inside.get(BACK, query)
    assert answer.headers["Location"] == reverse("people:accounts")
    assert "begin once more" in said(answer)
    assert (len(x.heard), Account.objects.count()) == (asked, 0)


def test_somebody_elses_sign_in_cannot_be_finished(inside, client, organization, x):
    state = state_of(leave(inside))
    other = Person.objects.create_user("jonas@auenried.example", "x", language="en")
    Membership.objects.create(person=other, organization=organization, role="owner")
    holder = inside.session["signing_in"]
    inside.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = inside.session
    session["signing_in"] = holder
    session.save()
    assert "begin once more" in said(inside.get(BACK, {"code": "c0de", "state": state}))
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"error": "access_denied"}, "You did not give permission"),
        ({"error": "redirect_uri_mismatch"}, "redirect_uri_mismatch"),
        ({}, "compare the keys"),
    ],
)
def test_a_no_at_the_network_is_told_and_keeps_nothing(inside, x, query, sentence):
    answer = inside.get(BACK, {**query, "state": state_of(leave(inside))})
    assert answer.headers["Location"] == reverse("connect", args=["x"])
    assert sentence in said(answer)
    assert (Account.objects.count(), SigningIn.objects.count()) == (0, 0)


def test_a_network_that_cannot_be_reached_is_told_and_keeps_nothing(inside, x, monkeypatch):
    state = state_of(leave(inside))

    def broken(fake):
        wire = Closing(fake)
        wire.lost(lambda ask: ask.path == "/2/oauth2/token")
        return wire

    monkeypatch.setattr(wires, "open_wire", lambda account=None: broken(x))
    answer = inside.get(BACK, {"code": "c0de", "state": state})
    assert answer.headers["Location"] == reverse("connect", args=["x"])
    assert said(answer)
    assert (Account.objects.count(), SigningIn.objects.count()) == (0, 0)


def test_readers_and_strangers_can_neither_begin_nor_come_back(inside, client, owner, x):
    state = state_of(leave(inside))
    Membership.objects.update(role="editor")
    assert inside.post(reverse("connect", args=["x"]), TYPED).status_code == 409
    inside.get(BACK, {"code": "c0de", "state": state})
    assert not Account.objects.exists()
    inside.logout()
    assert inside.get(BACK, {"code": "c0de", "state": state}).status_code in (302, 409)
    assert not Account.objects.exists()


def test_a_token_made_by_hand_is_still_taken(inside, x):
    answer = inside.post(reverse("connect", args=["x"]), TYPED | {"refresh": x.refresh})
    assert answer.headers["Location"] == reverse("people:accounts")
    assert Account.objects.get().handle == "@auenried"


def test_on_mastodon_nobody_makes_an_app_by_hand(inside, social):
    page = leave(inside, "mastodon", {"server": social.address})
    assert page.startswith(f"{social.address}/oauth/authorize?")
    assert "geheim-7" not in page
    back = social.allow(page)
    answer = inside.get(BACK, back)
    assert answer.headers["Location"] == reverse("people:accounts")
    account = Account.objects.get()
    assert (account.server, account.given["token"]) == (social.address, social.token)
    again = inside.get(BACK, back)
    assert "begin once more" in said(again)


def test_a_code_that_mastodon_does_not_know_connects_nothing(inside, social):
    page = leave(inside, "mastodon", {"server": social.address})
    answer = inside.get(BACK, social.allow(page) | {"code": "guessed"})
    assert "does not accept the code" in said(answer)
    assert not Account.objects.exists()


def test_a_server_that_registers_no_apps_says_so_beside_the_form(inside, social):
    social.routes = ()
    answer = inside.post(reverse("connect", args=["mastodon"]), {"server": social.address})
    assert answer.status_code == 422
    assert "takes no apps" in answer.content.decode()
    assert not SigningIn.objects.exists()
