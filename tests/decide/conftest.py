"""A house with people of every role, and one that has decided its charter."""

import pytest

from leitstand.decide.charter import queries
from leitstand.people.models import Organization
from tests.decide.charter_words import decided, member_of


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried")


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Vera Kern")


@pytest.fixture
def editor(organization):
    return member_of(organization, "editor", "Aylin Demirbas")


@pytest.fixture
def reader(organization):
    return member_of(organization, "reader", "Jonas Tegeler")


@pytest.fixture
def charter(owner):
    decided(owner)
    return queries.charter(owner.organization)
