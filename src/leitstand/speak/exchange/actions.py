"""Keeping what a file brings: each post once, as a draft; planned only where nothing stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, require
from leitstand.speak.aiming import actions as aiming
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.exchange import leaving
from leitstand.speak.models import Arrival, Medium, Thought, Use, Variant, Version
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership
    from leitstand.speak.exchange.queries import Coming, Preview


VARIANT = ("content", "name", "summary", "visibility")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file: how many were made, were here already, and were planned at once."""

    made: int
    here: int
    planned: int


@transaction.atomic
def keep(member: Membership, preview: Preview, *, plan: bool, zone: str, now: datetime) -> Kept:
    """Make a draft of each post that is not here yet; all or none.

    With `plan`, those with a time ahead are planned like any other, so the policy and a second person look
    at them; what something stands against stays a draft. Raises Refused for readers.
    """
    require(member, EDITOR)
    moments.zone_of(zone)
    made: list[tuple[Coming, Thought]] = []
    for one in preview.fresh:
        arrival, fresh = Arrival.objects.get_or_create(
            organization=member.organization, key=one.post.key, defaults={"by": member.person, "at": now}
        )
        if not fresh:
            continue
        thought = _restored(member, one.post.ours, now) if one.post.ours else _begun(member, one, zone, now)
        Arrival.objects.filter(pk=arrival.pk).update(thought=thought)
        made.append((one, thought))
    planned = sum(_planned(member, thought, now) for one, thought in made if plan and one.due)
    return Kept(len(made), len(preview.posts) - len(made), planned)


def _begun(member: Membership, one: Coming, zone: str, now: datetime) -> Thought:
    """A post of another program as a draft in the name of who brings it."""
    own = {pk: VariantSaid(content=wanted.content) for pk, wanted in one.accounts.items()}
    what = Said(
        content=one.post.content,
        language=member.organization.language,
        voice=member.person_id,
        due=one.due,
        time_zone=zone,
        variants=own,
    )
    return composing.begin(member, what, now=now)


def _planned(member: Membership, thought: Thought, now: datetime) -> bool:
    """Plan it if nothing stands against it; it stays a draft otherwise."""
    if thought.due is None or thought.due <= now:
        return False
    try:
        planning.plan(member, thought, seen=thought.version, now=now)
    except (Refused, Invalid):
        return False
    return True


def _restored(member: Membership, told: Mapping[str, Any], now: datetime) -> Thought:
    """A thought as Leitstand wrote it down. Raises Invalid where a line is not as Leitstand writes them.

    Only what this Leitstand sealed itself brings its voice and its history; who wrote which words is
    evidence, and a file that anybody can write is none.
    """
    here = _Here(member)
    try:
        if not leaving.sealed(told):
            return _adopted(member, told, here, now)
        row = Thought.objects.create(
            organization=member.organization,
            voice_id=here.person(told.get("voice")) or member.person_id,
            by_id=here.person(told.get("by")),
            **{name: type(getattr(Thought(), name))(told[name]) for name in leaving.PLAIN},
            **{name: _moment(told.get(name)) for name in ("due", "embargo")},
            created=_moment(told.get("created")) or now,
            changed=_moment(told.get("changed")) or now,
        )
        moments.zone_of(row.time_zone)
        row.aims.set(here.aims(told.get("aims"), now))
        variants = _variants(row, told, here)
        _uses(row, told, variants)
        _history(row, told, here, now)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Invalid(
            _('The thought "%(id)s" is not as Leitstand writes it. Nothing of the file was brought in.'),
            id=str(told.get("id"))[:200],
        ) from error
    return row


def _adopted(member: Membership, told: Mapping[str, Any], here: _Here, now: datetime) -> Thought:
    """The words of a thought from elsewhere, as a draft of whoever brings it."""
    own = {
        here.accounts[one["account"]].pk: VariantSaid(**{name: str(one[name]) for name in VARIANT})
        for one in leaving.objects(told.get("variants"))
        if one["account"] in here.accounts and one["chosen"]
    }
    moments.zone_of(str(told["time_zone"]))
    what = Said(
        **{name: str(told[name]) for name in leaving.PLAIN if name != "version"},
        voice=member.person_id,
        due=_moment(told.get("due")),
        embargo=_moment(told.get("embargo")),
        variants=own,
        aims=here.aims(told.get("aims"), now),
    )
    row = composing.begin(member, what, now=now)
    variants = {leaving.ref(one.account): one for one in row.variants.select_related("account")}
    _uses(row, told, variants)
    return row


class _Here:
    """People and accounts of the organisation by the names files give them."""

    def __init__(self, member: Membership) -> None:
        self.organization = member.organization
        found = people.members(member.organization)
        self.people: dict[str, int] = {one.person.email: one.person_id for one in found}
        self.accounts: dict[str, Account] = leaving.accounts(people.accounts(member.organization))

    def person(self, mail: object) -> int | None:
        """Who has this address here."""
        return self.people.get(str(mail)) if mail else None

    def aims(self, said: object, now: datetime) -> tuple[int, ...]:
        """The numbers of aims a file names; what nobody here has is kept and not offered."""
        named = [(str(one.get("kind")), str(one.get("words") or "")) for one in leaving.objects(said)]
        rows = [aiming.brought(self.organization, kind, words, now=now) for kind, words in named]
        return tuple(sorted({one.pk for one in rows if one is not None}))

    def key(self, name: str) -> str:
        """A name in a version: the number of an account here, or as it is."""
        return str(self.accounts[name].pk) if name in self.accounts else name


def _moment(said: object) -> datetime | None:
    at = datetime.fromisoformat(str(said)) if said else None
    if at is not None and at.tzinfo is None:
        raise ValueError(said)
    return at


def _variants(row: Thought, told: Mapping[str, Any], here: _Here) -> dict[str, Variant]:
    made = {}
    for one in leaving.objects(told.get("variants")):
        if one["account"] in here.accounts:
            plain = {name: str(one[name]) for name in VARIANT}
            made[one["account"]] = Variant.objects.create(
                thought=row, account=here.accounts[one["account"]], chosen=bool(one["chosen"]), **plain
            )
    return made


def _uses(row: Thought, told: Mapping[str, Any], variants: Mapping[str, Variant]) -> None:
    for one in leaving.objects(told.get("media")):
        medium = Medium.objects.filter(organization=row.organization, sha256=str(one["sha256"])).first()
        if medium is None:
            continue
        use = Use.objects.create(
            thought=row,
            medium=medium,
            position=int(one["position"]),
            alt=str(one["alt"]),
            waived=str(one["waived"]),
            crop=one["crop"],
        )
        use.variants.set([variants[name] for name in one["variants"] if name in variants])


def _history(row: Thought, told: Mapping[str, Any], here: _Here, now: datetime) -> None:
    for one in leaving.objects(told.get("history")):
        said = {**one["said"], "voice": here.person(one["said"].get("voice"))}
        if "aims" in said:
            said["aims"] = list(here.aims(said["aims"], now))
        known = here.accounts
        said["variants"] = {here.key(name): own for name, own in said["variants"].items() if name in known}
        authors = {
            here.key(name): [[int(start), int(end), here.person(who) or 0] for start, end, who in spans]
            for name, spans in one["authors"].items()
        }
        Version.objects.create(
            thought=row,
            number=int(one["number"]),
            at=_moment(one["at"]) or row.changed,
            by_id=here.person(one["by"]),
            said=said,
            authors=authors,
        )
