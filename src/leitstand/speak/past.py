"""Tells of a demo what went out long ago: rows as the ledger keeps them, many at once; nothing is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.speak.models import Delivery, Place, Thought, Variant
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One post that went out: when, in whose name, where, how professional its author called it."""

    at: datetime
    voice: Person
    accounts: Sequence[Account]
    content: str
    professional: int | None = None
    visibility: str = ""


@transaction.atomic
def tell(member: Membership, posts: Sequence[Past]) -> int:
    """Write them down as published; how many deliveries there are. Raises Refused outside a demo."""
    organization = member.organization
    if not organization.is_demo:
        raise Refused(_("Only a demo has an invented past."))
    thoughts = Thought.objects.bulk_create(
        Thought(
            organization=organization,
            voice=one.voice,
            by=one.voice,
            content=one.content,
            language="de",
            due=one.at,
            version=1,
            created=one.at,
            changed=one.at,
        )
        for one in posts
    )
    pairs = list(zip(thoughts, posts, strict=True))
    Place.objects.bulk_create(
        Place(thought=thought, professional=one.professional, at=one.at, by=one.voice)
        for thought, one in pairs
        if one.professional is not None
    )
    variants = Variant.objects.bulk_create(
        Variant(thought=thought, account=account, visibility=one.visibility)
        for thought, one in pairs
        for account in one.accounts
    )
    by_thought = {thought.pk: one for thought, one in pairs}
    return len(Delivery.objects.bulk_create(_delivery(row, by_thought[row.thought_id]) for row in variants))


def _delivery(variant: Variant, one: Past) -> Delivery:
    url = f"https://auenried.example/past/{variant.pk}"
    return Delivery(
        organization=variant.thought.organization,
        variant=variant,
        account=variant.account,
        author=one.voice,
        content=one.content,
        language="de",
        note={"visibility": one.visibility} if one.visibility else {},
        created=one.at,
        revision=hashlib.sha256(f"{variant.pk} {one.content}".encode()).hexdigest(),
        state="sent",
        due=one.at,
        published=one.at,
        receipt_id=url,
        receipt_url=url,
        receipt_published=one.at,
        attempts=1,
    )
