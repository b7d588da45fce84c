"""The desk: what needs somebody, and figures with their doubt."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leitstand.listen import queries as listen
from leitstand.listen.models import FrontPage, Mention, Owner, Source, Story
from leitstand.listen.whole_days import heard_by_day
from leitstand.people.models import Account
from leitstand.site.desk import ENOUGH_DAYS, desk, measured
from leitstand.speak.models import Delivery, Reply, Treatment

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def heard(organization, id, at, **more):
    said = {"network": "feed", "author_id": id, "text": f"Wort {id}", "post": {"id": id, "content": ""}}
    return Mention.objects.create(
        organization=organization, post_id=id, published=at, heard=at, **{**said, **more}
    )


def test_too_few_days_say_nothing():
    measure = measured(400, [1] * (ENOUGH_DAYS - 1))
    assert (measure.low, measure.beyond) == (None, "")


def test_only_what_lies_outside_the_expected_is_more_or_less():
    before = list(range(10, 31))
    assert measured(20, before).beyond == ""
    assert measured(31, before).beyond == "more"
    assert measured(9, before).beyond == "less"


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), max_size=40))
def test_everything_drawn_stays_on_the_scale(value, before):
    measure = measured(value, before)
    assert 0 <= measure.start <= measure.start + measure.width <= 100
    assert 0 <= measure.at <= 100
    assert measure.low is None or measure.low <= measure.high


@pytest.mark.django_db
def test_an_empty_desk_says_where_to_begin(inside):
    said = inside.get("/").content.decode()
    assert "Nothing is heard yet." in said
    assert reverse("welcome_source") in said
    assert "<c-" not in said


@pytest.mark.django_db
def test_nothing_to_do_is_success(inside, organization):
    Source.objects.create(organization=organization, network="feed", source="x", name="Campusfunk")
    said = inside.get("/").content.decode()
    assert "Nothing needs you." in said
    assert "Nothing to do" in said


@pytest.mark.django_db
def test_the_desk_counts_what_needs_somebody(organization, owner):
    account = Account.objects.create(
        organization=organization,
        network="mastodon",
        actor_id="1",
        server="https://s.example",
        state="reconnect",
    )
    Source.objects.create(organization=organization, network="feed", source="x", name="Bote", state="failing")
    quiet = Source.objects.create(
        organization=organization, network="feed", source="y", name="Amtsblatt", state="quiet"
    )
    mentions = [heard(organization, str(n), NOW - timedelta(hours=n)) for n in range(5)]
    Treatment.objects.create(mention=mentions[0], state="let_stand", reason="other")
    reply = Reply.objects.create(mention=mentions[1], organization=organization, content="Ja.")
    Delivery.objects.create(
        organization=organization, reply=reply, account=account, revision="1", state="unknown"
    )
    page = desk(organization, NOW, BERLIN)
    assert (len(page.unsure), len(page.lost), len(page.failing), len(page.mentions), page.further) == (
        1,
        1,
        1,
        3,
        1,
    )
    assert page.needs == 7
    assert page.quiet == [quiet]


@pytest.mark.django_db
def test_yesterday_is_compared_with_the_days_before_on_the_clock_of_who_looks(organization):
    for day in range(1, 11):
        for n in range(4 if day == 1 else 2):
            heard(organization, f"{day}-{n}", NOW - timedelta(days=day), author_id=str(n % 2))
    heard(organization, "late", datetime(2026, 11, 16, 23, 30, tzinfo=UTC))  # 0:30 today in Berlin
    page = desk(organization, NOW, BERLIN)
    assert (page.heard.value, page.heard.days, page.heard.beyond) == (4, 9, "more")
    assert (page.voices.value, page.voices.beyond) == (2, "")


@pytest.mark.django_db
def test_voices_are_counted_as_on_the_front_page_outlets_once_and_repeats_not_at_all(organization):
    story = Story.objects.create(
        organization=organization, key="1", headline="Chor", first_published=NOW, last_published=NOW
    )
    at = {"at": NOW - timedelta(days=1), "story": story}
    for n, who in enumerate(("bote.example", "bote.example", "", "")):
        heard(organization, f"own {n}", author_id=f"writer {n}", voice=who, **at)
    heard(organization, "repeat", author_id="echo", copy_of="own 0", **at)
    heard(organization, "gone", author_id="gone", taken_down=NOW, **at)
    told = desk(organization, NOW, BERLIN)
    assert told.heard.value == 6
    assert told.voices.value == listen.story(organization, story.pk, NOW).voices == 3


@pytest.mark.django_db
def test_silent_days_count_as_nothing_heard_not_as_unknown(organization):
    heard(organization, "long ago", NOW - timedelta(days=12))
    page = desk(organization, NOW, BERLIN)
    assert (page.heard.value, page.heard.days) == (0, 11)


@pytest.mark.django_db
def test_the_desk_asks_the_database_the_same_number_of_times_however_much_there_is(
    inside, organization, django_assert_max_num_queries
):
    story = Story.objects.create(
        organization=organization,
        key="1",
        headline="Chor",
        first_published=NOW,
        last_published=datetime.now(UTC),
    )
    for n in range(30):
        heard(organization, str(n), datetime.now(UTC) - timedelta(hours=n), story=story)
        Source.objects.create(
            organization=organization, network="feed", source=str(n), name=str(n), state="failing"
        )
    inside.get("/")
    with django_assert_max_num_queries(28):
        inside.get("/")


@pytest.mark.django_db
def test_another_organisation_is_not_on_this_desk(organization, owner):
    other = type(organization).objects.create(name="Stadt")
    heard(other, "1", NOW)
    Source.objects.create(organization=other, network="feed", source="x", name="Bote", state="failing")
    page = desk(organization, NOW, BERLIN)
    assert (page.needs, page.open, page.heard) == (0, 0, None)


@pytest.mark.django_db
def test_days_that_are_over_are_not_read_again_unless_their_posts_or_outlets_changed(
    organization, django_assert_num_queries
):
    days = [NOW.date() - timedelta(days=n) for n in (1, 2, 3)]
    for day, posts in zip(days, (3, 0, 2), strict=True):
        for n in range(posts):
            heard(organization, f"{day}-{n}", datetime.combine(day, time(12), UTC), voice=f"haus{n}.example")
    assert heard_by_day(organization, days, BERLIN) == {days[0]: (3, 3), days[2]: (2, 2)}
    with django_assert_num_queries(3):  # the posts of each day, the owners of outlets, what was kept
        assert heard_by_day(organization, days, BERLIN) == {days[0]: (3, 3), days[2]: (2, 2)}
    Mention.objects.filter(post_id=f"{days[0]}-2").delete()
    assert heard_by_day(organization, days, BERLIN) == {days[0]: (2, 2), days[2]: (2, 2)}
    FrontPage.objects.create(organization=organization)
    Owner.objects.create(organization=organization, name="Haus", outlets=["haus0.example", "haus1.example"])
    assert heard_by_day(organization, days, BERLIN) == {days[0]: (2, 1), days[2]: (2, 1)}
