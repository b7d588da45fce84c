"""An organisation with an account on paper and a mention to answer."""

import datetime as dt
from pathlib import Path

import pytest

from leitstand import registry
from leitstand.listen.models import Mention
from leitstand.people.models import Account, Membership, Organization, Person
from leitstand.vocabulary.post import Actor
from tests.paper_wire import PaperWire
from tests.shelves import more_on

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)


@pytest.fixture
def paper():
    with more_on(registry.NETWORKS, Path(__file__).parent / "shelf"):
        network = registry.network("paper")
        network.clear()
        yield network


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried")


def member_of(organization, role, name="Aylin Demirbas"):
    person = Person.objects.create_user(f"{role}-{name.split()[0].lower()}@auenried.example", name=name)
    return Membership.objects.create(person=person, organization=organization, role=role)


@pytest.fixture
def editor(organization):
    return member_of(organization, "editor")


@pytest.fixture
def reader(organization):
    return member_of(organization, "reader", "Jonas Tegeler")


@pytest.fixture
def account(organization, paper):
    return Account.objects.create(
        organization=organization,
        network="paper",
        actor_id="us",
        name="Hochschule Auenried",
        handle="@auenried@paper.example",
        server="https://paper.example",
        headers={"authorization": "Bearer geheim"},
    )


def mention_in(organization, id="1", text="Gilt die Leihe auch für Nachschreibtermine?"):
    return Mention.objects.create(
        organization=organization,
        post_id=id,
        network="paper",
        author_id="nele",
        author_name="Nele Quandt",
        author_handle="@nele@lehrsaal.example",
        text=text,
        url=f"https://paper.example/post/{id}",
        language="de",
        addressed=True,
        post={"id": id, "content": text},
        published=NOW,
        heard=NOW,
    )


@pytest.fixture
def mention(organization):
    return mention_in(organization)


def wire(account=None):
    return PaperWire("https://paper.example", me=Actor(id="us"))
