"""An owner at the desk."""

import pytest

from leitstand.people.models import Membership, Organization, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def organization(db):
    return Organization.objects.create(name="Hochschule Auenried")


@pytest.fixture
def owner(organization):
    person = Person.objects.create_user("aylin@auenried.example", "x", name="Aylin Demirbas", language="en")
    return Membership.objects.create(person=person, organization=organization, role="owner")


@pytest.fixture
def inside(client, owner):
    client.force_login(owner.person, backend=BACKEND)
    return client
