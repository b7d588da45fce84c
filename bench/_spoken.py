"""Fills an organisation with what it said in half a year: thoughts, deliveries, releases, media."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import _crowd
from django.db import transaction

from leitstand.listen.models import Mention
from leitstand.people.models import Account, Organization, Person
from leitstand.speak import models

THOUGHTS, ANSWERS, MEDIA, RECALLS = 5_000, 5_000, 2_000, 300
AHEAD = timedelta(days=14)
NETWORKS = ("mastodon", "bluesky", "mastodon")


def fill(organization: Organization) -> None:
    """Three accounts, 5,000 thoughts with 15,000 deliveries, 5,000 answers, and what goes with them."""
    person = Person.objects.get()
    accounts = [
        Account.objects.create(
            organization=organization, network=network, actor_id=f"https://net.example/@wir{place}",
            name=f"Auenried {place}", handle=f"wir{place}", server="https://net.example",
        )
        for place, network in enumerate(NETWORKS)
    ]  # fmt: skip
    with transaction.atomic():
        thoughts = models.Thought.objects.bulk_create(_thoughts(organization, person), 1000)
        variants = models.Variant.objects.bulk_create(
            (models.Variant(thought=one, account=account) for one in thoughts for account in accounts), 1000
        )
        releases = models.Release.objects.bulk_create(_releases(organization, person, thoughts), 1000)
        asked = {one.thought_id: one for one in releases}
        said = models.Delivery.objects.bulk_create(
            (_delivery(organization, person, one, asked.get(one.thought_id)) for one in variants), 1000
        )
        answers = _answers(organization, person, accounts[0])
        _steps([*said, *answers])
        _taken_back(organization, person, said)
        _media(organization, person, thoughts)


def _words(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(_crowd.words()[:2000], k=count))


def _thoughts(organization: Organization, person: Person) -> Iterator[models.Thought]:
    """Spread over half a year and two weeks ahead; a tenth have no moment yet."""
    dice = random.Random(2)
    for number in range(THOUGHTS):
        due = _crowd.NOW - _crowd.SPAN + (_crowd.SPAN + AHEAD) * (number / THOUGHTS)
        changed = min(due, _crowd.NOW) - timedelta(minutes=number % 60)
        yield models.Thought(
            organization=organization, voice=person, by=person, title=f"Vorhaben {number}",
            content=_words(dice, 25), due=due if number % 10 else None, created=changed, changed=changed,
            version=1,
        )  # fmt: skip


def _releases(
    organization: Organization, person: Person, thoughts: list[models.Thought]
) -> Iterator[models.Release]:
    """A third of the thoughts were shown to a second person; of what lies ahead, that still waits."""
    for one in thoughts[::3]:
        waits = one.due is not None and one.due > _crowd.NOW
        asked = one.changed
        yield models.Release(
            organization=organization, thought=one, seal="0" * 64, state="asked" if waits else "released",
            risk=0.4, asked_by=person, asked=asked, at=None if waits else asked + timedelta(minutes=40),
            words="" if one.pk % 2 else "So ist es gut.", deadline=asked + timedelta(days=20),
        )  # fmt: skip


def _delivery(
    organization: Organization, person: Person, variant: models.Variant, release: models.Release | None
) -> models.Delivery:
    """Sent if its moment is over, else due or waiting; nothing planned where the thought has no moment."""
    thought = variant.thought
    due, content = thought.due or thought.changed, thought.content
    late = due > _crowd.NOW
    state = "withdrawn" if thought.due is None else "sent" if not late else "waiting" if release else "due"
    return models.Delivery(
        organization=organization, variant=variant, account=variant.account, author=person, release=release,
        content=content, revision=sha256(f"{variant.pk}{content}".encode()).hexdigest(), state=state,
        due=due, created=thought.changed, **_receipt(state, f"v{variant.pk}", due),
    )  # fmt: skip


def _receipt(state: str, name: str, moment: datetime) -> dict[str, object]:
    if state != "sent":
        return {}
    place = f"https://net.example/ours/{name}"
    return {"receipt_id": place, "receipt_url": place, "receipt_published": moment, "published": moment}


def _answers(organization: Organization, person: Person, account: Account) -> list[models.Delivery]:
    """To the latest mentions; nobody knows of three whether they went out."""
    dice = random.Random(3)
    latest = Mention.objects.filter(organization=organization).order_by("-published")[:ANSWERS]
    replies = models.Reply.objects.bulk_create(
        (
            models.Reply(mention_id=pk, organization=organization, author=person, content=_words(dice, 12))
            for pk in latest.values_list("pk", flat=True)
        ),
        1000,
    )
    made = []
    for number, one in enumerate(replies):
        moment = _crowd.NOW - _crowd.SPAN * (number / ANSWERS)
        state = "unknown" if number % 2000 == 9 else "sent"
        made.append(
            models.Delivery(
                organization=organization,
                reply=one,
                account=account,
                author=person,
                content=one.content,
                revision=sha256(f"{one.pk}".encode()).hexdigest(),
                state=state,
                due=moment,
                created=moment,
                **_receipt(state, f"r{one.pk}", moment),
            )
        )
    return models.Delivery.objects.bulk_create(made, 1000)


def _steps(deliveries: list[models.Delivery]) -> None:
    """Three each, as a delivery that went out has them."""
    ways = (("due", "claimed"), ("claimed", "sending"), ("sending", "sent"))
    models.Step.objects.bulk_create(
        (
            models.Step(delivery=one, at=one.due, what="delivery", here=here, there=there)
            for one in deliveries
            for here, there in ways
        ),
        1000,
    )


def _taken_back(organization: Organization, person: Person, said: list[models.Delivery]) -> None:
    """Thoughts taken back from all three accounts; of the latest nobody has seen it gone yet."""
    sent = [one for one in said if one.state == "sent"][-3 * RECALLS * 4 :]
    thoughts = list(dict.fromkeys(one.variant.thought_id for one in sent))[::4]
    recalls = models.Recall.objects.bulk_create(
        models.Recall(
            organization=organization, thought_id=one, reason="Ein Versehen.", by=person, sha256="0" * 64,
            at=_crowd.NOW - timedelta(hours=6 * number), kept=[{"content": "Was dort stand."}],
        )
        for number, one in enumerate(thoughts)
    )  # fmt: skip
    by = {one.thought_id: one for one in recalls}
    models.Takedown.objects.bulk_create(
        models.Takedown(
            delivery=one, recall=by[one.variant.thought_id], by=person, reason="Ein Versehen.",
            state="requested" if by[one.variant.thought_id].pk == recalls[0].pk else "gone",
            gone=_crowd.NOW,
        )
        for one in sent
        if one.variant.thought_id in by
    )  # fmt: skip


def _media(organization: Organization, person: Person, thoughts: list[models.Thought]) -> None:
    """Pictures of which only the rows are there, each in two thoughts."""
    rows = models.Medium.objects.bulk_create(
        models.Medium(
            organization=organization, sha256=sha256(f"{number}".encode()).hexdigest(), by=person, size=9000,
            media_type="image/jpeg", width=1600, height=900, title=f"Bild {number}", licence="CC-BY-4.0",
            author="Ada Reusch", alt={"de": "Ein Haus an der Aue."}, created=thoughts[number].changed,
        )
        for number in range(MEDIA)
    )  # fmt: skip
    models.Use.objects.bulk_create(
        models.Use(thought=thoughts[2 * number + more], medium=one, alt="Ein Haus an der Aue.")
        for number, one in enumerate(rows)
        for more in (0, 1)
    )
