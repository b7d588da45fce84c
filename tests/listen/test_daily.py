"""What a day of listening brought and cost, noted as it happens and told with what is usual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from leitstand.listen import actions, daily, health
from leitstand.listen.daily import SPAN
from leitstand.listen.models import SourceDay
from leitstand.vocabulary.errors import TryLater
from tests.listen.conftest import NOW, post

pytestmark = pytest.mark.django_db


def days(organization, source, now=NOW):
    return daily.of(organization, now, [source])[source.pk]


def brought(source, *counts, until=NOW):
    """Days with so many posts, the last of them yesterday."""
    for back, count in enumerate(reversed(counts), start=1):
        day = (until - timedelta(days=back)).date()
        SourceDay.objects.create(source=source, day=day, posts=count, asked=10, read_bytes=2000)


def test_only_what_is_new_counts_as_posts_of_the_day(source, watch):
    actions.take_in(source, [post("1", minutes=9), post("2", minutes=8)], "1", now=NOW)
    actions.take_in(source, [post("1", minutes=9), post("3", "Radweg", minutes=7)], "2", now=NOW)
    row = SourceDay.objects.get()
    assert (row.day, row.posts, row.mentions) == (NOW.date(), 3, 2)


def test_visits_bytes_and_failures_add_up_and_a_new_day_begins_anew(source):
    for _visit in range(3):
        daily.note(source, NOW, asked=1, read_bytes=500)
    health.failed(source, TryLater("later", timedelta(minutes=1)), NOW)
    daily.note(source, NOW + timedelta(days=1), asked=1)
    daily.note(source, NOW, posts=0)
    first, second = SourceDay.objects.order_by("day")
    assert (first.asked, first.read_bytes, first.failed, second.asked) == (3, 1500, 1, 1)


def test_what_is_usual_needs_a_week_and_comes_with_its_range(organization, source):
    brought(source, 4, 6, 5)
    assert days(organization, source).a_day is None
    SourceDay.objects.all().delete()
    brought(source, *range(1, 11))
    usual = days(organization, source).a_day
    assert (usual.mean, usual.low, usual.high, usual.n) == (5.5, 1.9, 9.1, 10)


def test_a_day_without_any_post_is_a_zero_but_not_one_before_the_first(organization, source):
    brought(source, 7, 0, 3)
    SourceDay.objects.filter(posts=0).delete()
    assert days(organization, source).whole == [7, 0, 3]


def test_the_drawing_stays_in_its_box_and_ends_today(organization, source):
    assert days(organization, source).line == ""
    brought(source, *[n % 5 for n in range(40)])
    drawn = days(organization, source)
    places = [pair.split() for pair in drawn.line.removeprefix("M").split(" L")]
    assert len(places) == SPAN
    assert (float(places[0][0]), float(places[-1][0])) == (0, 100)
    assert all(0 <= float(y) <= 100 for _x, y in places)
    top, height = drawn.band
    assert top >= 0
    assert top + height <= 100


@pytest.fixture
def client(client, editor):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("listen:watches"))  # the session is there
    client.cookies["language"] = "en"
    return client


def test_the_pages_tell_days_cost_and_what_to_do(client, source):
    now = datetime.now(UTC)
    brought(source, *[3] * 9, until=now)
    source.last_answered, source.last_heard = now - timedelta(days=2), now - timedelta(days=3)
    source.state, source.failures = "failing", 5
    source.problem = {"sentence": "Nobody answered.", "facts": {}}
    source.save()
    for page in (reverse("listen:sources"), reverse("listen:source", args=[source.pk])):
        said = client.get(page).content.decode()
        assert 'class="spark' in said
        assert "failed 5 times since" in said
        assert "10 " in said
        assert "<c-" not in said


def test_a_source_that_never_answered_is_told_to_be_looked_at(client, source):
    source.state, source.failures, source.problem = "failing", 5, {"sentence": "Nobody answered."}
    source.save()
    assert "never answered" in client.get(reverse("listen:sources")).content.decode()


def test_the_counts_of_the_pages_are_those_of_the_weeks(client, source, watch):
    now = datetime.now(UTC)
    ages = (1, 2, 8, 9, 10, 20)
    posts = [post(str(age), published=now - timedelta(days=age)) for age in ages]
    actions.take_in(source, posts, "1", now=now)
    [row] = client.get(reverse("listen:watches")).context["page"].watches
    assert (row.recent, row.before) == (2, 3)
    [doing] = client.get(reverse("listen:sources")).context["page"].sources
    assert doing.source.recent == 2
