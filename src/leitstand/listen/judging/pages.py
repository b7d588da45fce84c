"""What the pages about judging receive: chips, the answers about one mention, and how good they have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from leitstand.listen.judging import judges, queries
from leitstand.listen.judging.queries import Kept, Said, Share
from leitstand.listen.judging.questions import RELEVANT, Asked
from leitstand.listen.models import Learned, Mention
from leitstand.vocabulary import judging
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

MOST_CHIPS = 2
CHIPS = (
    (RELEVANT, "irrelevant", _("probably not about us"), _("not about us")),
    ("spam", "spam", _("probably spam"), _("spam")),
    ("offensive", "offensive", _("probably offensive"), _("offensive")),
    ("needs_answer", "answer", _("may need an answer"), _("needs an answer")),
    ("tone", "negative", _("rather critical"), _("critical")),
    ("tone", "positive", _("rather approving"), _("approving")),
)
"""In their order: question, answer, what a model's chip says, what the team's says."""

LEAST_SURE = 0.5
"""Less sure than this is no chip."""

ALONE = ("irrelevant", "spam")
"""With one of these, the rest does not matter."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One answer in a few words; `chance` is empty where a person said so."""

    words: str
    chance: str
    taught: bool


def chips_of(mention: Mention) -> list[Chip]:
    """What is worth a chip, from what was fetched along with the mention: no query."""
    taught = {lesson.question: lesson.label for lesson in mention.lessons.all()}
    judged = {row.question: row for row in mention.judgements.all() if row.probability >= LEAST_SURE}
    found: list[Chip] = []
    for key, label, model_says, team_says in CHIPS:
        row = judged.get(key)
        if taught.get(key) == label:
            chip = Chip(gettext(team_says), "", taught=True)
        elif key not in taught and row and row.label == label:
            chip = Chip(gettext(model_says), percent(row.probability), taught=False)
        else:
            continue
        if label in ALONE:
            return [chip]
        found.append(chip)
    return found[:MOST_CHIPS]


def percent(share: float) -> str:
    """A share in whole percent."""
    return f"{round(100 * share)}\u00a0%"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as a button; `now` marks the one that stands."""

    label: str
    words: str
    now: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One question about one mention: what was said, by whom, how sure, and what else may be right."""

    key: str
    title: str
    words: str
    chance: str
    by: str
    taught: bool
    choices: tuple[Choice, ...]


def judged(mention: Mention) -> list[Judged]:
    """Every question that is asked here, with its answer about this mention: three queries."""
    said = queries.labels([mention])[mention.pk]
    asked = [one for one in queries.questions(mention.organization) if one.active]
    return [_judged(one, said.get(one.key)) for one in asked if one.key != RELEVANT or not mention.addressed]


def _judged(asked: Asked, said: Said | None) -> Judged:
    label = said.label if said else ""
    return Judged(
        key=asked.key,
        title=asked.title,
        words=asked.words(label) if label else gettext("not known yet"),
        chance=percent(said.probability) if said and label and not said.taught else "",
        by=_by(said),
        taught=bool(said and said.taught),
        choices=tuple(Choice(one, asked.words(one), one == label) for one in asked.labels),
    )


def _by(said: Said | None) -> str:
    """Who says so and how far to believe it."""
    if said is None:
        return gettext("Nothing was said of it yet.")
    if said.taught:
        return gettext("Said by your team.")
    if not said.label:
        return gettext("The model is not sure enough and says nothing.")
    if said.calibrated:
        return gettext("Model %(model)s, set right on your decisions.") % {"model": said.model}
    return gettext("Model %(model)s, not yet calibrated here.") % {"model": said.model}


@dataclass(frozen=True, slots=True)
class Line:
    """Where it was so sure, how often it was right."""

    sure: str
    right: str
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class Teacher:
    """What one model has learned from: all decisions on a question, or those of a watch."""

    name: str
    decisions: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Card:
    """One question: who answers it, how good it has been here, and what can be changed."""

    key: str
    title: str
    answers: str
    active: bool
    taught: bool
    source: str
    right: str
    interval: str
    n: int
    off: str
    lines: tuple[Line, ...]
    teachers: tuple[Teacher, ...]


@dataclass(frozen=True, slots=True)
class JudgingPage:
    """Every question that may be asked of what was heard."""

    cards: list[Card]
    waiting: int
    more: int
    enough: int
    may: bool


def judging_page(organization: Organization, *, may: bool) -> JudgingPage:
    """All questions with what is known of their answers; two queries and one for each question."""
    learned, waiting = queries.learned(organization), queries.waiting(organization)
    return JudgingPage(
        cards=[
            _card(
                asked,
                queries.kept_word(organization, asked.key),
                [r for r in learned if r.question == asked.key],
            )
            for asked in queries.questions(organization)
        ],
        waiting=waiting,
        more=queries.MOST_WAITING if waiting > queries.MOST_WAITING else 0,
        enough=judging.ENOUGH,
        may=may,
    )


def _card(asked: Asked, kept: Kept, learned: list[Learned]) -> Card:
    right = kept.right.share
    return Card(
        key=asked.key,
        title=asked.title,
        answers=", ".join(asked.labels.values()),
        active=asked.active,
        taught=asked.taught,
        source=_source(asked),
        right="" if right is None else percent(right),
        interval=_interval(kept.right),
        n=kept.right.of,
        off="" if kept.error is None else percent(kept.error),
        lines=tuple(
            Line(percent(one.sure), percent(one.share.share or 0.0), _interval(one.share), one.share.of)
            for one in kept.bins
        ),
        teachers=tuple(_teacher(row, kept.right.of + kept.silent) for row in learned),
    )


def _interval(share: Share) -> str:
    return f"{round(100 * share.low)}–{percent(share.high)}"


def _source(asked: Asked) -> str:
    """Where the model comes from, and where its score was measured."""
    if asked.taught:
        return gettext("Learned from your own answers alone.")
    if asked.key == RELEVANT:
        return gettext(
            "Learned for each watch from what you answer and what you let stand as not your subject."
        )
    file = judges.analysis(asked.key)
    if file is None:
        return gettext("No model for it is installed here.")
    return gettext("Comes with Leitstand; measured elsewhere: %(score)s") % {"score": file.SCORES}


def _teacher(row: Learned, decided: int) -> Teacher:
    if row.question in judges.SHELF:
        few = gettext("%(n)s of %(enough)s decisions: not yet calibrated here.")
        many = gettext("Set right on %(n)s decisions made here.")
    else:
        few = gettext("%(n)s decisions: too few to learn from, or all alike.")
        many = gettext("Learned from %(n)s decisions.")
        if row.model and not row.calibrated:
            many = gettext("Learned from %(n)s decisions; calibrated here from %(enough)s on.")
    n = row.decisions if row.watch or row.model else decided
    said = (many if row.model else few) % {"n": n, "enough": judging.ENOUGH}
    return Teacher(row.watch.name if row.watch else "", n, said)
