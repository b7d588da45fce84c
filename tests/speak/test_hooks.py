"""Webhooks: signed, told of every step in the transaction of the step, again until they are taken."""

import base64
import datetime as dt
import hashlib
import hmac
import json

import pytest

from leitstand.speak import actions, holding, tasks
from leitstand.speak.hooks import actions as hooks
from leitstand.speak.hooks import events, signing
from leitstand.speak.hooks import tasks as bringing
from leitstand.speak.models import Hook, Message
from leitstand.vocabulary.errors import Gone, Invalid, Refused, TryLater, Uncertain
from tests.paper_wire import PaperWire
from tests.people.conftest import BACKEND
from tests.speak.conftest import NOW, member_of, wire

URL = "https://tells.example/hook"
SOON = NOW + actions.UNDO


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Henrik Voss")


@pytest.fixture
def hook(owner):
    return hooks.add(owner, URL, list(events.KINDS), now=NOW)


def bring(paper, at):
    return bringing.bring_due(at, lambda _account: paper)


def kinds():
    return list(Message.objects.order_by("pk").values_list("event", flat=True))


def test_the_signature_is_the_one_of_the_standards_own_example():
    # The example of the specification of Standard Webhooks, "Verifying webhooks".
    secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = '{"test": 2432232314}'
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    told = signing.headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body)
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_arrives_is_signed_with_the_secret_that_was_shown(owner, hook):
    hooks.test(owner, hook, now=NOW)
    paper = PaperWire().says("POST", URL)
    assert bring(paper, NOW) == 1
    (asked,) = paper.asked
    moment = asked.headers["webhook-timestamp"]
    key = base64.b64decode(signing.shown(hook.secret).removeprefix("whsec_"))
    signed = f"{asked.headers['webhook-id']}.{moment}.".encode() + asked.body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{mac}"
    assert json.loads(asked.body)["type"] == "test"
    assert Message.objects.get().state == "done"


def test_every_step_is_told_in_its_order_and_the_words_are_not(hook, editor, mention, account, paper):
    delivery = actions.answer(editor, mention, account, "Ja, auch dann.", language="de", limit=300, now=NOW)
    tasks.move_due(SOON, wire_and_hook)
    delivery.refresh_from_db()
    actions.take_down(editor, delivery, "Falscher Tag", now=SOON)
    for seconds in (1, 2, 3):
        tasks.move_due(SOON + dt.timedelta(seconds=seconds), wire_and_hook)
    holding.hold(editor, "Probe", now=SOON)
    holding.go_on(editor, now=SOON)
    assert kinds() == [
        "delivery.claimed",
        "delivery.sending",
        "delivery.sent",
        "takedown.requested",
        "takedown.accepted",
        "takedown.gone",
        "pause.began",
        "pause.ended",
    ]
    assert not Message.objects.filter(body__contains="auch dann").exists()
    assert json.loads(Message.objects.get(event="delivery.sent").body)["data"]["url"] == delivery.receipt_url


def wire_and_hook(account):
    return PaperWire().says("POST", URL) if account is None else wire(account)


def test_what_was_undone_is_told_to_nobody(hook, editor, mention, account, paper):
    from django.db import transaction

    with transaction.atomic():
        holding.hold(editor, "Probe", now=NOW)
        transaction.set_rollback(True)
    assert kinds() == []


@pytest.mark.parametrize("fault", [TryLater("503", dt.timedelta(seconds=1)), Uncertain("?")])
def test_it_is_brought_again_with_the_same_key_and_given_up_after_three_days(owner, hook, fault):
    hooks.test(owner, hook, now=NOW)
    paper, at, tries = PaperWire(), NOW, 0
    paper.fails("POST", URL, fault)
    while Message.objects.get().state == "due":
        at = Message.objects.get().next_try
        tries += bring(paper, at)
    row = Message.objects.get()
    assert (row.state, tries, len(row.attempts)) == ("failed", 10, 10)
    assert dt.timedelta(days=3) < at - NOW < dt.timedelta(days=4)
    assert len({asked.headers["webhook-id"] for asked in paper.asked}) == 1


def test_who_dies_while_bringing_leaves_it_to_the_next(owner, hook):
    hooks.test(owner, hook, now=NOW)
    paper = PaperWire()
    paper.fails("POST", URL, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        bring(paper, NOW)
    assert Message.objects.get().state == "due"
    assert bring(PaperWire().says("POST", URL), NOW + dt.timedelta(seconds=5)) == 1
    assert Message.objects.get().state == "done"


def test_a_hook_that_is_gone_is_switched_off(owner, hook):
    hooks.test(owner, hook, now=NOW)
    paper = PaperWire()
    paper.fails("POST", URL, Gone("410"))
    bring(paper, NOW)
    assert (Hook.objects.get().active, Message.objects.get().state) == (False, "failed")
    assert hooks.switch(owner, Hook.objects.get()).active


@pytest.mark.parametrize(
    ("url", "kinds"),
    [
        ("", ["pause"]),
        ("ftp://a.example", ["pause"]),
        ("https://me:geheim@a.example", ["pause"]),
        (URL, []),
        (URL, ["all"]),
    ],
)
def test_what_is_no_address_or_no_kind_is_not_kept(owner, url, kinds):
    with pytest.raises(Invalid):
        hooks.add(owner, url, kinds, now=NOW)
    assert not Hook.objects.exists()


def test_only_owners_see_and_change_them(editor, owner, hook, client):
    with pytest.raises(Refused):
        hooks.add(editor, URL, ["pause"], now=NOW)
    client.force_login(editor.person, backend=BACKEND)
    assert client.get("/speak/hooks/").status_code == 409
    client.force_login(owner.person, backend=BACKEND)
    page = client.get("/speak/hooks/").content.decode()
    assert (URL in page, signing.shown(hook.secret) in page) == (True, False)
    made = client.post("/speak/hooks/", {"url": "https://b.example/x", "kinds": ["pause"]})
    assert signing.shown(Hook.objects.latest("pk").secret) in made.content.decode()
    old = Hook.objects.get(pk=hook.pk).secret
    client.post(f"/speak/hooks/{hook.pk}/secret/")
    assert Hook.objects.get(pk=hook.pk).secret != old
    client.post(f"/speak/hooks/{hook.pk}/switch/")
    assert not Hook.objects.get(pk=hook.pk).active
    client.post(f"/speak/hooks/{hook.pk}/remove/")
    assert Hook.objects.count() == 1
