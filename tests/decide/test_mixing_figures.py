"""Hours and values are written as people read them, and drawn where they belong."""

import pytest
from django.utils.translation import override

from leitstand.decide.mixing import figures
from leitstand.vocabulary.estimate import Estimate

SAID = [
    (figures.hours, (4.0,), "4\xa0h", "4\xa0h"),
    (figures.hours, (2.5,), "2.5\xa0h", "2,5\xa0h"),
    (figures.change, (2.0,), "+2\xa0h", "+2\xa0h"),
    (figures.change, (-0.5,), "−0.5\xa0h", "−0,5\xa0h"),
    (figures.change, (0.01,), "", ""),
    (figures.percent, (0.826,), "83\xa0%", "83\xa0%"),
    (figures.percent, (1.0,), "99\xa0%", "99\xa0%"),
    (figures.percent, (0.0,), "1\xa0%", "1\xa0%"),
    (figures.span, (1.8, 4.6), "1.8–4.6", "1,8–4,6"),
    (figures.span, (33.2, 51.9), "33–52", "33–52"),
    (figures.span, (-3.0, 31.0), "−3 to +31", "−3 bis +31"),
    (figures.span, (0.01, 0.04), "0.01–0.04", "0,01–0,04"),
    (figures.number, (-0.0,), "0.0", "0,0"),
    (
        figures.gain_in_percent,
        (Estimate(2, -1, 5, 9), Estimate(20, 10, 30, 9)),
        "−5 and +25\xa0%",
        "−5 und +25\xa0%",
    ),
    (figures.gain_in_percent, (Estimate(2, -1, 5, 9), Estimate(0, 0, 0, 9)), "", ""),
]


@pytest.mark.parametrize(("how", "given", "english", "german"), SAID)
def test_figures_are_written_in_the_language_of_the_page(how, given, english, german):
    for language, said in (("en", english), ("de", german)):
        with override(language):
            assert how(*given) == said


def test_an_estimate_is_written_with_the_places_of_its_span():
    with override("en"):
        assert figures.figure(Estimate(3.14, 1.84, 4.62, 38)) == figures.Figure("3.1", "1.8–4.6")
        assert figures.figure([41.7, 33.2, 51.9]) == figures.Figure("42", "33–52")


def test_the_curve_lies_within_its_picture_and_the_pin_where_the_budget_is():
    points = [(4.0 + 4 * i, Estimate(10 + 3 * i, 8 + 2 * i, 14 + 5 * i, 26)) for i in range(8)]
    with override("de"):
        drawn = figures.curve(points, (18.0, Estimate(21, 15, 30, 26)))
    assert drawn.pin == "50.0%"
    heights = [float(pair.split(",")[1]) for pair in drawn.line[1:].split()]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= one <= 100 for one in heights)
    assert [one.label for one in drawn.ticks] == ["4\xa0h", "13\xa0h", "23\xa0h", "32\xa0h"]
    assert len(drawn.points) == 8


@pytest.mark.parametrize(("share", "drawn"), [(0.5, "50.0%"), (-1, "0.0%"), (3, "100.0%")])
def test_places_in_a_picture_are_written_with_a_point_in_every_language(share, drawn):
    with override("de"):
        assert figures.place(share) == drawn
