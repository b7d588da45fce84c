"""The matrix: shares with intervals, nothing guessed, what is wanted kept, far posts told."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.decide.matrix import actions, drawing, queries
from leitstand.speak.models import Delivery, Place, Thought, Variant, Wanted
from leitstand.speak.placing import actions as placing
from leitstand.speak.placing import queries as placed
from leitstand.speak.placing import shares
from leitstand.speak.placing.shares import Point
from leitstand.vocabulary.errors import Invalid, Refused
from tests.speak.conftest import NOW, account, editor, member_of, mention, organization, paper, reader

__all__ = ["account", "editor", "mention", "organization", "paper", "reader"]  # the fixtures

UNIT = st.floats(0, 1)


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Mirjam Okoye")


def post(account, person, at, *, professional=None, visibility=""):
    thought = Thought.objects.create(organization=account.organization, voice=person)
    variant = Variant.objects.create(thought=thought, account=account, visibility=visibility)
    if professional is not None:
        Place.objects.create(thought=thought, professional=professional)
    return Delivery.objects.create(
        organization=account.organization, variant=variant, account=account, author=person, state="sent",
        content="Die Werkstatt hat offen.", revision=str(variant.pk), due=at, receipt_published=at,
        note={"visibility": visibility} if visibility else {},
    )  # fmt: skip


@settings(max_examples=50)
@given(st.lists(st.tuples(st.none() | UNIT, UNIT), max_size=60))
def test_every_share_has_its_interval_its_count_and_what_nobody_said(posts):
    told = shares.measured(posts)
    assert told.posts == len(posts)
    assert told.unsaid == sum(one is None for one, _public in posts)
    for known, n in ((told.professional, told.posts - told.unsaid), (told.public, told.posts)):
        if n < shares.FEWEST:
            assert known is None
        else:
            assert 0 <= known.low <= known.mean <= known.high <= 1
            assert known.n == n


@pytest.mark.parametrize(
    ("post", "wanted", "far"),
    [
        (Point(100, 100), Point(60, 90), ()),
        (Point(5, 100), Point(60, 90), ("professional",)),
        (Point(60, 0), Point(60, 90), ("public",)),
        (Point(0, 0), Point(100, 100), ("professional", "public")),
        (Point(100, 0), Point(50, 50), ()),
    ],
)
def test_a_post_is_far_only_beyond_what_was_agreed(post, wanted, far):
    assert shares.far(post, wanted, 50) == far


@pytest.mark.parametrize(
    ("visibility", "internal", "public"),
    [
        ("", False, True),
        ("unlisted", False, True),
        ("private", False, False),
        ("direct", False, False),
        ("", True, False),
    ],
)
def test_public_is_what_the_network_lets_everybody_read(visibility, internal, public):
    assert shares.is_public(visibility, internal=internal) is public


def test_what_nobody_said_is_not_guessed_and_is_told(organization, account, editor):
    for n in range(8):
        post(account, editor.person, NOW - dt.timedelta(days=n), professional=80 if n < 5 else None)
    post(account, editor.person, NOW - dt.timedelta(days=1), visibility="private")
    post(account, editor.person, NOW - dt.timedelta(days=200), professional=0)
    measured = next(one for one in queries.voices(organization, NOW) if one.whom == editor.person).measured
    assert (measured.posts, measured.unsaid) == (9, 4)
    assert measured.professional.n == 5
    assert measured.professional.mean == pytest.approx(0.8)
    assert measured.public.mean == pytest.approx(8 / 9)


def test_what_is_wanted_holds_from_the_latest_and_every_word_is_kept(organization, owner, editor, account):
    for share in (20, 60):
        actions.want(owner, f"v{editor.person_id}", Point(share, 90), now=NOW, words=f"jetzt {share}")
    actions.want(owner, f"a{account.pk}", Point(70, 100), now=NOW, tolerance=30)
    agreed = placed.wanted(organization)
    assert agreed["v", editor.person_id].professional == 60
    assert agreed["a", account.pk].tolerance == 30
    assert [one.words for one in placed.history(organization, ("v", editor.person_id))] == [
        "jetzt 60",
        "jetzt 20",
    ]


@pytest.mark.parametrize(("professional", "public"), [(101, 50), (-1, 50), (50, 1000)])
def test_shares_outside_0_to_100_are_refused_and_nothing_is_kept(owner, professional, public):
    with pytest.raises(Invalid, match="0 to 100"):
        actions.want(owner, f"v{owner.person_id}", Point(professional, public), now=NOW)
    assert not Wanted.objects.exists()


def test_one_sets_ones_own_place_and_only_owners_that_of_others(organization, owner, editor, reader):
    actions.want(editor, f"v{editor.person_id}", Point(50, 50), now=NOW)
    with pytest.raises(Refused):
        actions.want(editor, f"v{owner.person_id}", Point(50, 50), now=NOW)
    with pytest.raises(Refused):
        actions.want(reader, f"v{reader.person_id}", Point(50, 50), now=NOW)
    for id in ("v999999", "x1", "v", "a9999", "v²"):
        with pytest.raises((Invalid, Refused)):
            actions.want(owner, id, Point(50, 50), now=NOW)


def test_a_draft_far_from_its_account_is_pointed_out_before_it_goes(client, owner, editor, account):
    actions.want(owner, f"a{account.pk}", Point(90, 100), now=NOW)
    thought = Thought.objects.create(
        organization=account.organization, voice=editor.person, content="Mein Hund mag Regen."
    )
    Variant.objects.create(thought=thought, account=account)
    assert placed.landing(thought).far == []
    client.force_login(editor.person)
    url = reverse("speak:thought", args=[thought.pk])
    form = {"seen": 0, "content": "Mein Hund mag Regen.", "language": "de", "voice": editor.person_id,
            "accounts": [account.pk], "time_zone": "Europe/Berlin", "professional": "5"}  # fmt: skip
    client.post(url, form)
    assert Place.objects.get(thought=thought).professional == 5
    page = client.get(url).content.decode()
    assert "This is 5 % professional, wanted are 90 %." in page
    thought.refresh_from_db()
    client.post(url, {**form, "seen": thought.version, "professional": ""})
    assert not Place.objects.exists()
    assert "Far from where" not in client.get(url).content.decode()


def test_what_is_no_share_is_not_kept_of_a_draft(editor):
    thought = Thought.objects.create(organization=editor.organization, voice=editor.person)
    with pytest.raises(Invalid):
        placing.say(editor, thought, 101, now=NOW)


def test_labels_of_a_full_picture_never_overlap_and_the_chosen_lies_on_top():
    known = shares.measured([(0.7, 1.0)] * 20)
    rows = [(f"v{n}", f"Stimme {n}", known, Point(50 + n, 90 - n)) for n in range(14)]
    marks = drawing.marks(rows, "v3")
    assert marks[-1].id == "v3"
    assert marks[-1].label is not None
    spots = [(one.label.x, one.label.y, one.label.dx, one.label.dy) for one in marks if one.label]
    assert len(set(spots)) == len(spots)


def test_the_page_is_edited_by_numbers_alone_in_a_fixed_number_of_queries(
    client, organization, owner, editor, account, django_assert_max_num_queries
):
    for n in range(12):
        post(account, editor.person, timezone.now() - dt.timedelta(days=n), professional=80)
    client.force_login(owner.person)
    with django_assert_max_num_queries(24):
        page = client.get(reverse("decide:matrix"), {"who": f"v{editor.person_id}"}).content.decode()
    assert "measured 80 %" in page
    assert "<c-" not in page
    asked = {"who": f"v{editor.person_id}", "professional": "10", "public": "90"}
    assert client.post(reverse("decide:matrix"), asked).status_code == 302
    page = client.get(reverse("decide:matrix"), {"who": f"v{editor.person_id}"}).content.decode()
    assert "More professional than wanted" in page
    told = json.loads(client.get(reverse("decide:matrix_json")).content)
    mine = next(one for one in told["voices"] if one["id"] == f"v{editor.person_id}")
    assert mine["wanted"] == {"professional": 0.1, "public": 0.9}
    assert mine["measured"]["professional"]["n"] == 12


def test_what_is_wrong_stands_beside_its_field(client, owner):
    client.force_login(owner.person)
    asked = {"who": f"v{owner.person_id}", "professional": "120", "public": "90"}
    answer = client.post(reverse("decide:matrix"), asked)
    assert answer.status_code == 422
    assert "A share is a number from 0 to 100." in answer.content.decode()
    assert client.get(reverse("decide:matrix"), {"who": "z"}).status_code == 422
