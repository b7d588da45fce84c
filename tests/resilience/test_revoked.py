"""A permission that was taken back: the account pauses, its owner is told, what was written waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.learn import tasks as learn
from leitstand.listen import actions as listen
from leitstand.listen import tasks
from leitstand.listen.models import Mention
from leitstand.people import queries as people
from leitstand.people.models import Account
from leitstand.site import health
from leitstand.speak import actions
from leitstand.speak import tasks as speak
from leitstand.speak.models import Delivery
from leitstand.vocabulary.errors import Reconnect
from leitstand.vocabulary.post import Actor
from tests.paper_wire import PaperWire
from tests.resilience.scene import DAY, NOW, answer, wire

pytestmark = pytest.mark.django_db
SERVER = "https://social.example"
NELE = f"{SERVER}/@nele"


@pytest.fixture
def mastodon(editor) -> Account:
    return Account.objects.create(
        organization=editor.organization,
        network="mastodon",
        actor_id=f"{SERVER}/@us",
        handle="us",
        server=SERVER,
        given={"server": SERVER, "token": "geheim"},
        headers={"authorization": "Bearer geheim"},
    )


def said_no(_account=None) -> PaperWire:
    """A server that does not know our token any more, whatever is asked."""
    paper = PaperWire(SERVER, me=Actor(id=f"{SERVER}/@us"))
    for path in ("notifications?types[]=mention", "accounts/verify_credentials", "statuses/7", "instance"):
        paper.says("GET", f"/api/v1/{path}", status=401, json={"error": "The access token was revoked"})
    return paper.says("POST", "/api/v1/statuses", status=401, json={"error": "revoked"})


def told(editor) -> str:
    """What the doctor and the desk have to say."""
    assert [one.state for one in people.to_reconnect(editor.organization)] == ["reconnect"]
    return " ".join(look.todo for look in health._accounts(NOW))


def test_listening_stops_with_a_word_and_goes_on_where_it_was(editor, mastodon):
    source = listen.listen_to_account(mastodon, now=NOW)
    tasks.fetch_due(NOW, said_no)
    source.refresh_from_db()
    assert "Connect the account again" in source.problem["sentence"]
    assert "Connect it again on the page Accounts" in told(editor)
    assert tasks.fetch_due(NOW + DAY, said_no) == 0, "nobody asks in the name of a paused account"

    Account.objects.update(state="working", problem=None)
    well = PaperWire(SERVER, me=Actor(id=f"{SERVER}/@us"))
    nele = {"id": "2", "acct": "nele", "username": "nele", "url": NELE}
    status = {"id": "7", "uri": f"{NELE}/7", "content": "Gilt das auch?", "created_at": NOW.isoformat()}
    status |= {"account": nele, "visibility": "public"}
    said = {"id": "1", "type": "mention", "created_at": NOW.isoformat(), "account": nele, "status": status}
    well.says("GET", "/api/v1/notifications?types[]=mention", json=[said])
    well.says("GET", "/api/v1/notifications?types[]=mention", json=[])
    assert tasks.fetch_due(NOW + 2 * DAY, lambda _account: well) == 1
    assert Mention.objects.count() == 1


def test_what_was_written_waits_and_goes_out_once_when_connected_again(editor, mastodon):
    mention = Mention.objects.create(
        organization=editor.organization, post_id=f"{NELE}/7", url=f"{NELE}/7", network="mastodon",
        text="Gilt das auch?", post={"id": f"{NELE}/7"}, published=NOW, heard=NOW,
    )  # fmt: skip
    past = NOW - actions.UNDO
    row = actions.answer(editor, mention, mastodon, "Ja.", language="de", limit=500, now=past)
    papers = []
    for second in range(20):
        speak.move_due(
            NOW + timedelta(seconds=second * 30), lambda account: papers.append(said_no()) or papers[-1]
        )
    row.refresh_from_db()
    assert row.state == "due"
    assert "Connect the account again" in row.problem["sentence"]
    assert "Connect it again" in told(editor)
    assert len(papers) <= 4, "a network that says no is not asked again and again"

    Account.objects.update(state="working", problem=None)
    well = PaperWire(SERVER, me=Actor(id=f"{SERVER}/@us"))
    well.says("GET", "/api/v1/statuses/7", json={"id": "7", "uri": f"{NELE}/7", "account": {"acct": "nele"}})
    well.says("GET", "/api/v2/search", json={"statuses": [{"id": "7", "uri": f"{NELE}/7"}]})
    well.says("POST", "/api/v1/statuses", json={"id": "8", "uri": f"{SERVER}/@us/8"})
    for second in range(5):
        speak.move_due(NOW + DAY + timedelta(seconds=second), lambda _account: well)
    row.refresh_from_db()
    assert row.state == "sent"
    assert [one.method for one in well.asked].count("POST") == 1


@pytest.mark.parametrize("where", ["looking", "counting"])
def test_a_renewed_permission_that_is_refused_again_pauses_the_account(editor, account, paper, where):
    row = answer(editor, account)
    speak.move_due(NOW, wire)
    if where == "looking":
        Delivery.objects.update(state="unknown", next_look=NOW)
    no = Reconnect("This token is not taken any more.")
    paper.look = paper.outcome = lambda *_of, **_more: (_ for _ in ()).throw(no)
    try:
        for minutes in range(0, 600, 10):
            speak.move_due(NOW + timedelta(minutes=minutes), wire)
            learn.read_due(NOW + timedelta(minutes=minutes), wire)
    finally:
        del paper.look, paper.outcome
    account.refresh_from_db()
    assert (account.state, account.problem["sentence"]) == ("reconnect", no.sentence)
    assert paper.calls.count("connect") == 1
    assert Delivery.objects.get(pk=row.pk).state == ("unknown" if where == "looking" else "sent")
