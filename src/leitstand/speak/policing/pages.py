"""What each page of the policy is given, and how a finding is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from leitstand.people import queries as people
from leitstand.speak.policing import files, labels, queries, situations
from leitstand.speak.policing.forms import ArticleForm, BeginForm, HouseForm, TrainForm
from leitstand.vocabulary.finding import Level
from leitstand.vocabulary.policy import SEVERITY, Article, Policy, Problem, written

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization
    from leitstand.speak.models import LinkLook, PolicyVersion, ProfileLook
    from leitstand.vocabulary.errors import LeitstandError
    from leitstand.vocabulary.finding import Finding

OWN = ("terms", "pattern", "facts")
"""Rules that organisations write themselves: only the article's own words say what is meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with its article, in the language of the page."""

    finding: Finding
    quote: str
    number: str = ""
    title: str = ""
    why: str = ""
    way_out: str = ""
    source: Sequence[str] = ()

    @property
    def stops(self) -> bool:
        """Does it forbid the text?"""
        return self.finding.level is Level.STOP


def told(organization: Organization, finding: Finding, quote: str) -> Told:
    """How a finding is shown; without a policy it has no article."""
    held = files.held(organization.pk).policy
    article = next((one for one in held.articles if one.id == finding.article), None) if held else None
    why = _said(finding.why, finding)
    way_out = _said(finding.way_out, finding)
    if article is None:
        return Told(finding, quote, why=why, way_out=way_out)
    language = get_language() or "en"
    if finding.rule in OWN:
        why = article.text.say(language)
    return Told(
        finding,
        quote,
        number=article.id,
        title=article.title.say(language),
        why=why,
        way_out=article.way_out.say(language) or way_out,
        source=article.source,
    )


def _said(sentence: str, finding: Finding) -> str:
    if not sentence:
        return ""
    said = gettext(sentence)
    return said % finding.facts if finding.facts else said


@dataclass(frozen=True, slots=True)
class Read:
    """An article as people read it, in one language."""

    article: Article
    title: str
    text: str
    why: str
    way_out: str
    level: str
    severity: str
    rule: str
    good: Sequence[str]
    bad: Sequence[str]
    valid: bool


def read(article: Article, today: date) -> Read:
    """An article in the language of the page."""
    language = get_language() or "en"
    severity = SEVERITY[article.level]
    return Read(
        article,
        title=article.title.say(language),
        text=article.text.say(language),
        why=article.why.say(language),
        way_out=article.way_out.say(language),
        level=labels.SHORT[severity],
        severity=severity.partition(" ")[0],
        rule=labels.RULES.get(article.rule, article.rule),
        good=[one.text for one in article.good if one.text],
        bad=[one.text for one in article.bad if one.text],
        valid=article.valid(today),
    )


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the files that cannot be read, and why."""

    place: str
    article: str
    problem: Mapping[str, object]


def wrong(problems: Sequence[Problem]) -> list[Wrong]:
    """What is wrong, as pages say it."""
    return [Wrong(one.place, one.article, {"sentence": one.sentence, "facts": one.facts}) for one in problems]


@dataclass(frozen=True, slots=True)
class Page:
    """The policy with everything around it."""

    policy: Policy | None
    name: str
    note: str
    articles: Sequence[Read]
    problems: Sequence[Wrong]
    folder: str
    unread: bool
    owner: bool
    begin: BeginForm
    house: HouseForm
    train: TrainForm
    readers: Sequence[queries.Reader]
    versions: Sequence[PolicyVersion]
    looks: Sequence[ProfileLook]
    links: Sequence[LinkLook]
    problem: LeitstandError | None = None


def page(
    member: Membership,
    now: datetime,
    *,
    house: HouseForm | None = None,
    train: TrainForm | None = None,
    problem: LeitstandError | None = None,
) -> Page:
    """Everything the page of the policy shows."""
    organization = member.organization
    held = files.held(organization.pk)
    language = get_language() or "en"
    ours = held.policy
    readers = queries.readers(organization)
    return Page(
        policy=ours,
        name=ours.name.say(language) if ours else "",
        note=ours.note.say(language) if ours else "",
        articles=[read(one, now.date()) for one in ours.articles] if ours else [],
        problems=wrong(held.problems),
        folder=str(files.folder(organization.pk)),
        unread=queries.unread(member),
        owner=people.may(member, people.OWNER),
        begin=BeginForm(),
        house=house or HouseForm(situations.circumstances(organization)),
        train=train or TrainForm([one.person for one in readers], initial={"day": now.date()}),
        readers=readers,
        versions=list(queries.versions(organization)[:10]),
        looks=queries.looks(organization),
        links=queries.bad_links(organization, now),
        problem=problem,
    )


@dataclass(frozen=True, slots=True)
class Editor:
    """One article being changed: its form, its TOML, and what the change would have done."""

    policy: Policy
    article: Article
    fresh: bool
    form: ArticleForm
    rule: str
    toml: str
    proposal: queries.Proposal | None = None
    candidate: Article | None = None
    by_toml: bool = False
    problems: Sequence[Wrong] = ()
    problem: LeitstandError | None = None

    @property
    def own(self) -> list[tuple[str, str]]:
        """The rules a new article may have: those of one's own words."""
        return [(one, labels.RULES[one]) for one in labels.OWN]

    @property
    def others(self) -> list[tuple[str, str]]:
        """The rules on the shelf."""
        return [(name, label) for name, label in labels.RULES.items() if name not in labels.OWN]

    @property
    def saves(self) -> bool:
        """May it be saved as it stands?"""
        return self.proposal is not None and not self.proposal.failed


def editor(held: Policy, article: Article, *, fresh: bool, form: ArticleForm | None = None) -> Editor:
    """The page of one article before anything was changed."""
    rule = labels.RULES.get(article.rule, article.rule)
    return Editor(held, article, fresh, form or ArticleForm(article), rule, written(article))
