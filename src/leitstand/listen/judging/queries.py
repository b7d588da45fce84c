"""Every read of what was judged, and of what the team says is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from leitstand.listen.judging.questions import SHIPPED, Asked
from leitstand.listen.models import Judgement, Learned, Lesson, Mention, Question
from leitstand.vocabulary.shares import Z95, wilson

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to one question about one mention; a blank label means that the model abstained."""

    question: str
    label: str
    probability: float
    calibrated: bool
    model: str
    taught: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the mentions that have an answer have this one, with the 95 % interval of the share."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The share itself; None when nothing was judged."""
        return self.count / self.of if self.of else None


def labels(mentions: Iterable[Mention]) -> dict[int, dict[str, Said]]:
    """The answers about each mention, by its key and the question; the team's word wins. Two queries."""
    ids = [mention.pk for mention in mentions]
    said: dict[int, dict[str, Said]] = {pk: {} for pk in ids}
    for row in Judgement.objects.filter(mention__in=ids):
        said[row.mention_id][row.question] = Said(
            row.question, row.label, row.probability, row.calibrated, row.model
        )
    for lesson in Lesson.objects.filter(mention__in=ids):
        said[lesson.mention_id][lesson.question] = Said(
            lesson.question, lesson.label, 1.0, calibrated=True, model="", taught=True
        )
    return said


def labelled(question: str, label: str) -> Q:
    """A filter of mentions: the team said so, or it said nothing and a model did."""
    lessons = Lesson.objects.filter(mention=OuterRef("pk"), question=question)
    judged = Judgement.objects.filter(mention=OuterRef("pk"), question=question, label=label)
    return Q(Exists(lessons.filter(label=label))) | (Q(Exists(judged)) & ~Q(Exists(lessons)))


def answered(question: str) -> Q:
    """A filter of mentions: there is an answer to this question."""
    judged = Judgement.objects.filter(mention=OuterRef("pk"), question=question).exclude(label="")
    return Q(Exists(Lesson.objects.filter(mention=OuterRef("pk"), question=question))) | Q(Exists(judged))


def share(
    organization: Organization,
    question: str,
    label: str,
    *,
    since: datetime,
    until: datetime,
    watch: int | None = None,
    story: int | None = None,
) -> Share:
    """The share of a label among what was published in [since, until) and has an answer: two queries."""
    them = Mention.objects.filter(organization=organization, published__gte=since, published__lt=until)
    if watch is not None:
        them = them.filter(watches=watch)
    if story is not None:
        them = them.filter(story=story)
    count, of = them.filter(labelled(question, label)).count(), them.filter(answered(question)).count()
    return Share(count, of, *wilson(count, of, Z95))


def questions(organization: Organization) -> list[Asked]:
    """Everything that may be asked here, in the language of the page: ours first, then the taught ones."""
    rows = {row.key: row for row in Question.objects.filter(organization=organization).order_by("pk")}
    ours = [
        replace(
            one,
            title=gettext(one.title),
            labels={label: gettext(words) for label, words in one.labels.items()},
            active=rows[one.key].active if one.key in rows else True,
        )
        for one in SHIPPED
    ]
    keys = {one.key for one in ours}
    return ours + [
        Asked(
            row.key,
            row.name,
            {label: label for label in row.labels},
            telling=tuple(row.labels),
            active=row.active,
            taught=True,
        )
        for row in rows.values()
        if row.key not in keys
    ]


def with_labels(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """The mentions with all that was said of them, for chips: two queries more."""
    return mentions.prefetch_related("judgements", "lessons")


def next_to_judge(most: int) -> list[Mention]:
    """The newest mentions that wait to be judged, all of one organisation, with their watches."""
    them = Mention.objects.filter(judged=None, taken_down=None).order_by("-published", "-pk")
    first = them.values_list("organization", flat=True).first()
    return list(them.filter(organization=first).prefetch_related("watches")[:most]) if first else []


MOST_WAITING = 1000
"""So many that wait are counted; nobody has to know how many more there are."""


def waiting(organization: Organization) -> int:
    """How many mentions wait to be judged; above MOST_WAITING: more than that."""
    rows = Mention.objects.filter(organization=organization, judged=None, taken_down=None)
    return rows.order_by("-published").values("pk")[: MOST_WAITING + 1].count()


def due_to_learn() -> QuerySet[Learned]:
    """What was learned before the latest decisions, longest ago first."""
    return Learned.objects.filter(due=True).order_by(F("at").asc(nulls_first=True), "pk")


def lessons(row: Learned) -> QuerySet[Lesson]:
    """What a model is learned from, latest first: decisions about mentions whose words are still here."""
    them = Lesson.objects.filter(
        question=row.question, mention__organization=row.organization_id, mention__taken_down=None
    )
    if row.watch_id:
        them = them.filter(mention__watches=row.watch_id)
    return them.select_related("mention").order_by("-at", "-pk")


def decided(organization: Organization, key: str) -> QuerySet[Lesson]:
    """All decisions on one question, latest first."""
    ours = Mention.objects.filter(pk=OuterRef("mention"), organization=organization)
    rows = Lesson.objects.filter(Exists(ours), question=key)  # not joined: SQLite would begin at the mentions
    return rows.select_related("mention", "by").order_by("-at", "-pk")


def learned(organization: Organization) -> list[Learned]:
    """What was learned here, without the weights."""
    rows = Learned.objects.filter(organization=organization).select_related("watch").defer("packed")
    return list(rows.order_by("question", "watch__name"))


@dataclass(frozen=True, slots=True)
class Bin:
    """Where it was so sure: how sure on average, how often right, of how many decisions."""

    sure: float
    share: Share


@dataclass(frozen=True, slots=True)
class Kept:
    """How well a question was answered, by decisions made after its answer stood there."""

    right: Share
    bins: tuple[Bin, ...]
    error: float | None
    """By how much it was too sure or not sure enough, on average (expected calibration error)."""

    silent: int


EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def kept_word(organization: Organization, key: str) -> Kept:
    """Hold what was said against what the team decided later: one query."""
    rows = decided(organization, key).order_by().values_list("label", "guess", "guess_probability")
    said = [(label == guess, chance) for label, guess, chance in rows if guess and chance is not None]
    bins = []
    for low, high in pairwise(EDGES):
        some = [(right, chance) for right, chance in said if low <= chance < high or (high == chance == 1.0)]
        if some:
            right = sum(one for one, _chance in some)
            sure = sum(chance for _one, chance in some) / len(some)
            bins.append(Bin(sure, Share(right, len(some), *wilson(right, len(some), Z95))))
    right = sum(one for one, _chance in said)
    off = sum(abs((one.share.share or 0.0) - one.sure) * one.share.of for one in bins)
    return Kept(
        right=Share(right, len(said), *wilson(right, len(said), Z95)),
        bins=tuple(bins),
        error=off / len(said) if said else None,
        silent=len(rows) - len(said),
    )
