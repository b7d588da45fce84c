"""Learning a question: the same answers every time, honest probabilities, silence when unsure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import judging
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.judging import scale

HOURS = [f"Wann öffnet die {place} {day}?" for place in ("Bibliothek", "Mensa", "Beratung", "Kasse", "Halle")
         for day in ("heute", "morgen", "am Montag", "im Advent", "nach Ostern", "am Abend")]  # fmt: skip
THANKS = [f"Danke für {what} {when}!"
          for what in ("den Vortrag", "das Konzert", "die Führung", "den Kaffee", "alles")
          for when in ("gestern", "neulich", "am Freitag", "im Hof", "in Auenried", "beim Fest")]  # fmt: skip
TEXTS, LABELS = HOURS + THANKS, ["hours"] * 30 + ["thanks"] * 30
NEW = ["Wann öffnet das Labor am Dienstag?", "Danke für die schöne Lesung beim Fest!"]


class Letters:
    """An encoder that counts letters."""

    name = "letters"

    def encode(self, texts):
        return np.array([[text.lower().count(c) for c in "adefhknorstw?!"] for text in texts], np.float32)


@pytest.fixture(scope="module")
def model():
    return judging.fit(TEXTS, LABELS)


@pytest.fixture(scope="module")
def with_letters():
    return judging.fit(TEXTS, LABELS, encoder=Letters())


def test_what_was_taught_is_recognised_in_new_sentences(model, with_letters):
    for taught in (model, with_letters):
        assert [verdict.label for verdict in taught.judge(NEW)] == ["hours", "thanks"]


def test_more_than_two_labels_can_be_taught():
    rain = [
        f"Es regnet {where}"
        for where in ("am Hafen", "im Hof", "seit gestern", "schon wieder", "hier", "dort")
    ]
    three = judging.fit(TEXTS + rain, LABELS + ["rain"] * 6)
    assert three.labels == ("hours", "rain", "thanks")
    assert three.judge(["Es regnet am Bahnhof"])[0].label == "rain"
    assert np.allclose(three.predict_proba(TEXTS).sum(axis=1), 1)


def test_the_same_lesson_makes_the_same_bytes(model, with_letters):
    assert judging.pack(judging.fit(TEXTS, LABELS)) == judging.pack(model)
    assert judging.pack(judging.fit(TEXTS, LABELS, encoder=Letters())) == judging.pack(with_letters)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40) | st.sampled_from(TEXTS), max_size=9), st.integers(0, 9))
def test_who_stands_beside_a_text_changes_nothing(with_letters, texts, cut):
    model = with_letters
    together = model.predict_proba(texts)
    apart = np.concatenate([model.predict_proba(texts[:cut]), model.predict_proba(texts[cut:])])
    assert together.shape == (len(texts), 2)
    assert (together == apart).all()
    assert np.allclose(together.sum(axis=1), 1)


def test_a_model_comes_back_from_its_bytes(with_letters):
    packed = judging.pack(with_letters)
    again = judging.unpack(packed, encoder=Letters())
    assert judging.pack(again) == packed
    assert again.judge(TEXTS) == with_letters.judge(TEXTS)


def test_without_its_encoder_a_model_judges_by_n_grams_alone(with_letters):
    alone = judging.unpack(judging.pack(with_letters))
    assert not alone.full
    assert alone.judge(NEW) == with_letters.without_encoder().judge(NEW) != with_letters.judge(NEW)


@pytest.mark.parametrize("packed", [b"", b"nonsense", b"PK\x03\x04" + bytes(60)])
def test_foreign_bytes_are_no_model(packed):
    with pytest.raises(Invalid, match="no model"):
        judging.unpack(packed)


def test_every_broken_copy_of_a_model_is_refused_or_whole(model):
    packed = judging.pack(model)
    for at in range(0, len(packed), len(packed) // 40):
        with pytest.raises(Invalid):
            judging.unpack(packed[:at])


@pytest.mark.parametrize(
    ("texts", "labels", "why"),
    [([], [], "two are needed"), (["a"], ["x"], "two are needed"), (["a", "b"], ["x", "x"], "1 different"),
     (["a", "b", "c"], ["x", "x", "y"], "single text"), (["a"], [], "one label for each")],
)  # fmt: skip
def test_a_lesson_without_a_difference_is_refused(texts, labels, why):
    with pytest.raises(Invalid, match=why):
        judging.fit(texts, labels)


def test_balance_names_the_rare_label_more_often_than_accuracy():
    rng = np.random.default_rng(3)
    words = np.array(["hof", "tor", "uhr", "see", "weg", "zug", "bus", "tag"])
    rares = rng.random(400) < 0.12
    texts = [" ".join(rng.choice(words, 6)) + (" rot" if rare and rng.random() < 0.5 else "")
             for rare in rares]  # fmt: skip
    labels = ["rare" if rare else "usual" for rare in rares]
    named = {prefer: sum(v.label == "rare" for v in judging.fit(texts, labels, prefer=prefer).judge(texts))
             for prefer in ("balance", "accuracy")}  # fmt: skip
    assert named["balance"] > named["accuracy"]


def test_too_few_decisions_teach_nothing_and_many_are_called_calibrated():
    assert judging.learn(TEXTS[:19], LABELS[:19]) is None
    assert judging.learn(HOURS + THANKS[:4], LABELS[:34]) is None
    few = judging.learn(TEXTS, LABELS)
    assert (few.calibrated, few.decisions) == (False, 60)
    many = judging.learn(TEXTS * 4, LABELS * 4)
    assert (many.calibrated, many.decisions) == (True, 240)


def test_what_was_learnt_from_triage_is_silent_where_it_knows_nothing():
    model = judging.learn(TEXTS, LABELS)
    (verdict,) = model.judge(["xyzzy"])
    assert verdict.label is None
    assert verdict.probability < model.silence


def skewed(model):
    """Local decisions that are right only three times of four where the model is sure."""
    texts = TEXTS * 4
    truth = [other if n % 4 == 0 else label for n, label in enumerate(LABELS * 4)
             for other in ({"hours", "thanks"} - {label})]  # fmt: skip
    return texts, truth


def test_local_decisions_set_the_probabilities_right(model):
    texts, truth = skewed(model)
    places = np.array([model.labels.index(label) for label in truth])
    set_right = judging.calibrate(model, texts, truth)
    assert set_right.calibrated
    assert judging.error(set_right.predict_proba(texts), places) < 0.06
    assert judging.error(set_right.predict_proba(texts), places) < judging.error(
        model.predict_proba(texts), places
    )


def test_a_few_local_decisions_change_nothing_but_the_count(model):
    few = judging.calibrate(model, TEXTS[:50], LABELS[:50])
    assert (few.calibrated, few.decisions) == (False, 50)
    assert (few.predict_proba(NEW) == model.predict_proba(NEW)).all()


def test_a_decision_for_an_unknown_label_is_refused(model):
    with pytest.raises(Invalid, match="does not know"):
        judging.calibrate(model, ["a"], ["weather"])


def test_a_scale_finds_the_odds_that_made_the_truth():
    rng = np.random.default_rng(1)
    scores = rng.dirichlet([1, 1, 1], 20_000)
    made = scale.Scale(1.7, (0.5, -0.5, 0.0))
    chances = made(scores)
    truth = (rng.random((len(chances), 1)) > chances.cumsum(axis=1)[:, :-1]).sum(axis=1)
    found = scale.fit(scores, truth, scale.same(3))
    assert found.slope == pytest.approx(1.7, abs=0.06)
    assert judging.error(found(scores), truth) < 0.01


def test_links_handles_pictures_and_markup_become_plain():
    assert judging.said(
        "<p>Hallo <b>@anna@auenried.example</b>&nbsp;☕️ https://auenried.example/x?y=1</p>"
    ).startswith("Hallo @user ☕")
    assert judging.said("https://auenried.example und www.auenried.example") == "und URL URL"
    assert judging.said("Jaaaaaaaaa", name="Neues") == "Neues. Jaaa"
    assert judging.said("a <b", media_type="text/plain") == "a <b"


def test_no_encoder_of_that_name():
    assert judging.encoder("none") is None
    with pytest.raises(Invalid, match="none, usem3"):
        judging.encoder("crystal-ball")
