"""A watch with days of quiet talk behind it, and storms to be put on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings

from leitstand.listen.alarms import looking
from leitstand.listen.models import Mention
from leitstand.people.models import Membership, Organization, Person

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday, and the start of a bin."""


@pytest.fixture(autouse=True)
def nothing_left_in_this_process() -> None:
    """Each test begins as a new process does."""
    looking._HELD.clear()


@pytest.fixture
def mail(settings):
    """A mail server is set; what it gets lies in `mailoutbox`."""
    settings.CONFIG = replace(
        django_settings.CONFIG, mail_url="smtp://mail.example", public_url="https://l.example"
    )


@pytest.fixture
def owner(organization: Organization) -> Membership:
    return member(organization, "owner", "Aylin Demirbas")


def member(organization: Organization, role: str, name: str, **fields) -> Membership:
    email = f"{name.rsplit(maxsplit=1)[-1].lower()}@auenried.example"
    person = Person.objects.create_user(email, name=name, language="en", **fields)
    return Membership.objects.create(person=person, organization=organization, role=role)


@pytest.fixture
def say(organization: Organization, watch) -> Callable[..., list[Mention]]:
    """Mentions of the watch at these moments, by so many authors, as the intake would have stored them."""

    def said(moments, *, author="https://plausch.example/u", authors=5, of=watch, **fields) -> list[Mention]:
        rows = []
        for number, at in enumerate(moments):
            name = f"{author}{number % authors}"
            given = {
                "organization": organization,
                "post_id": f"https://plausch.example/{author}/{at.timestamp()}/{number}/{of.pk}",
                "network": "mastodon",
                "author_id": name,
                "author_name": name.rpartition("/")[2],
                "text": f"Etwas über Auenried, {number}",
                "post": {"id": str(number)},
                "published": at,
                "heard": at,
            }
            rows.append(Mention(**given | fields))
        made = Mention.objects.bulk_create(rows)
        table = Mention.watches.through
        table.objects.bulk_create([table(mention_id=one.pk, watch_id=of.pk) for one in made])
        return made

    return said


def evenly(start: datetime, end: datetime, minutes: float) -> list[datetime]:
    """A moment every so many minutes."""
    count = int((end - start) / timedelta(minutes=minutes))
    return [start + n * timedelta(minutes=minutes) for n in range(count)]


@pytest.fixture
def quiet_days(say):
    """Two days of a post every half hour, up to START."""
    return say(evenly(START - timedelta(days=2), START, 30))


@pytest.fixture
def storm(say):
    """A storm of an hour from START: two posts a minute by forty authors."""
    return say(evenly(START, START + timedelta(hours=1), 0.5), author="https://laut.example/s", authors=40)
