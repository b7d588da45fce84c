"""Languages of our own sentences, and silence where a text says too little."""

import datetime as dt

import pytest

from leitstand.analyses import language
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

CONTEXT = Context(now=dt.datetime(2026, 11, 17, tzinfo=dt.UTC))
SENTENCES = {
    "de": [
        "Die Hochschule Auenried ist am Montag geschlossen.",
        "Wann macht die Bibliothek heute wieder auf?",
        "Konzert im Innenhof fällt leider wegen Regen aus",
        "Das neue Labor ist wirklich großartig geworden!",
        "Wer kommt mit in die Mensa, es gibt Linsen",
    ],
    "en": [
        "The library in Auenried is closed on Monday.",
        "Where can I find the timetable for next week?",
        "What a great talk, thank you all for coming",
        "Does anybody know whether the tram is running?",
        "Our new lab opens its doors on Friday",
    ],
    "fr": ["La bibliothèque est fermée lundi à cause de la tempête.", "Quel beau discours, merci à tous !"],
    "es": ["La biblioteca está cerrada el lunes por la tormenta.", "¿Dónde puedo encontrar el horario?"],
    "it": ["La biblioteca è chiusa lunedì a causa della tempesta.", "Che bella conferenza, grazie a tutti!"],
    "pt": ["A biblioteca está fechada na segunda-feira.", "Gente, hoje não tem aula né"],
    "hi": ["bhai kal library band hai kya", "mujhe bhi nahi pata yaar, aap batao", "आज पुस्तकालय बंद है"],
    "tr": ["Kütüphane fırtına nedeniyle pazartesi günü kapalı."],
    "uk": ["Бібліотека в понеділок зачинена через бурю."],
}


def heard(content, **more):
    answer = language.analyse(batch.of([Post(id="1", content=content, **more)]), CONTEXT).to_pylist()[0]
    return answer["detected_language"], answer["language_confidence"]


@pytest.mark.parametrize(("code", "sentence"), [(c, s) for c, some in SENTENCES.items() for s in some])
def test_hears_the_language_of_a_sentence(code, sentence):
    found, confidence = heard(sentence)
    assert found == code
    assert language.SURE <= confidence <= 1


@pytest.mark.parametrize(
    "content",
    ["", "lol", "👍👍👍", "12:30", "@anna @bert", "https://auenried.example/die/hochschule/ist/geschlossen",
     "#dieHochschuleIstGeschlossen #wirWarten", "Auenried"],
)  # fmt: skip
def test_says_nothing_where_a_text_says_too_little(content):
    assert heard(content) == (None, None)


@pytest.mark.parametrize(
    ("content", "code"),
    [("Strom weg", "de"), ("Lebe frei!", "de"), ("und? Hast du fertig?", "de"), ("so good", "en"),
     ("tá bom", "pt"), ("che bello", "it")],
)  # fmt: skip
def test_a_few_words_may_be_enough(content, code):
    assert heard(content)[0] == code


@pytest.mark.parametrize(
    "declared", [{"language": "de"}, {"language": "de-AT"}, {"content_map": {"de": "Guten Morgen"}}]
)
def test_a_declared_language_helps_where_the_text_says_little(declared):
    assert heard("Guten Morgen") == (None, None)
    assert heard("Guten Morgen", **declared)[0] == "de"


def test_a_clear_text_is_believed_more_than_what_was_declared():
    assert heard(SENTENCES["de"][0], language="en")[0] == "de"


def test_an_unknown_declaration_does_no_harm():
    assert heard(SENTENCES["en"][0], language="tlh-Latn")[0] == "en"


def test_markup_links_and_hashtags_do_not_count():
    html = (
        '<p>Wer kommt mit in die <a href="https://x.example/the/and/of">Mensa</a>, es gibt Linsen #foodie</p>'
    )
    assert heard(html)[0] == "de"


def test_the_model_is_loaded_only_when_it_is_asked():
    import subprocess
    import sys

    program = "from leitstand.analyses import language as l; print(l._identifier.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
