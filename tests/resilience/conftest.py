"""An organisation with a watch and a feed, and the network made of paper with an answer to send."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitstand import registry
from leitstand.listen import actions
from leitstand.listen.models import Source
from leitstand.people.models import Account, Membership, Organization, Person
from tests.resilience.scene import NOW, PAPER
from tests.shelves import more_on


@pytest.fixture
def paper():
    with more_on(registry.NETWORKS, Path(__file__).parents[1] / "speak" / "shelf"):
        network = registry.network("paper")
        network.clear()
        yield network


@pytest.fixture
def editor(db) -> Membership:
    organization = Organization.objects.create(name="Hochschule Auenried", language="de")
    person = Person.objects.create_user("aylin@auenried.example", name="Aylin Demirbas")
    return Membership.objects.create(person=person, organization=organization, role="owner")


@pytest.fixture
def watch(editor):
    return actions.add_watch(editor, "Wir", "auenried", now=NOW)


@pytest.fixture
def source(editor, watch) -> Source:
    return Source.objects.create(
        organization=editor.organization,
        network="feed",
        source="https://blog.example/feed.json",
        name="Warm gerechnet",
        next_fetch=NOW,
        created=NOW,
    )


@pytest.fixture
def account(editor, paper) -> Account:
    return Account.objects.create(
        organization=editor.organization,
        network="paper",
        actor_id="us",
        name="Hochschule Auenried",
        handle="@auenried@paper.example",
        server=PAPER,
        headers={"authorization": "Bearer geheim"},
    )
