"""Patterns of people: what could run away is refused, and what takes too long asks a person."""

import datetime as dt
import time

import pytest

from leitstand.rules import pattern
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.finding import Level, Situation
from leitstand.vocabulary.policy import patterns
from leitstand.vocabulary.post import Note

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SITUATION = Situation(now=NOW, network="mastodon")
SLOW = r"\w+\d"
RUNAWAY = [
    r"(a+)+",
    r"(a*)*b",
    r"([a-z]+)*$",
    r"(\w+\s?)+!",
    r"(?:(?:ab)+c?)+",
    r"(a|aa)+$",
    r"(a|a?)+$",
    r"(.*,){11,}x",
    r"(x+x+)+y",
    r"(\d{1,})*-",
    r"(\w{2,50})+@",
    r"^(([a-z])+.)+[A-Z]$",
    r"\s*\s*\s*\s*\s*x$",
]
FINE = [
    r"\bMA-\d{6}\b",
    r"(?:abc)+",
    r"[^]a-z]+x",
    r"\(a+\)+",
    r"(?>a+)+b",
    r"(?:a++)+b",
    r"(Umbau|Neubau) (Nord|Süd)",
    r"\d{2,4}[-/.]\d{2,6}",
    r"(\w+)@(\w+)\.example",
    r"\p{Lu}{4,}",
]


@pytest.mark.parametrize("text", RUNAWAY)
def test_a_pattern_that_could_run_away_is_refused_quickly(text):
    began = time.process_time()
    with pytest.raises(Invalid):
        pattern.accept(patterns=(text,))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("text", FINE)
def test_an_ordinary_pattern_is_accepted(text):
    pattern.accept(patterns=(text,))


@pytest.mark.parametrize("text", ["(", "[a", "a**", "x?", "", "|", "a" * 501, r"(?P<a>b)(?P<a"])
def test_what_is_no_pattern_or_matches_nothing_is_refused(text):
    with pytest.raises(Invalid):
        pattern.accept(patterns=(text,))


def test_a_pattern_that_takes_too_long_asks_a_person_instead_of_keeping_silent(monkeypatch):
    monkeypatch.setattr(patterns, "SECONDS", 1e-4)
    note = Note(content="a" * 20_000, published=NOW)
    found = list(pattern.check(note, SITUATION, patterns=(SLOW,)))
    assert {one.level for one in found} == {Level.ASK}
    assert found[0].facts["pattern"] == SLOW


def test_a_long_text_is_read_in_pieces_and_nothing_at_a_seam_is_lost():
    for place in (9_990, 9_995, 10_000, 10_499, 20_003):
        text = "x" * place + " MA-123456 " + "x" * 5_000
        assert patterns.spans(r"\bMA-\d{6}\b", text) == [(place + 1, place + 10)]
