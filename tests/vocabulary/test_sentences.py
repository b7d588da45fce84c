"""Threads are cut where people would cut them, and nothing but white space is lost."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import sentences

TEXTS = st.text("ab. !?\nä👩‍👩‍👧ö„“0", max_size=120)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Ausgabe ab 11. Januar im Medienzentrum. Fragen? Gern.", 3),
        ("Das gilt z. B. für Dr. Voss und die Prof. Kern.", 1),
        ("Sie sagte: „Morgen.“ Dann ging sie.", 2),
        ("Ohne Punkt\n\nNeuer Absatz", 2),
        ("Wait... what? Yes!", 3),
        ("", 0),
    ],
)
def test_a_sentence_ends_where_one_would_say_so(text, ends):
    assert len(list(sentences.spans(text))) == ends


def test_a_long_text_is_cut_behind_a_sentence():
    text = "Wer kein Gerät hat, bekommt eines. Ausgabe ab 11. Januar. Fragen beantworten wir gern."
    assert sentences.cut(text, 60) == [
        "Wer kein Gerät hat, bekommt eines. Ausgabe ab 11. Januar.",
        "Fragen beantworten wir gern.",
    ]


def test_a_word_that_does_not_fit_is_cut_between_graphemes():
    assert sentences.cut("👩‍👩‍👧👩‍👩‍👧", 5) == ["👩‍👩‍👧", "👩‍👩‍👧"]
    with pytest.raises(ValueError, match="letter"):
        sentences.cut("👩‍👩‍👧", 2)


def test_the_author_cuts_by_a_line_of_three_dashes():
    assert sentences.parts("Eins.\n\n---\n\nZwei --- drei.\n") == ["Eins.", "Zwei --- drei."]
    assert sentences.parts("---\n---") == [""]


@settings(max_examples=50)
@given(TEXTS, st.integers(8, 40))
def test_every_part_fits_and_nothing_but_space_is_lost(text, limit):
    found = sentences.cut(text, limit)
    assert all(len(one) <= limit for one in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@settings(max_examples=50)
@given(TEXTS)
def test_sentences_stand_in_order_and_hold_every_letter(text):
    found = list(sentences.spans(text))
    assert "".join("".join(text[a:b] for a, b in found).split()) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(found))
