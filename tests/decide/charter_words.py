"""A house that has decided a charter, for tests of the charter and of decisions."""

import datetime as dt

from leitstand.decide.charter import actions, starters
from leitstand.people.models import Account, Membership, Person
from leitstand.speak.aiming import actions as aiming
from leitstand.speak.models import Delivery, Thought, Variant

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=200)


def member_of(organization, role, name):
    person = Person.objects.create_user(f"{name.split()[0].lower()}@auenried.example", name=name)
    return Membership.objects.create(person=person, organization=organization, role=role)


def decided(owner, now=LONG_AGO, content=None):
    """A charter from the starter, decided by its owner."""
    content = content or starters.content("university", "de", owner.person_id, now.date())
    row = actions.begin(owner, content)
    return actions.decide(
        owner,
        "Damit wir wissen, was wir wollen.",
        decided_by="Präsidium",
        review=now.date() + dt.timedelta(days=182),
        seen=row.draft_number,
        now=now,
    )


def said(member, aims, network="paper", at=NOW - dt.timedelta(days=3), count=1):
    """Posts that went out for these aims, with the rows the ledger keeps of them."""
    account, _made = Account.objects.get_or_create(
        organization=member.organization, network=network, server="x", actor_id=network
    )
    rows = []
    for _nth in range(count):
        thought = Thought.objects.create(organization=member.organization, content="Die Leihe gilt.")
        aiming.point(member, thought, aims)
        variant = Variant.objects.create(thought=thought, account=account)
        rows.append(
            Delivery.objects.create(
                organization=member.organization,
                variant=variant,
                account=account,
                state="sent",
                receipt_published=at,
                revision=f"{thought.pk}",
            )
        )
    return rows
