"""Every rule carries its own good and bad sentences; a new file is tested the moment it is there."""

import datetime as dt

import pytest

from leitstand import registry
from leitstand.vocabulary.finding import Situation
from leitstand.vocabulary.post import Note

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
SITUATION = Situation(now=NOW, network="mastodon", limit=500)
RULES = registry.modules(registry.RULES)


def found(rule, text):
    return list(rule.check(Note(content=text, published=NOW), SITUATION))


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, r in RULES.items() for t in r.GOOD])
def test_lets_pass(name, text):
    assert found(RULES[name], text) == []


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, r in RULES.items() for t in r.BAD])
def test_catches_and_marks_the_place(name, text):
    findings = found(RULES[name], text)
    assert findings
    assert all(0 <= f.start < f.end <= len(text) for f in findings)


@pytest.mark.parametrize("name", RULES)
def test_names_its_article_and_says_what_it_is_for(name):
    assert RULES[name].ARTICLE
    assert RULES[name].__doc__.strip()
    assert RULES[name].GOOD
    assert RULES[name].BAD
