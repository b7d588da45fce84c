"""An organisation that does not exist, its people, and posts that nobody wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leitstand.listen import actions
from leitstand.listen.models import Source
from leitstand.people.models import Membership, Organization, Person
from leitstand.vocabulary.post import Actor, Post

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def organization(db) -> Organization:
    return Organization.objects.create(name="Hochschule Auenried", language="de")


def member_of(organization: Organization, role: str = "editor") -> Membership:
    person = Person.objects.create_user(f"{role}-{organization.pk}@auenried.example", name=f"Ada {role}")
    return Membership.objects.create(person=person, organization=organization, role=role)


@pytest.fixture
def editor(organization) -> Membership:
    return member_of(organization)


@pytest.fixture
def reader(organization) -> Membership:
    return member_of(organization, "reader")


@pytest.fixture
def source(organization) -> Source:
    return source_of(organization)


def source_of(organization: Organization, **fields) -> Source:
    given = {
        "network": "feed",
        "source": "https://blog.example/feed.json",
        "name": "Warm gerechnet",
        "next_fetch": NOW,
        "created": NOW,
    }
    return Source.objects.create(organization=organization, **given | fields)


@pytest.fixture
def watch(editor):
    return actions.add_watch(editor, "Wir", "auenried", now=NOW)


def post(id: str, content: str = "Neues aus Auenried", minutes: float = 0, **fields) -> Post:
    """A post `minutes` before NOW."""
    given = {
        "attributed_to": Actor(id="https://blog.example/ida", name="Ida Reusch"),
        "published": NOW - timedelta(minutes=minutes),
    }
    return Post(id=id, content=content, **given | fields)
