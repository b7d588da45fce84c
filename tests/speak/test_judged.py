"""The inbox and judging: decisions teach, undoing takes it back, the best stands first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leitstand.listen.judging import actions as judging
from leitstand.listen.models import Judgement, Lesson, Mention
from leitstand.speak import actions, queries
from tests.speak.conftest import NOW, mention_in

pytestmark = pytest.mark.django_db


def taught(mention) -> dict[str, str]:
    return dict(Lesson.objects.filter(mention=mention).values_list("question", "label"))


@pytest.mark.parametrize(
    ("reason", "lessons"),
    [
        ("not_ours", {"relevant": "irrelevant"}),
        ("opinion", {"relevant": "relevant", "needs_answer": "stand"}),
        ("answered", {"relevant": "relevant"}),
        ("other", {}),
    ],
)
def test_the_reason_to_let_a_post_stand_teaches(editor, organization, reason, lessons):
    mention = mention_in(organization)
    actions.let_stand(editor, mention, reason, "weil", now=NOW)
    assert taught(mention) == lessons


def test_an_answer_teaches_that_one_was_needed(editor, organization, account):
    mention = mention_in(organization)
    actions.answer(editor, mention, account, "Ja, gern.", language="de", limit=500, now=NOW)
    assert taught(mention) == {"relevant": "relevant", "needs_answer": "answer"}


def test_undoing_takes_back_what_the_decision_taught_and_no_more(editor, organization):
    mention = mention_in(organization)
    judging.teach(editor, mention, "needs_answer", "answer", now=NOW - timedelta(minutes=5))
    actions.let_stand(editor, mention, "opinion", "", now=NOW)
    assert taught(mention) == {"relevant": "relevant", "needs_answer": "answer"}, "a person's word stays"
    actions.undo(editor, mention, now=NOW + timedelta(seconds=5))
    assert taught(mention) == {"needs_answer": "answer"}


def test_the_best_stands_first_and_newest_first_is_a_choice(organization):
    def judged(id: str, **labels: str):
        mention = mention_in(organization, id)
        for question, label in labels.items():
            Judgement.objects.create(mention=mention, question=question, label=label, probability=0.9)
        return mention

    strange = judged("1", relevant="irrelevant", needs_answer="answer")
    plain = judged("2", tone="negative")
    asks = judged("3", needs_answer="answer")
    ours = judged("4", needs_answer="stand")
    for mention in (strange, plain, asks, ours):
        Mention.objects.filter(pk=mention.pk).update(addressed=mention is ours)
    assert list(queries.inbox(organization)) == [ours, asks, plain, strange]
    newest = list(queries.inbox(organization, order=queries.NEWEST))
    assert newest == sorted(newest, key=lambda one: (one.published, one.pk), reverse=True)


def test_spam_stands_last_even_where_it_was_said_to_us(organization):
    spam, plain = mention_in(organization, "1"), mention_in(organization, "2")
    Judgement.objects.create(mention=spam, question="spam", label="spam", probability=0.97)
    Mention.objects.filter(pk=plain.pk).update(addressed=False)
    assert list(queries.inbox(organization)) == [plain, spam]


def test_best_first_sorts_the_latest_and_newest_first_reaches_all(organization, monkeypatch):
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    first, second, third = (mention_in(organization, id) for id in "123")
    assert list(queries.inbox(organization)) == [third, second]
    assert list(queries.inbox(organization, order=queries.NEWEST)) == [third, second, first]


def test_what_the_team_says_moves_a_post_in_the_list(editor, organization):
    first, second = mention_in(organization, "1"), mention_in(organization, "2")
    Mention.objects.update(addressed=False)
    assert list(queries.inbox(organization)) == [second, first]
    judging.teach(editor, second, "relevant", "irrelevant", now=timezone.now())
    assert list(queries.inbox(organization)) == [first, second]
