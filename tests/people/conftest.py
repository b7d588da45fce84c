"""An organisation with an owner, an editor and a reader."""

from datetime import UTC, datetime

import pytest

from leitstand.people.models import Membership, Organization, Person

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "ein langes Kennwort"


def member_of(organization, role, name):
    email = f"{name.split()[0].lower()}@auenried.example"
    person = Person.objects.create_user(email, PASSWORD, name=name, language="en")
    return Membership.objects.create(person=person, organization=organization, role=role)


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried")


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner", "Aylin Demirbas")


@pytest.fixture
def editor(organization):
    return member_of(organization, "editor", "Jonas Tegeler")


@pytest.fixture
def reader(organization):
    return member_of(organization, "reader", "Nele Quandt")


@pytest.fixture
def enter(client):
    """Sign somebody in."""

    def entered(member):
        client.force_login(member.person, backend=BACKEND)
        return client

    return entered
