"""Who wrote which sentence is kept through corrections."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import authorship

TEXTS = st.text("ab ä.\n", max_size=60)


def test_a_correction_belongs_to_who_made_it_and_the_rest_to_the_voice():
    first = "Wer kein Gerät hat, bekommt eins. Ausgabe ab Montag."
    second = "Wer kein Gerät hat, bekommt eines. Ausgabe ab Montag."
    spans = authorship.attributed("", [], first, 1)
    assert spans == [(0, len(first), 1)]
    spans = authorship.attributed(first, spans, second, 2)
    assert [second[a:b] for a, b, who in spans if who == 2] == ["eines"]
    assert authorship.shares(second, spans) == {1: 8 / 9, 2: 1 / 9}
    told = authorship.by_sentence(second, spans)
    assert [one.words for one in told] == [((1, 5), (2, 1)), ((1, 3),)]


def test_a_text_without_words_belongs_to_nobody():
    assert authorship.shares("…", [(0, 1, 1)]) == {}


@settings(max_examples=50)
@given(TEXTS, TEXTS, TEXTS)
def test_every_letter_has_exactly_one_author_and_nobody_gains_by_doing_nothing(one, two, three):
    spans = authorship.attributed(one, authorship.attributed("", [], one, 1), two, 2)
    assert "".join(two[a:b] for a, b, _who in spans) == two
    assert all(first[1] == second[0] for first, second in itertools.pairwise(spans))
    assert authorship.attributed(two, spans, two, 3) == spans
    again = authorship.attributed(two, spans, three, 3)
    assert sum(b - a for a, b, who in again if who == 1) <= sum(b - a for a, b, who in spans if who == 1)
