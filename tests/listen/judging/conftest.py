"""Mentions of an organisation that does not exist, and what was said of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from leitstand.listen.models import Judgement, Lesson, Mention
from tests.listen.conftest import NOW

MakeMention = Callable[..., Mention]


@pytest.fixture
def heard(organization) -> MakeMention:
    """Make a mention of these words, `minutes` ago, found by these watches, answered by labels=..."""

    def make(text: str = "Neues aus Auenried", *watches, minutes: float = 0, **fields) -> Mention:
        number = Mention.objects.count()
        moment = NOW - timedelta(minutes=minutes)
        given = {
            "organization": organization,
            "post_id": f"https://blog.example/{number}",
            "network": "feed",
            "text": text,
            "post": {"id": f"https://blog.example/{number}", "type": "Note", "content": text},
            "published": moment,
            "heard": moment,
        }
        mention = Mention.objects.create(**given | fields)
        mention.watches.set(watches)
        return mention

    return make


def judge(mention: Mention, probability: float = 0.9, **labels: str) -> None:
    """A model said so."""
    for question, label in labels.items():
        Judgement.objects.create(mention=mention, question=question, label=label, probability=probability)


def teach(mention: Mention, **labels: str) -> None:
    """Somebody of the team said so."""
    for question, label in labels.items():
        Lesson.objects.create(mention=mention, question=question, label=label, at=NOW)
