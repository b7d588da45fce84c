"""Insults in our own sentences, silence where there is nothing to judge."""

import datetime as dt
import json
from pathlib import Path

import pytest

from leitstand.analyses import offensive
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

CONTEXT = Context(now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
BAD = [
    "Ihr seid doch alle Idioten, dieses dumme Pack gehört rausgeschmissen!",
    "Halt die Fresse, du widerlicher Lügner, du bist nur Abschaum",
    "Diese Idioten sind einfach nur dumm und widerlich",
]
GOOD = [
    "Die Bibliothek der Hochschule Auenried öffnet heute um neun Uhr.",
    "Vielen Dank für den schönen Vortrag gestern Abend!",
    "Wer kommt morgen mit in die Mensa?",
]


def heard(*contents, **more):
    posts = batch.of(Post(id=str(n), content=content, **more) for n, content in enumerate(contents))
    return offensive.analyse(posts, CONTEXT).to_pylist()


@pytest.mark.parametrize("sentence", BAD)
def test_an_insult_is_heard(sentence):
    assert heard(sentence)[0]["offensive"] == "offensive"


@pytest.mark.parametrize("sentence", GOOD)
def test_harmless_talk_stays_harmless(sentence):
    (row,) = heard(sentence)
    assert row["offensive"] == "harmless"
    assert 0.65 <= row["offensive_probability"] <= 1


def test_where_there_is_nothing_to_judge_nothing_is_said():
    assert (
        heard("", "<p> </p>")
        == [{"offensive": None, "offensive_probability": None, "offensive_calibrated": False}] * 2
    )


def test_it_never_claims_to_know_this_house_before_it_was_told():
    assert not any(row["offensive_calibrated"] for row in heard(*BAD, *GOOD))


def test_the_unsure_is_left_to_people():
    rows = heard(*BAD, *GOOD, "Das ist doch Quatsch", "So ein Mist, schon wieder kein Netz", "Unverschämt!")
    for row in rows:
        assert (row["offensive"] is None) == (row["offensive_probability"] < offensive.MODEL().silence)


def test_markup_and_names_do_not_decide():
    plain, marked, other = heard(
        "@anna Diese Idioten sind dumm", "<p>@anna Diese <b>Idioten</b> sind dumm</p>",
        "@bert Diese Idioten sind dumm",
    )  # fmt: skip
    assert plain == marked == other


def test_without_the_encoder_it_still_judges_by_n_grams():
    model = offensive.MODEL().without_encoder()
    assert [verdict.label for verdict in model.judge(BAD[:1] + GOOD[1:2])] == ["offensive", "harmless"]


def test_the_card_tells_whose_data_it_was_and_what_the_model_is_not_for():
    folder = Path(offensive.__file__).parent
    card = (folder / "card.md").read_text()
    assert "CC BY 4.0" in card
    assert "not for" in card
    assert json.loads((folder / "model.json").read_text())["labels"] == ["harmless", "offensive"]
    assert (folder / "model.npz").stat().st_size < 1_000_000
