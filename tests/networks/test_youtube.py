"""`youtube` spends its quota knowingly, says what Google does with films, hears every answer of a thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leitstand.networks.youtube import NETWORK
from leitstand.networks.youtube.asking import until_midnight
from leitstand.vocabulary.errors import Invalid, Rejected, TryLater
from leitstand.vocabulary.metering import Metered
from leitstand.vocabulary.post import Note, Picture
from leitstand.vocabulary.quota import Charge
from tests.fakes import NOW, FakeWire
from tests.fakes.youtube import YouTube

FILM = Picture(content=bytes(17 * 2**20), media_type="video/mp4", alt="")
NOTE = Note(content="Zehn Minuten.", name="Rundgang", published=NOW, pictures=(FILM,))
V0 = "https://www.youtube.com/watch?v=v0"


@pytest.fixture
def fake() -> YouTube:
    return YouTube()


@pytest.fixture
def wire(fake: YouTube) -> FakeWire:
    return FakeWire(fake, NETWORK.connect(FakeWire(fake), fake.given))


def _prepared(wire, note: Note) -> Note:
    while (done := NETWORK.prepare(wire, note, key="k")).wait is not None:
        note = replace(note, prepared=done.state)
    return replace(note, prepared=done.state)


def test_a_film_goes_up_in_pieces_and_costs_one_upload_and_fifty_two_units(fake, wire):
    spent: list[Charge] = []
    paid = Metered(wire, NETWORK, spent.append)
    NETWORK.publish(paid, _prepared(paid, NOTE), key="k")
    pieces = [len(ask.body) for ask in fake.heard if ask.path.startswith("/session") and ask.body]
    assert pieces == [8 * 2**20, 8 * 2**20, 2**20]
    units = sum(charge.units for charge in spent if charge.bucket == "units")
    assert (units, spent.count(Charge("uploads"))) == (1 + 1 + 50, 1)  # worked on? still there? public!


def test_a_project_without_its_audit_is_told_why_nobody_sees_the_film(fake, wire):
    fake.audited = False
    with pytest.raises(Rejected, match="audit"):
        NETWORK.publish(wire, _prepared(wire, NOTE), key="k")
    assert fake.public() == []


def test_a_film_that_google_refuses_says_why(fake, wire):
    note = replace(NOTE, prepared='{"video":"v9"}')
    fake.films["v9"] = fake._film("Rundgang", "private")
    fake.films["v9"]["status"] |= {"uploadStatus": "rejected", "rejectionReason": "duplicate"}
    with pytest.raises(Rejected, match="duplicate"):
        NETWORK.prepare(wire, note, key="k")


@pytest.mark.parametrize(
    "note",
    [
        replace(NOTE, pictures=()),
        replace(NOTE, pictures=(FILM, FILM)),
        replace(NOTE, name=None),
        replace(NOTE, name="x" * 101),
        replace(NOTE, content="1 < 2"),
    ],
)
def test_what_youtube_never_takes_is_said_before_anything_is_sent(fake, wire, note):
    heard = len(fake.heard)
    with pytest.raises(Invalid):
        NETWORK.prepare(wire, note, key="k")
    assert len(fake.heard) == heard


def test_quota_comes_back_at_midnight_pacific_time(fake, wire):
    fake.trouble = "slow"
    with pytest.raises(TryLater) as later:
        list(NETWORK.read(wire, "notifications", ""))
    assert later.value.wait == timedelta(hours=23, minutes=1)  # it is one o'clock in the night there
    assert until_midnight({}) == timedelta(hours=1)


def test_every_answer_of_a_long_thread_is_heard_and_ours_are_not(fake, wire):
    top = fake.comment("v0", "Wer kommt?")
    for number in range(8):
        fake.comment("v0", f"Ich {number}", parent=top["id"])
    fake.comment("v0", "Danke!", parent=top["id"], ours=True)
    (page,) = NETWORK.read(wire, "notifications", "")
    heard = [post.content for post in NETWORK.parse(page.raw)]
    assert sorted(heard) == sorted(["Wer kommt?", *(f"Ich {number}" for number in range(8))])


@pytest.mark.parametrize(
    ("act", "state"),
    [("approve", "published"), ("hold", "heldForReview"), ("spam", "rejected"), ("trash", "rejected")],
)
def test_a_comment_is_moderated(fake, wire, act, state):
    id = fake.comment("v0", "Kauft hier!")["id"]
    NETWORK.moderate(wire, f"{V0}&lc={id}", act)
    assert fake.said[id]["snippet"]["moderationStatus"] == state


def test_only_comments_are_moderated(wire):
    with pytest.raises(Invalid):
        NETWORK.moderate(wire, V0, "hold")


def test_a_sign_in_without_the_right_to_write_is_refused_at_the_form(fake):
    fake.granted = "https://www.googleapis.com/auth/youtube.readonly"
    with pytest.raises(Rejected, match="force-ssl"):
        NETWORK.connect(FakeWire(fake), fake.given)


def test_our_own_videos_are_listed_with_those_made_by_hand(fake, wire):
    (page,) = NETWORK.read(wire, "own", "")
    assert [post.id for post in NETWORK.parse(page.raw)] == [V0]
