"""Judging what waits: stored with its state, repeated without harm, learned from decisions made here."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import numpy as np
import pytest

from leitstand.listen import actions as listen
from leitstand.listen.judging import actions, judges, queries, tasks
from leitstand.listen.models import Judgement, Learned, Lesson, Mention
from leitstand.vocabulary.errors import Invalid, Refused
from tests.listen.conftest import NOW, member_of, post
from tests.listen.judging.conftest import judge

OURS = "Die Hochschule Auenried öffnet die Bibliothek am Sonntag, Ausleihe {} Minuten länger"
OTHERS = "Im Hotel Auenried am See kostet das Zimmer {} Euro mit Frühstück und Sauna"


@pytest.fixture
def decided(editor, heard, watch):
    """The team decided on so many mentions of the watch, half of them not about us."""

    def decide(many: int) -> None:
        for number in range(many):
            about = number % 2 == 0
            mention = heard((OURS if about else OTHERS).format(number), watch, minutes=number)
            label = judges.RIGHT if about else judges.WRONG
            if number:
                Lesson.objects.create(mention=mention, question="relevant", label=label, at=NOW)
            else:
                actions.teach(editor, mention, "relevant", label, now=NOW)

    return decide


def answer(mention: Mention, key: str) -> Judgement:
    return Judgement.objects.get(mention=mention, question=key)


def test_what_waits_is_judged_once_newest_first(heard, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    old, *_newer = [heard(f"Ein Wort zu Auenried {n}", minutes=9 - n) for n in range(3)]
    assert tasks.judge_due(NOW) == 2
    assert set(Mention.objects.filter(judged=None)) == {old}
    assert [tasks.judge_due(NOW), tasks.judge_due(NOW)] == [1, 0]


def test_judging_is_kept_whole_or_not_at_all(heard, monkeypatch):
    mention = heard("Ihr seid alle Idioten in Auenried")

    def breaks(*_args, **_more):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Judgement.objects, "bulk_create", breaks)
        with pytest.raises(ZeroDivisionError):
            tasks.judge_due(NOW)
    mention.refresh_from_db()
    assert (mention.judged, Judgement.objects.count()) == (None, 0)
    assert tasks.judge_due(NOW) == 1


def test_judging_again_replaces_what_was_said(heard, organization):
    mention = heard("Danke, tolle Bibliothek in Auenried!", published=NOW)
    tasks.judge_due(NOW)
    before = Judgement.objects.count()
    assert actions.judge_again(organization.pk, NOW) == 1
    tasks.judge_due(NOW)
    assert Judgement.objects.filter(mention=mention).count() == before


def test_a_post_without_words_gets_no_answer(heard):
    heard("")
    assert tasks.judge_due(NOW) == 1
    assert not Judgement.objects.exists()


def test_relevance_is_learned_from_the_teams_own_decisions(decided, heard, watch):
    decided(40)
    while tasks.refit_due(NOW):
        pass
    learned = Learned.objects.get(watch=watch)
    assert (learned.decisions, learned.calibrated) == (40, False)
    ours, others = heard(OURS.format(99), watch), heard(OTHERS.format(99), watch)
    while tasks.judge_due(NOW):
        pass
    said = [(answer(one, "relevant").label, answer(one, "relevant").calibrated) for one in (ours, others)]
    assert said == [("relevant", False), ("irrelevant", False)]


def test_nothing_is_called_irrelevant_while_another_of_its_watches_is_untaught(decided, heard, watch, editor):
    other = listen.add_watch(editor, "See", "see", now=NOW)
    decided(40)
    tasks.refit_due(NOW)
    mention = heard(OTHERS.format(77), watch, other)
    while tasks.judge_due(NOW):
        pass
    assert not Judgement.objects.filter(mention=mention, question="relevant").exists()


def test_with_few_decisions_nothing_is_said(decided, heard, watch):
    decided(6)
    tasks.refit_due(NOW)
    mention = heard(OTHERS.format(5), watch)
    tasks.judge_due(NOW)
    assert not Judgement.objects.filter(mention=mention, question="relevant").exists()
    assert Learned.objects.get().decisions == 6


def test_what_was_learned_is_learned_anew_only_with_enough_news(decided, heard, watch, editor):
    decided(40)
    assert [tasks.refit_due(NOW), tasks.refit_due(NOW)] == [1, 0]
    actions.teach(editor, heard(OURS.format(1), watch), "relevant", "relevant", now=NOW)
    assert tasks.refit_due(NOW) == 0, "one decision to forty is no news"
    actions.teach(editor, heard(OURS.format(2), watch), "relevant", "relevant", now=NOW)
    assert tasks.refit_due(NOW) == 1


def test_from_two_hundred_decisions_on_what_was_learned_counts_as_calibrated(decided):
    decided(200)
    assert tasks.refit_due(NOW) == 1
    assert Learned.objects.get().calibrated


def test_a_model_of_another_version_is_passed_over(decided, heard, watch):
    decided(30)
    tasks.refit_due(NOW)
    Learned.objects.update(packed=b"something else", model="other")
    mention = heard(OTHERS.format(5), watch)
    while tasks.judge_due(NOW):
        pass
    assert not Judgement.objects.filter(mention=mention, question="relevant").exists()


def test_a_lesson_remembers_what_had_been_said_before_it(editor, heard):
    mention = heard()
    judge(mention, 0.8, tone="negative")
    lesson = actions.teach(editor, mention, "tone", "neutral", now=NOW)
    assert (lesson.guess, lesson.guess_probability) == ("negative", 0.8)
    again = actions.teach(editor, mention, "tone", "positive", now=NOW + timedelta(hours=1))
    assert (again.pk, again.label, again.guess) == (lesson.pk, "positive", "negative")


def test_only_an_answer_that_is_offered_can_be_right(editor, heard):
    for key, label in (("tone", "purple"), ("colour", "purple")):
        with pytest.raises(Invalid):
            actions.teach(editor, heard(), key, label, now=NOW)
    assert not Lesson.objects.exists()


def test_a_reader_teaches_nothing(reader, heard):
    mention = heard()
    for write in (
        partial(actions.teach, reader, mention, "tone", "neutral", now=NOW),
        partial(actions.forget, reader, mention, ["tone"]),
        partial(actions.ask, reader, "Mensa?", ["ja", "nein"], now=NOW),
        partial(actions.switch, reader, "tone", active=False, now=NOW),
    ):
        with pytest.raises(Refused):
            write()


def test_nobody_teaches_about_another_organisations_posts(heard, db):
    from leitstand.people.models import Organization

    stranger = member_of(Organization.objects.create(name="Amt Auenried"))
    with pytest.raises(Refused):
        actions.teach(stranger, heard(), "tone", "neutral", now=NOW)


def test_a_question_of_the_team_is_taught_and_then_answered(editor, heard):
    asked = actions.ask(editor, "Geht es um die Mensa?", ["ja", "nein"], now=NOW)
    for number in range(30):
        words = f"Die Mensa kocht Suppe Nummer {number}" if number % 2 else f"Die Bahn kommt {number} spät"
        actions.teach(editor, heard(words), asked.key, "ja" if number % 2 else "nein", now=NOW)
    while tasks.refit_due(NOW):
        pass
    mention = heard("Suppe in der Mensa")
    while tasks.judge_due(NOW):
        pass
    assert answer(mention, asked.key).label == "ja"


@pytest.mark.parametrize(
    ("name", "labels"),
    [("", ["a", "b"]), ("Mensa?", ["ja"]), ("Mensa?", ["ja", "ja"]), ("Mensa?", list("abcdefghi"))],
)
def test_a_question_needs_a_name_and_two_answers_or_a_few(editor, name, labels):
    with pytest.raises(Invalid):
        actions.ask(editor, name, labels, now=NOW)


def test_a_question_switched_off_is_neither_asked_nor_shown(editor, heard, organization):
    mention = heard("Danke!")
    judge(mention, tone="positive", spam="ham")
    actions.switch(editor, "tone", active=False, now=NOW)
    assert set(Judgement.objects.values_list("question", flat=True)) == {"spam"}
    tasks.judge_due(NOW)
    assert not Judgement.objects.filter(question="tone").exists()


def test_a_question_that_ships_is_not_removed_one_of_the_team_is(editor, heard):
    with pytest.raises(Refused):
        actions.remove(editor, "tone")
    asked = actions.ask(editor, "Mensa?", ["ja", "nein"], now=NOW)
    actions.teach(editor, heard(), asked.key, "ja", now=NOW)
    actions.remove(editor, asked.key)
    assert not Lesson.objects.exists()
    assert asked.key not in [one.key for one in queries.questions(editor.organization)]


def test_how_well_it_was_answered_is_measured_on_later_decisions(editor, heard):
    for number in range(10):
        mention = heard(str(number))
        judge(mention, 0.85, tone="negative")
        actions.teach(editor, mention, "tone", "negative" if number < 6 else "neutral", now=NOW)
    actions.teach(editor, heard("nie beurteilt"), "tone", "neutral", now=NOW)
    told = queries.kept_word(editor.organization, "tone")
    assert (told.right.count, told.right.of, told.silent) == (6, 10, 1)
    (only,) = told.bins
    assert only.sure == pytest.approx(0.85)
    assert told.error == pytest.approx(0.25)


def test_an_edited_post_waits_to_be_judged_again(source, watch):
    first = post("https://blog.example/1", "Auenried ist schön", minutes=9)
    listen.take_in(source, [first], "1", now=NOW)
    tasks.judge_due(NOW)
    listen.take_in(
        source, [post("https://blog.example/1", "Auenried!", minutes=9, updated=NOW)], "2", now=NOW
    )
    assert Mention.objects.get().judged is None
    assert tasks.judge_due(NOW) == 1


def test_a_text_is_read_once_however_many_models_ask():
    class Counting:
        name = "counting"

        def __init__(self):
            self.read: list[str] = []

        def encode(self, texts):
            self.read += texts
            return np.array([[len(text)] for text in texts], np.float32)

    once = judges.Once(counting := Counting())
    assert once.encode(["a", "bb", "a"]).tolist() == [[1], [2], [1]]
    assert once.encode(["bb", "ccc"]).tolist() == [[2], [3]]
    assert counting.read == ["a", "bb", "ccc"]
