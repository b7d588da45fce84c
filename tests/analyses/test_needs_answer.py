"""Who waits for an answer, in sentences the model was not made with."""

import datetime as dt

import pytest

from leitstand.analyses import needs_answer
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

CONTEXT = Context(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
WAITING = [
    "Hallo, wo kann ich meinen Bibliotheksausweis verlängern?",
    "Seit gestern komme ich nicht mehr ins WLAN, könnt ihr helfen?",
    "Können Sie mir die Unterlagen bitte zuschicken",
    "Why is the library closed today?",
]
TALKING = [
    "Schönes Wochenende euch allen!",
    "Was für ein Sonnenuntergang über Auenried.",
    "Die Ausstellung im Rathaus war voll.",
    "Auenried baut neue Brücke, sagt der Rat",
    "Great talk by Anna yesterday",
]


def heard(*contents):
    posts = batch.of(Post(id=str(n), content=content) for n, content in enumerate(contents))
    return needs_answer.analyse(posts, CONTEXT)["needs_answer"].to_pylist()


@pytest.mark.parametrize(
    "model", [needs_answer.MODEL(), needs_answer.MODEL().without_encoder()], ids=["full", "plain"]
)
def test_questions_and_requests_wait_talk_does_not(model):
    labels = [verdict.label for verdict in model.judge(WAITING + TALKING)]
    assert set(labels[: len(WAITING)]) <= {"answer", None}
    assert set(labels[len(WAITING) :]) <= {"stand", None}
    assert labels.count(None) <= 2


def test_an_empty_post_waits_for_nothing_that_we_know_of():
    assert heard("", "   ") == [None, None]


def test_a_title_can_be_the_question():
    posts = batch.of([Post(id="1", content="Danke!", name="Wann öffnet die Bibliothek morgen?")])
    assert needs_answer.analyse(posts, CONTEXT)["needs_answer"].to_pylist() == ["answer"]
