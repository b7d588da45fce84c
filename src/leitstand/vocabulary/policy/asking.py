"""Asks a policy about a note, runs its examples, and says what a new version would have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Article, Example, Policy
from leitstand.vocabulary.policy.facts import hold
from leitstand.vocabulary.policy.planned import Planned, around, planned
from leitstand.vocabulary.policy.rule import Rule
from leitstand.vocabulary.post import Note

_MORNING = time(9, tzinfo=UTC)
_SOME_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tried:
    """One example of an article, and whether the article said of it what it should."""

    article: str
    kind: str
    example: Example
    passed: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A post for which a new version says something else: the heaviest level before and after."""

    id: str
    before: Level | None
    after: Level | None
    findings: tuple[Finding, ...]
    gone: tuple[Finding, ...]

    @property
    def stopped(self) -> bool:
        """Would the author have to wait or to change it now, and had not to before?"""
        return _waits(self.after) > _waits(self.before)

    @property
    def freed(self) -> bool:
        """Could it go out now, or with less ado, and could not before?"""
        return _waits(self.after) < _waits(self.before)


def check(policy: Policy, note: Note, situation: Situation, rules: Mapping[str, Rule]) -> list[Finding]:
    """What the articles in force find in a note, the heaviest first, then by place."""
    day = situation.local.date()
    found = [finding for one in policy.on(day) for finding in asked(one, note, situation, rules)]
    return sorted(found, key=_weight)


def asked(article: Article, note: Note, situation: Situation, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """What one article finds, whatever the day."""
    if not article.rule or not hold(article.when, note, situation):
        return
    rule = rules[article.rule]
    for where, read in _texts(rule, note, situation):
        for finding in rule.check(read, situation, **article.parameters):
            place = where if finding.where == "content" else finding.where
            yield replace(finding, level=article.level, article=article.id, rule=article.rule, where=place)


def every_rule(note: Note, situation: Situation, rules: Mapping[str, Rule]) -> list[Finding]:
    """What all rules find by themselves, for an organisation that has written no policy yet."""
    found = [
        replace(finding, rule=name, article=finding.article or rule.ARTICLE)
        for name, rule in rules.items()
        for finding in rule.check(note, situation)
    ]
    return sorted(found, key=_weight)


def tests(policy: Policy, rules: Mapping[str, Rule]) -> list[Tried]:
    """Every good and bad sentence of every article with a rule, tried on its article."""
    return [
        _tried(article, kind, example, rules)
        for article in policy.articles
        if article.rule
        for kind, examples in (("good", article.good), ("bad", article.bad))
        for example in examples
    ]


def changed(
    old: Policy, new: Policy, posts: Iterable[Planned], rules: Mapping[str, Rule]
) -> Iterator[Change]:
    """The posts of which the new version says something else than the old one."""
    for post in posts:
        before = check(old, post.note, post.situation, rules)
        after = check(new, post.note, post.situation, rules)
        if _marks(before) != _marks(after):
            kept = _marks(after)
            gone = tuple(one for one in before if _mark(one) not in kept)
            yield Change(post.id, _heaviest(before), _heaviest(after), tuple(after), gone)


def _tried(article: Article, kind: str, example: Example, rules: Mapping[str, Rule]) -> Tried:
    day = article.valid_from or article.valid_to
    now = datetime.combine(day, _MORNING) if day else _SOME_DAY
    post = planned(around(example.facts, example.text), now=now)
    found = tuple(asked(article, post.note, post.situation, rules))
    return Tried(article.id, kind, example, bool(found) is (kind == "bad"), found)


def _texts(rule: Rule, note: Note, situation: Situation) -> Iterator[tuple[str, Note]]:
    """The texts a rule wants to read, each as a note, with the name of its place."""
    yield "content", note
    if getattr(rule, "EVERYWHERE", False):
        if note.name:
            yield "name", replace(note, content=note.name)
        if summary := getattr(note, "summary", None):
            yield "summary", replace(note, content=summary)
        for at, medium in enumerate(situation.media):
            if medium.alt:
                yield f"alt:{at}", replace(note, content=medium.alt)


def _weight(finding: Finding) -> tuple[int, bool, str, int]:
    """The heaviest first, then what stands in the text, then by place."""
    return -finding.level, finding.where != "content", finding.where, finding.start


def _heaviest(found: Iterable[Finding]) -> Level | None:
    return max((one.level for one in found), default=None)


def _waits(level: Level | None) -> int:
    """0: goes out at once, 2: waits for a second person, 3: is stopped. A hint keeps nobody waiting."""
    return level if level is not None and level > Level.HINT else 0


def _marks(found: Iterable[Finding]) -> set[tuple[object, ...]]:
    return {_mark(one) for one in found}


def _mark(finding: Finding) -> tuple[object, ...]:
    return finding.article, finding.level, finding.where, finding.start, finding.end
