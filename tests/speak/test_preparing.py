"""Media go out step by step before the one public call: a death anywhere repeats one harmless step."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.people.models import Account
from leitstand.speak import actions, holding, late, ledger, noting, queries, sending, tasks
from leitstand.speak.library import store
from leitstand.speak.models import Delivery, Step
from leitstand.vocabulary.errors import Gone, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.lives import DELIVERY
from tests.people.conftest import BACKEND
from tests.speak.conftest import NOW, mention_in, wire

SOON = NOW + actions.UNDO


class Killed(BaseException):
    """What SIGKILL does: nothing of ours runs any more."""


def later(seconds):
    return SOON + dt.timedelta(seconds=seconds)


@pytest.fixture
def darkroom(paper):
    network = registry.network("darkroom")
    network.clear()
    return network


@pytest.fixture
def room(organization, darkroom):
    return Account.objects.create(organization=organization, network="darkroom", actor_id="us", handle="@us",
                                  server="https://paper.example", headers={"a": "b"})  # fmt: skip


def write(editor, account, id="1"):
    mention = mention_in(editor.organization, id)
    mention.network = "darkroom"
    mention.save()
    return actions.answer(editor, mention, account, "Ja, auch dann.", language="de", limit=300, now=NOW)


def states(delivery):
    return [step.there for step in delivery.steps.filter(what="delivery").order_by("pk")]


def test_each_picture_is_a_call_of_its_own_and_only_what_is_ready_is_published(editor, room, darkroom):
    delivery = write(editor, room)
    tasks.move_due(SOON, wire)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due, darkroom.uploads) == ("due", later(30), 3)
    assert tasks.move_due(later(29), wire) == 0
    tasks.move_due(later(30), wire)
    delivery.refresh_from_db()
    assert (delivery.state, darkroom.unready, len(darkroom.posts)) == ("sent", 0, 1)
    assert darkroom.calls == ["prepare 0", "prepare 1", "prepare 2", "prepare 3", "publish"]
    once = ["claimed", "preparing"]
    assert states(delivery) == ["due", *once, "due", *once, "sending", "sent"]


@pytest.mark.parametrize(
    ("fault", "state", "calls"),
    [
        (TryLater("full", dt.timedelta(seconds=5)), "sent", 5),
        (Uncertain("?"), "sent", 5),
        (Reconnect("expired"), "sent", 5),
        (Rejected("no such film"), "refused", 2),
    ],
)
def test_a_fault_while_preparing_repeats_one_step_and_is_never_unknown(
    editor, room, darkroom, fault, state, calls
):
    delivery = write(editor, room)
    darkroom.faults = [None, fault]
    for seconds in (0, 1, 5, 31, 35, 61, 91, 121):
        tasks.move_due(later(seconds), wire)
    delivery.refresh_from_db()
    assert delivery.state == state
    assert sum(call.startswith("prepare") for call in darkroom.calls) == calls
    assert not delivery.steps.filter(there="unknown").exists()


def test_killed_while_preparing_it_goes_on_with_the_step_it_had(editor, room, darkroom):
    delivery = write(editor, room)
    darkroom.faults = [None, None]
    tasks.move_due(SOON, wire)
    Delivery.objects.update(state="preparing", worker="elsewhere/1-1", claimed=SOON, due=SOON)
    tasks.move_due(SOON + sending.LEASE, wire)
    delivery.refresh_from_db()
    assert (delivery.state, darkroom.uploads, len(darkroom.posts)) == ("sent", 3, 1)


def test_whoever_lost_the_row_while_uploading_stops_at_once(editor, room, darkroom):
    delivery = write(editor, room)
    ledger.move(delivery, "claimed", SOON, worker="here/1-1")
    ledger.move(delivery, "preparing", SOON)
    Delivery.objects.update(worker="there/2-2")
    with pytest.raises(ledger.Taken):
        ledger.prepared(delivery, "mine")
    assert Delivery.objects.get().prepared == ""


def test_a_pause_between_upload_and_publication_holds_it_and_keeps_what_is_prepared(editor, room, darkroom):
    delivery = write(editor, room)
    tasks.move_due(SOON, wire)
    prepare = darkroom.prepare

    def held_meanwhile(*args, **kwargs):
        holding.hold(editor, "Probe", now=SOON)
        return prepare(*args, **kwargs)

    darkroom.prepare = held_meanwhile
    try:
        tasks.move_due(later(30), wire)
    finally:
        del darkroom.prepare
    delivery.refresh_from_db()
    assert (delivery.state, "publish" in darkroom.calls) == ("due", False)
    holding.go_on(editor, now=later(60))
    tasks.move_due(later(60), wire)
    assert (darkroom.uploads, len(darkroom.posts)) == (3, 1)


def test_what_follows_an_unknown_part_waits_and_is_not_late_when_it_is_found(editor, room, darkroom, account):
    first, second = write(editor, room, "1"), write(editor, room, "2")
    Delivery.objects.filter(pk=second.pk).update(after=first)
    darkroom.pictures, darkroom.faults = 0, [None, Uncertain("?")]
    try:
        tasks.move_due(SOON, wire)
        assert Delivery.objects.get(pk=first.pk).state == "unknown"
        Delivery.objects.filter(pk=first.pk).update(next_look=later(600))
        tasks.move_due(later(599), wire)
        assert not late.overdue(later(599)).exists()
        tasks.move_due(later(600), wire)
        row = Delivery.objects.get(pk=second.pk)
        assert (row.overdue, row.state, row.due) == (None, "due", later(600))
        tasks.move_due(later(601), wire)
        assert queries.delivery(editor.organization, second.pk).state == "sent"
    finally:
        del darkroom.pictures


def test_what_looking_found_is_written_down_for_whoever_has_to_decide(
    client, editor, mention, account, paper
):
    row = actions.answer(editor, mention, account, "Ja.", language="de", limit=300, now=NOW)
    paper.faults = [(False, Uncertain("?"))]
    for seconds in (0, 5, 35, 155, 755, 4355, 9000):
        tasks.move_due(later(seconds), wire)
    looks = list(row.steps.filter(what="look").values_list("there", flat=True))
    assert looks == ["absent"] * len(ledger.LOOKS)
    editor.person.language = "en"
    editor.person.save()
    client.force_login(editor.person, backend=BACKEND)
    page = client.get(f"/speak/publications/{row.pk}/").content.decode()
    assert "own timeline 5 times" in page
    assert str(row.key) in page
    assert "/again/" in page


@pytest.fixture
def shown(editor, room, settings, tmp_path):
    from dataclasses import replace

    settings.CONFIG = replace(
        settings.CONFIG, home=tmp_path, public_url="https://leitstand.hochschule-auenried.example"
    )
    delivery = write(editor, room)
    sha256 = store.put(b"\x89PNG our own picture")
    note = {"pictures": [{"sha256": sha256, "media_type": "image/png", "alt": "Der Campus"}]}
    Delivery.objects.filter(pk=delivery.pk).update(note=note, state="preparing")
    delivery.refresh_from_db()
    return delivery


def test_a_network_may_fetch_a_picture_without_signing_in_while_it_is_needed(client, shown):
    (picture,) = noting.note_of(shown).pictures
    path = picture.url.removeprefix("https://leitstand.hochschule-auenried.example")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.content == picture.content
    assert "no-store" in answer.headers["Cache-Control"]
    for other in (path[:-2] + "xx/", "/speak/fetch/1:x:y/"):
        assert client.get(other).status_code == 410
    for state in ("sent", "withdrawn", "refused"):
        Delivery.objects.filter(pk=shown.pk).update(state=state)
        assert client.get(path).status_code == 410
        with pytest.raises(Gone):
            noting.shown(path.split("/")[-2])


@pytest.mark.parametrize(
    ("said", "public"),
    [
        ("", None),
        ("http://leitstand.auenried.example", None),
        ("https://localhost", None),
        ("https://10.1.2.3", None),
        ("https://leitstand", None),
        ("https://leitstand.campus.internal", None),
        ("https://leitstand.auenried.example", "https://leitstand.auenried.example"),
        ("https://93.184.216.34/", "https://93.184.216.34"),
    ],
)
def test_nothing_is_shown_in_public_where_this_place_is_not(settings, said, public):
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, public_url=said)
    assert noting.public_origin() == public


faults = st.sampled_from(
    [
        None,
        None,
        Killed(),
        Uncertain("?"),
        TryLater("later", dt.timedelta(seconds=30)),
        Reconnect("expired"),
    ]
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(faults, max_size=8))
def test_whatever_happens_at_any_call_nothing_is_published_twice_or_unready(editor, room, darkroom, plan):
    from django.db import transaction

    with transaction.atomic():
        darkroom.clear()
        darkroom.faults = list(plan)
        delivery = write(editor, room, f"post-{id(plan)}")
        for turn in range(10):
            try:
                tasks.move_due(later(turn * 400), wire)
            except Killed:
                Delivery.objects.filter(state__in=["claimed", "preparing", "sending"]).update(worker="x/1-1")
            delivery.refresh_from_db()
        assert (len(darkroom.posts) <= 1, darkroom.unready) == (True, 0)
        assert delivery.state in ("sent", "unknown", "due")
        assert not darkroom.posts or delivery.state in ("sent", "unknown")
        for step in Step.objects.filter(delivery=delivery, what="delivery").exclude(here=""):
            assert step.there in DELIVERY.steps[step.here]
        transaction.set_rollback(True)
