"""One press holds everything before the next send; what is late is told; an embargo holds by any clock."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.core import mail

from leitstand.listen.models import Alarm
from leitstand.speak import embargo, holding, late, tasks
from leitstand.speak.composing import planning
from leitstand.speak.models import ApprovalPlan, Delivery, Pause
from leitstand.vocabulary.errors import Refused, TryLater
from tests.paper_wire import PaperWire
from tests.speak.conftest import NOW, wire
from tests.speak.test_composing import room, written  # noqa: F401  # a fixture

SOON = NOW + timedelta(seconds=9)


@pytest.fixture
def planned(editor, account):
    return planning.plan(editor, written(editor, account), seen=1, now=NOW)[0]


def test_what_is_held_stays_until_somebody_lets_it_go(editor, planned, paper):
    holding.hold(editor, "Brand im Zentrum", now=NOW)
    holding.hold(editor, "noch einmal", now=NOW)
    assert tasks.move_due(SOON, wire) == 0
    assert Pause.objects.get().reason == "Brand im Zentrum"
    holding.go_on(editor, now=SOON)
    assert tasks.move_due(SOON, wire) == 1
    with pytest.raises(Refused, match="Nothing is held"):
        holding.go_on(editor, now=SOON)


def test_a_press_between_claim_and_send_still_holds(editor, planned, paper, monkeypatch):
    monkeypatch.setattr(tasks.queries, "due", lambda _now: [planned.pk])
    holding.hold(editor, "", now=NOW)
    tasks.move_due(SOON, wire)
    assert Delivery.objects.get().state == "due"
    assert paper.calls == []


def test_a_storm_holds_once_where_it_was_chosen(editor, organization, planned):
    storm = {"kind": "spike", "onset": NOW, "opened": NOW, "updated": NOW, "watch_name": "Klausuren"}
    Alarm.objects.create(organization=organization, **storm)
    assert holding.hold_in_storms(NOW) == 0
    ApprovalPlan.objects.create(organization=organization, hold_in_storm=True)
    assert holding.hold_in_storms(NOW) == 1
    assert holding.pause(organization).reason == "Klausuren"
    holding.go_on(editor, now=SOON)
    assert holding.hold_in_storms(SOON) == 0


def test_what_is_late_by_a_minute_is_told_once_with_why(editor, planned, account, settings):
    type(account).objects.update(state="reconnect")
    minute = NOW + timedelta(minutes=1, seconds=10)
    tasks.move_due(minute - timedelta(seconds=10), wire)
    assert not mail.outbox
    settings.CONFIG = replace(settings.CONFIG, mail_url="smtp://x")
    tasks.move_due(minute, wire)
    tasks.move_due(minute + timedelta(hours=1), wire)
    (letter,) = mail.outbox
    assert letter.to == [editor.person.email]
    assert "neu verbunden" in letter.body


def test_parts_behind_one_that_was_refused_are_withdrawn(editor, account):
    planning.plan(editor, written(editor, account, content="Eins.\n---\nZwei."), seen=1, now=NOW)
    Delivery.objects.filter(part=0).update(state="refused")
    assert late.drop_followers(NOW) == 1
    assert Delivery.objects.get(part=1).state == "withdrawn"


@pytest.mark.parametrize(
    ("ours", "theirs", "may"),
    [(-1, -1, False), (1, 1, True), (1, -30, False), (1, None, False), (60 * 24, -1, False)],
)
def test_an_embargo_ends_by_both_clocks_or_not_at_all(ours, theirs, may):
    end = NOW + timedelta(hours=2)
    line = PaperWire()
    said = {} if theirs is None else {"date": format_datetime(end + timedelta(minutes=theirs), usegmt=True)}
    line.says("GET", "/", headers=said)
    now = end + timedelta(minutes=ours)
    if may:
        embargo.respect(line, end, now)
    else:
        with pytest.raises(TryLater):
            embargo.respect(line, end, now)


def test_the_page_holds_shows_it_everywhere_and_lets_go(client, editor, planned):
    client.force_login(editor.person)
    assert "One post is on its way" in client.get("/speak/hold/").content.decode()
    client.post("/speak/hold/", {"reason": "Brand im Zentrum"})
    assert "Brand im Zentrum" in client.get("/speak/compose/").content.decode()
    client.post("/speak/hold/", {"go-on": "1"})
    assert "Everything is held" not in client.get("/speak/compose/").content.decode()
    assert client.post("/speak/hold/", {"go-on": "1"}).status_code == 409
