"""Every rule carries its own good and bad sentences; a new file is tested the moment it is there."""

import datetime as dt

import pytest

from leitstand import registry
from leitstand.vocabulary.policy import Example, parameters, planned
from leitstand.vocabulary.policy.planned import around

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
RULES = registry.rules()
PLACES = ("content", "name", "summary", "account", "moment", "alt", "medium", "link")


def found(rule, one):
    """What a rule says of one of its own sentences, in 500 characters of Mastodon."""
    example = one if isinstance(one, Example) else Example(one)
    facts = {"network": "mastodon", "limit": 500, **example.facts}
    post = planned(around(facts, example.text), now=NOW)
    return list(rule.check(post.note, post.situation, **getattr(rule, "WITH", {}))), post.note


@pytest.mark.parametrize(("name", "one"), [(n, t) for n, r in RULES.items() for t in r.GOOD])
def test_lets_pass(name, one):
    assert found(RULES[name], one)[0] == []


@pytest.mark.parametrize(("name", "one"), [(n, t) for n, r in RULES.items() for t in r.BAD])
def test_catches_and_marks_the_place(name, one):
    findings, note = found(RULES[name], one)
    assert findings
    for finding in findings:
        assert finding.where.partition(":")[0] in PLACES
        if finding.where == "content":
            assert 0 <= finding.start < finding.end <= len(note.content)
        assert finding.why % finding.facts if finding.facts else finding.why
        assert "%(" not in finding.advice


@pytest.mark.parametrize("name", RULES)
def test_names_its_article_and_says_what_it_is_for(name):
    assert RULES[name].ARTICLE
    assert RULES[name].__doc__.strip()
    assert RULES[name].GOOD
    assert RULES[name].BAD


@pytest.mark.parametrize("name", RULES)
def test_its_parameters_have_types_and_start_values(name):
    for one in parameters(RULES[name]):
        assert one.initial is not None
        assert one.annotation
