"""Outcomes: read on a schedule, with their moment; what is not told is absent, never zero."""

import datetime as dt

import pytest
from django.urls import reverse

from leitstand.learn import actions, queries, tasks
from leitstand.learn.models import Course, Outcome
from leitstand.vocabulary.errors import Gone, TryLater
from tests.learn.conftest import SENT
from tests.speak.conftest import wire


def later(**span):
    return SENT + dt.timedelta(**span)


def test_a_publication_is_read_and_what_is_not_told_stays_untold(delivery, paper):
    paper.counts = {"reply": 1, "like": 0}
    assert tasks.read_due(SENT, wire) == 2
    (reading,) = queries.readings(delivery.organization)
    assert reading.counts == {"reply": 1, "like": 0}
    assert "view" not in reading.counts
    assert reading.seen == SENT
    assert reading.course.readings == 1


def test_the_latest_reading_counts_and_the_earlier_ones_are_kept(delivery, paper):
    for minutes, likes in ((0, 1), (5, 4), (10, 9)):
        paper.counts = {"like": likes}
        tasks.read_due(later(minutes=minutes), wire)
    assert queries.readings(delivery.organization)[0].counts == {"like": 9}
    assert [row.count for row in queries.outcomes(delivery)] == [1, 4, 9]


def test_the_same_moment_is_kept_once(delivery, paper):
    paper.counts = {"like": 1}
    tasks.read_due(SENT, wire)
    course = Course.objects.get()
    actions.note(course, {"like": 1}, SENT)
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (dt.timedelta(minutes=1), dt.timedelta(minutes=5)),
        (dt.timedelta(hours=2), dt.timedelta(hours=1)),
        (dt.timedelta(days=3), dt.timedelta(days=1)),
        (dt.timedelta(days=29), None),
    ],
)
def test_young_publications_are_read_often_old_ones_no_more(age, wait):
    now = SENT + age
    told = actions.next_reading(SENT, now)
    assert told == (now + wait if wait else None)


def test_a_reading_that_fails_counts_nothing_and_is_repeated_later(delivery, paper):
    paper.faults = [(True, TryLater("Too many requests.", dt.timedelta(minutes=20)))]
    tasks.read_due(SENT, wire)
    assert Outcome.objects.count() == 0
    assert Course.objects.get().problem["sentence"] == "Too many requests."
    paper.counts = {"like": 2}
    assert tasks.read_due(later(minutes=19), wire) == 0
    assert tasks.read_due(later(minutes=21), wire) == 1
    assert Course.objects.get().problem is None


def test_a_post_that_is_gone_is_asked_for_no_more(delivery, paper):
    paper.faults = [(True, Gone("There is no such post."))]
    tasks.read_due(SENT, wire)
    assert Course.objects.get().next_reading is None
    assert tasks.read_due(later(days=1), wire) == 0


def test_the_pages_say_when_it_was_counted_in_a_fixed_number_of_queries(
    client, delivery, reader, paper, django_assert_max_num_queries
):
    paper.counts = {"reply": 1, "like": 3}
    tasks.read_due(SENT, wire)
    client.force_login(reader.person)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("learn:outcomes")).content.decode()
    assert "Ja, auch dann." in page
    assert "1 reading" in page
    one = client.get(reverse("learn:outcome", args=[delivery.pk])).content.decode()
    assert "was asked once" in one
    assert "<c-" not in page + one


def test_another_organisation_sees_nothing_of_it(client, delivery, paper):
    from leitstand.people.models import Organization
    from tests.speak.conftest import member_of

    stranger = member_of(Organization.objects.create(name="Stadt Auenried"), "owner", "Ida Reusch")
    client.force_login(stranger.person)
    assert client.get(reverse("learn:outcome", args=[delivery.pk])).status_code == 404
    assert "Ja, auch dann." not in client.get(reverse("learn:outcomes")).content.decode()
