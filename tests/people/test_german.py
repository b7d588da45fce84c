"""German here says "Sie", in our own sentences and in borrowed ones."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from leitstand.people.borrowed import BORROWED

CATALOGUES = sorted(
    (Path(__file__).resolve().parents[2] / "src" / "leitstand").glob("*/locale/de/LC_MESSAGES/django.po")
)


def german(catalogue):
    return {message.id: message.string for message in read_po(catalogue.open("rb")) if message.id}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_nobody_is_called_du(catalogue):
    said = german(catalogue)
    assert said
    for sentence in said.values():
        text = " ".join(sentence) if isinstance(sentence, tuple) else sentence
        assert not re.search(r"\b(du|dich|dir|dein\w*)\b", text, re.IGNORECASE), text
        assert "!" not in text, text


def test_borrowed_sentences_have_german_of_our_own():
    ours = next(path for path in CATALOGUES if path.parents[3].name == "people")
    assert set(BORROWED) <= set(german(ours))
