"""Every write of judgements: what models say, what the team says is right, which questions are asked."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.listen.judging import judges, queries
from leitstand.listen.judging.judges import SHELF
from leitstand.listen.judging.questions import KEYS, RELEVANT
from leitstand.listen.models import Judgement, Learned, Lesson, Mention, Question
from leitstand.people.queries import require
from leitstand.vocabulary import judging
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

EDITOR = "editor"
LONGEST_LABEL, MOST_LABELS = 60, 8
MOST_LESSONS = 2_000
"""The latest decisions that are learned from."""

AGAIN, AGAIN_DAYS = 1_000, timedelta(days=30)
"""So many of the latest mentions are judged again by what was learned, none older than this."""


@transaction.atomic
def teach(member: Membership, mention: Mention, key: str, label: str, *, now: datetime) -> Lesson:
    """Say what is right about a mention. Raises Refused for readers, Invalid for an answer nobody offers."""
    require(member, EDITOR)
    asked = {one.key: one for one in queries.questions(member.organization)}.get(key)
    if mention.organization_id != member.organization_id:
        raise Refused(_("This belongs to another organisation. Nothing was changed."))
    if asked is None or label not in asked.labels:
        raise Invalid(
            _("This question or answer is not here any more. Reload the page; nothing was changed.")
        )
    guess = Judgement.objects.filter(mention=mention, question=key).first()
    lesson, _made = Lesson.objects.update_or_create(
        mention=mention,
        question=key,
        defaults={"label": label, "by": member.person, "at": now},
        create_defaults={
            "label": label,
            "by": member.person,
            "at": now,
            "guess": guess.label if guess else "",
            "guess_probability": guess.probability if guess else None,
        },
    )
    _learn_soon(mention, key)
    return lesson


@transaction.atomic
def forget(member: Membership, mention: Mention, keys: Collection[str], *, at: datetime | None = None) -> int:
    """Take back what somebody said is right; with `at` only what was said at that moment."""
    require(member, EDITOR)
    lessons = Lesson.objects.filter(mention=mention, question__in=keys)
    if at is not None:
        lessons = lessons.filter(at=at)
    gone, _each = lessons.delete()
    for key in keys if gone else ():
        _learn_soon(mention, key)
    return gone


def _learn_soon(mention: Mention, key: str) -> None:
    """The models that a lesson is for are due. For relevance that is one for each watch of the mention."""
    for watch in mention.watches.all() if key == RELEVANT else (None,):
        Learned.objects.update_or_create(
            organization_id=mention.organization_id, question=key, watch=watch, defaults={"due": True}
        )


@transaction.atomic
def ask(member: Membership, name: str, labels: Sequence[str], *, now: datetime) -> Question:
    """A question of the team's own, taught by its answers. Raises Refused, Invalid."""
    require(member, EDITOR)
    name = name.strip()
    labels = list(dict.fromkeys(label.strip() for label in labels if label.strip()))
    if not name:
        raise Invalid(_("A question needs a name, for example “Is it about the canteen?”."))
    if not 2 <= len(labels) <= MOST_LABELS or any(len(label) > LONGEST_LABEL for label in labels):
        raise Invalid(
            _("A question needs two to %(most)s answers of at most %(longest)s characters."),
            most=MOST_LABELS,
            longest=LONGEST_LABEL,
        )
    if Question.objects.filter(organization=member.organization, name=name).exists():
        raise Invalid(
            _("There is a question of the name “%(name)s” already. Give this one another name."), name=name
        )
    return Question.objects.create(
        organization=member.organization,
        key=f"taught-{secrets.token_hex(6)}",
        name=name[:100],
        labels=labels,
        created_by=member.person,
        created=now,
    )


@transaction.atomic
def switch(member: Membership, key: str, *, active: bool, now: datetime) -> None:
    """Ask this question from now on, or no more; what was answered is dropped when it is switched off."""
    require(member, EDITOR)
    _known(member, key)
    Question.objects.update_or_create(
        organization=member.organization,
        key=key,
        defaults={"active": active},
        create_defaults={"active": active},
    )
    if active:
        judge_again(member.organization_id, now)
    else:
        Judgement.objects.filter(mention__organization=member.organization, question=key).delete()


@transaction.atomic
def remove(member: Membership, key: str) -> None:
    """Remove a question the team taught, with all answers and lessons. Raises Refused for one of ours."""
    require(member, EDITOR)
    _known(member, key)
    if key in KEYS:
        raise Refused(_("A question that comes with Leitstand can be switched off, not removed."))
    Judgement.objects.filter(mention__organization=member.organization, question=key).delete()
    Lesson.objects.filter(mention__organization=member.organization, question=key).delete()
    Learned.objects.filter(organization=member.organization, question=key).delete()
    Question.objects.filter(organization=member.organization, key=key).delete()


def _known(member: Membership, key: str) -> None:
    if key not in {one.key for one in queries.questions(member.organization)}:
        raise Invalid(
            _("This question or answer is not here any more. Reload the page; nothing was changed.")
        )


def judge(mentions: Sequence[Mention], now: datetime) -> int:
    """Ask every question about mentions of one organisation; answers and "judged" are kept together."""
    answers = judges.Judges(mentions[0].organization_id).answers(mentions)
    rows = [
        Judgement(
            mention=mention,
            question=key,
            label=answer.label,
            probability=answer.probability,
            calibrated=answer.calibrated,
            model=answer.model[:120],
        )
        for key, column in answers.items()
        for mention, answer in zip(mentions, column, strict=True)
        if answer is not None
    ]
    ids = [mention.pk for mention in mentions]
    with transaction.atomic():
        here = Mention.objects.select_for_update().filter(pk__in=ids, judged=None)
        alive = set(here.values_list("pk", flat=True))
        Judgement.objects.filter(mention__in=alive).delete()
        Judgement.objects.bulk_create([row for row in rows if row.mention_id in alive])
        here.update(judged=now)
    return len(alive)


def judge_again(organization_id: int, now: datetime, *, watch: int | None = None) -> int:
    """The latest mentions wait to be judged once more; says how many."""
    them = Mention.objects.filter(
        organization=organization_id, taken_down=None, published__gte=now - AGAIN_DAYS
    ).exclude(judged=None)
    if watch is not None:
        them = them.filter(watches=watch)
    ids = list(them.order_by("-published").values_list("pk", flat=True)[:AGAIN])
    return Mention.objects.filter(pk__in=ids).update(judged=None)


def refit(row: Learned, now: datetime) -> bool:
    """Learn a question anew from all decisions made here; says whether there is a model now.

    A question that ships is not learned but set right on them. Of too few decisions only the count is kept.
    """
    Learned.objects.filter(pk=row.pk).update(due=False)  # a lesson that comes while we learn sets it again
    lessons = queries.lessons(row)[:MOST_LESSONS]
    pairs = list(
        zip(judges.texts(one.mention for one in lessons), (one.label for one in lessons), strict=True)
    )
    pairs = [(text, label) for text, label in pairs if text]
    said, labels = [text for text, _label in pairs], [label for _text, label in pairs]
    model = _set_right(row.question, said, labels) if row.question in SHELF else _taught(said, labels)
    row.decisions, row.at = len(labels), now
    row.model = f"{model.name}-{len(labels)}" if model else ""
    row.packed = judging.pack(model) if model else b""
    row.calibrated = bool(model and model.calibrated)
    row.score = {"labels": Counter(labels)}
    with transaction.atomic():
        row.save(update_fields=["decisions", "at", "model", "packed", "calibrated", "score"])
        if model:
            judge_again(row.organization_id, now, watch=row.watch_id)
    return model is not None


def _taught(said: list[str], labels: list[str]) -> judging.Model | None:
    return judging.learn(said, labels, encoder=judging.encoder())


def _set_right(key: str, said: list[str], labels: list[str]) -> judging.Model | None:
    """What ships, as sure as local decisions allow; None where it stays as it is."""
    file = judges.analysis(key)
    if file is None or not hasattr(file, "MODEL") or len(labels) < judging.ENOUGH:
        return None
    return judging.calibrate(file.MODEL(), said, labels)
