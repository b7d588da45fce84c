"""The pages about judging: chips, answers with their doubt, teaching by a button, decisions to take along."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from leitstand.commands._labels import labelled
from leitstand.commands._lines import Trouble
from leitstand.listen.judging import actions, pages
from leitstand.listen.judging.queries import with_labels
from leitstand.listen.models import Lesson, Mention, Question
from tests.listen.conftest import NOW
from tests.listen.judging.conftest import judge, teach


def client_of(member) -> Client:
    """A browser in which this member is signed in, who reads English."""
    member.person.language = "en"
    member.person.save()
    browser = Client()
    browser.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.fixture
def client(editor) -> Client:
    return client_of(editor)


def chips(mention: Mention) -> list[tuple[str, str]]:
    fetched = with_labels(Mention.objects.filter(pk=mention.pk)).get()
    return [(chip.words, chip.chance) for chip in pages.chips_of(fetched)]


def test_a_chip_says_probably_where_a_model_spoke_and_says_so_where_a_person_did(heard):
    by_model, by_team = heard(), heard()
    judge(by_model, 0.84, tone="negative")
    teach(by_team, tone="negative")
    assert chips(by_model) == [("rather critical", "84\u00a0%")]
    assert chips(by_team) == [("critical", "")]


def test_at_most_two_chips_and_none_beside_probably_not_about_us(heard):
    many, strange = heard(), heard()
    judge(many, offensive="offensive", needs_answer="answer", tone="negative")
    judge(strange, relevant="irrelevant", offensive="offensive", tone="negative")
    assert [words for words, _chance in chips(many)] == ["probably offensive", "may need an answer"]
    assert [words for words, _chance in chips(strange)] == ["probably not about us"]


def test_what_is_usual_or_unsure_has_no_chip(heard):
    mention = heard()
    judge(mention, tone="neutral", spam="ham", offensive="")
    unsure = heard()
    judge(unsure, 0.44, tone="negative")
    assert chips(mention) == chips(unsure) == []


def test_the_teams_other_word_takes_a_models_chip_away(heard):
    mention = heard()
    judge(mention, tone="negative")
    teach(mention, tone="neutral")
    assert chips(mention) == []


def test_the_page_of_a_mention_says_who_judged_and_how_sure(client, heard):
    mention = heard("Die Mensa ist schlecht")
    judge(mention, 0.84, tone="negative", spam="")
    said = client.get(reverse("listen:mention", args=[mention.pk])).content.decode()
    assert "84\u00a0%" in said
    assert "not yet calibrated here" in said
    assert "not sure enough" in said


def test_a_button_teaches_and_takes_back(client, heard):
    mention = heard()
    there = reverse("listen:teach", args=[mention.pk])
    answer = client.post(there, {"question": "tone", "label": "negative"})
    assert answer.url == reverse("listen:mention", args=[mention.pk])
    assert Lesson.objects.get().label == "negative"
    client.post(there, {"question": "tone", "forget": "1"})
    assert not Lesson.objects.exists()


def test_after_teaching_one_is_where_one_was_but_never_elsewhere(client, heard):
    there = reverse("listen:teach", args=[heard().pk])
    inbox = client.post(there, {"question": "tone", "label": "negative", "next": "/speak/?tab=open"})
    evil = client.post(there, {"question": "tone", "label": "negative", "next": "https://evil.example/"})
    assert inbox.url == "/speak/?tab=open"
    assert evil.url.startswith("/listen/mentions/")


def test_an_answer_that_is_not_offered_is_refused_with_422(client, heard):
    answer = client.post(reverse("listen:teach", args=[heard().pk]), {"question": "tone", "label": "purple"})
    assert answer.status_code == 422


def test_the_page_of_judging_shows_every_question_with_its_doubt(client, editor, heard):
    for number in range(10):
        mention = heard(str(number))
        judge(mention, 0.85, tone="negative")
        actions.teach(editor, mention, "tone", "negative" if number < 6 else "neutral", now=NOW)
    said = client.get(reverse("listen:judging")).content.decode()
    assert "60\u00a0%" in said
    assert "n = 10" in said
    assert "31–83\u00a0%" in said, "the interval of 6 in 10"
    assert said.count('aria-labelledby="q-') == 5


def test_a_question_of_the_team_is_asked_switched_off_and_removed(client):
    client.post(reverse("listen:ask-question"), {"name": "Mensa?", "labels": "ja, nein"})
    row = Question.objects.get()
    assert row.labels == ["ja", "nein"]
    client.post(reverse("listen:switch-question", args=[row.key]))
    row.refresh_from_db()
    assert not row.active
    client.post(reverse("listen:remove-question", args=[row.key]))
    assert not Question.objects.exists()


def test_a_question_with_one_answer_is_explained_beside_the_field(client):
    answer = client.post(reverse("listen:ask-question"), {"name": "Mensa?", "labels": "ja"})
    assert answer.status_code == 422
    assert 'id="id_labels_error"' in answer.content.decode()


def test_decisions_are_taken_along_as_lines_that_teach_can_read(client, heard, tmp_path):
    teach(heard("Die Mensa kocht"), tone="positive")
    answer = client.get(reverse("listen:lessons", args=["tone"]))
    file = tmp_path / "decisions.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))
    assert labelled(str(file), Trouble(strict=True)) == (["Die Mensa kocht"], ["positive"])


def test_the_list_of_mentions_carries_chips(client, heard):
    judge(heard("Die Mensa ist schlecht"), 0.84, tone="negative")
    said = client.get(reverse("listen:mentions")).content.decode()
    assert "rather critical" in said


@pytest.mark.parametrize("path", ["listen:judging", "listen:mentions"])
def test_a_reader_sees_all_and_teaches_nothing(reader, heard, path):
    mention = heard()
    browser = client_of(reader)
    assert browser.get(reverse(path)).status_code == 200
    answer = browser.post(
        reverse("listen:teach", args=[mention.pk]), {"question": "tone", "label": "neutral"}
    )
    assert answer.status_code == 409
