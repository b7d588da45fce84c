"""Reading judgements: the team's word wins, abstentions do not count, a share has its interval."""

from __future__ import annotations

from datetime import timedelta

from leitstand.listen.judging import queries
from leitstand.listen.models import Mention, Question
from tests.listen.conftest import NOW
from tests.listen.judging.conftest import judge, teach

HOUR = timedelta(hours=1)


def test_the_teams_word_wins_over_the_models(heard):
    mention = heard()
    judge(mention, tone="negative", spam="ham")
    teach(mention, tone="positive")
    said = queries.labels([mention])[mention.pk]
    assert (said["tone"].label, said["tone"].taught) == ("positive", True)
    assert (said["spam"].label, said["spam"].probability, said["spam"].taught) == ("ham", 0.9, False)


def test_labels_of_many_mentions_cost_two_queries(heard, django_assert_num_queries):
    mentions = [heard() for _ in range(5)]
    for mention in mentions:
        judge(mention, tone="neutral")
    with django_assert_num_queries(2):
        assert len(queries.labels(mentions)) == 5


def test_a_filter_finds_what_the_team_or_else_a_model_called_so(heard):
    by_model, by_team, corrected, silent = (heard() for _ in range(4))
    judge(by_model, tone="negative")
    teach(by_team, tone="negative")
    judge(corrected, tone="negative")
    teach(corrected, tone="neutral")
    judge(silent, tone="")
    found = Mention.objects.filter(queries.labelled("tone", "negative"))
    assert set(found) == {by_model, by_team}


def test_a_share_counts_answers_of_its_watch_and_time_only(heard, watch, organization):
    for minutes, label in ((10, "negative"), (20, "neutral"), (30, ""), (90, "negative")):
        judge(heard("Auenried", watch, minutes=minutes), tone=label)
    judge(heard("ohne Beobachtung", minutes=10), tone="negative")
    told = queries.share(organization, "tone", "negative", since=NOW - HOUR, until=NOW + HOUR, watch=watch.pk)
    assert (told.count, told.of, told.share) == (1, 2, 0.5)
    assert 0 < told.low < 0.5 < told.high < 1


def test_a_share_of_nothing_is_none_and_may_be_anything(organization):
    told = queries.share(organization, "tone", "negative", since=NOW - HOUR, until=NOW)
    assert (told.share, told.low, told.high) == (None, 0.0, 1.0)


def test_questions_are_ours_and_then_the_teams(organization):
    Question.objects.create(organization=organization, key="spam", active=False)
    Question.objects.create(organization=organization, key="taught-1", name="Canteen?", labels=["yes", "no"])
    asked = {one.key: one for one in queries.questions(organization)}
    assert list(asked) == ["tone", "offensive", "spam", "needs_answer", "relevant", "taught-1"]
    assert (asked["tone"].active, asked["spam"].active, asked["taught-1"].taught) == (True, False, True)
