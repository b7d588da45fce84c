"""Every write of a thought before it is planned: what it says, its history, the bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.aiming import actions as aiming
from leitstand.speak.composing import queries, said
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.models import Thought, Variant, Version
from leitstand.vocabulary import authorship
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

GROWS = timedelta(minutes=5)
"""So long the newest version grows while the same person goes on writing; then a new one begins."""

KEPT = timedelta(days=30)
"""So long a draft stays in the bin."""

THOUGHT = "thought"
"""The key of the thought's own words in `Version.authors`; variants have the account's number."""


@transaction.atomic
def begin(member: Membership, first: Said | None = None, *, now: datetime) -> Thought:
    """A fresh thought in one's own name, on no account yet. Raises Refused for readers."""
    require(member, EDITOR)
    organization = member.organization
    thought = Thought(
        organization=organization,
        voice=member.person,
        by=member.person,
        language=organization.language,
        time_zone=member.person.time_zone or organization.time_zone,
        created=now,
        changed=now,
    )
    thought.save()
    return save(member, thought, first, seen=0, now=now) if first else thought


@transaction.atomic
def save(
    member: Membership,
    thought: Thought,
    what: Said,
    *,
    seen: int,
    now: datetime,
    aside: Mapping[int, VariantSaid] | None = None,
    apart: bool = False,
) -> Thought:
    """Keep what was written. `seen` is the version it was written upon.

    `aside` are words of accounts that are not chosen. `apart`: a version of its own, whoever wrote last.

    Raises Refused for readers, where somebody else has changed it meanwhile, and where it is planned or
    published; Invalid for a voice or an account that is not ours. Nothing is kept then.
    """
    require(member, EDITOR)
    row = locked(thought, seen)
    if queries.bound(row):
        raise Refused(
            _(
                "This is on its way or published, so its words stay as they are. "
                "Take it back first to change it."
            )
        )
    before = said.of(row)
    moved = _put_aside(row, aside or {})
    if what == before and row.version and not moved:
        return row
    _ours(row, what)
    for name in said.PLAIN:
        setattr(row, name, getattr(what, name))
    row.voice_id, row.version, row.changed = what.voice, row.version + 1, now
    row.save()
    aiming.point(member, row, what.aims)
    _variants(row, what)
    _remember(row, before, what, member, now, apart=apart)
    return row


def locked(thought: Thought, seen: int) -> Thought:
    """Its row, ours until the transaction ends; raises Refused when it is not as it was seen."""
    row = Thought.objects.select_for_update().filter(pk=thought.pk, binned=None).first()
    if row is None:
        raise Refused(_("Somebody has put this into the bin. Your words are still in the page; copy them."))
    if row.version != seen:
        last = queries.versions(row).first()
        raise Refused(
            _(
                "%(who)s has changed this since you opened it, so nothing was overwritten. "
                "Your words are still in the page: compare, then save again."
            ),
            who=(last and last.by) or _("Somebody"),
        )
    return row


@transaction.atomic
def put_away(member: Membership, thought: Thought, *, now: datetime) -> Thought:
    """Put a draft away; raises Refused when something of it is on its way or published."""
    require(member, EDITOR)
    row = Thought.objects.select_for_update().get(pk=thought.pk)
    if queries.bound(row):
        raise Refused(_("This is on its way or published. Take it back first; nothing was changed."))
    row.binned = now
    row.save(update_fields=["binned"])
    return row


@transaction.atomic
def take_out(member: Membership, thought: Thought) -> Thought:
    """Take a draft out of the bin."""
    require(member, EDITOR)
    Thought.objects.filter(pk=thought.pk).update(binned=None)
    thought.binned = None
    return thought


@transaction.atomic
def restore(member: Membership, thought: Thought, number: int, *, seen: int, now: datetime) -> Thought:
    """Make an earlier version the words again, as a new version; authors stay who they were."""
    version = thought.versions.filter(number=number).first()
    if version is None:
        raise Refused(_("This version is not here any more. Nothing was changed; reload the page."))
    what = said.back(version.said)
    if "aims" not in version.said:  # written before the charter: what it points to now is not lost
        what = replace(what, aims=said.of(thought).aims)
    row = save(member, thought, what, seen=seen, now=now, apart=True)
    Version.objects.filter(thought=row, number=row.version).update(authors=version.authors)
    return row


@transaction.atomic
def copied(
    member: Membership, thought: Thought, accounts: set[int] | None = None, *, now: datetime
) -> Thought:
    """The same words as a fresh draft without a time, on these accounts or all."""
    what = said.of(thought)
    kept = {a: one for a, one in what.variants.items() if accounts is None or a in accounts}
    plain: dict[str, Any] = {name: getattr(what, name) for name in ("title", "content", "language", "aims")}
    made = begin(member, Said(**plain, voice=what.voice, variants=kept, time_zone=what.time_zone), now=now)
    last = queries.versions(thought).first()
    if last:
        Version.objects.filter(thought=made).update(authors=last.authors)
    for use in thought.uses.all():
        use.pk, use.thought = None, made
        use.save()
    return made


def authors(thought: Thought) -> dict[str, list[authorship.Span]]:
    """Who wrote which words of it as it stands now, by text."""
    last = queries.versions(thought).first()
    return (
        {}
        if last is None
        else {key: [(a, b, who) for a, b, who in spans] for key, spans in last.authors.items()}
    )


def _ours(row: Thought, what: Said) -> None:
    """The voice and the accounts must belong to the organisation."""
    if what.voice is not None and what.voice not in {one.pk for one in queries.voices(row.organization)}:
        raise Invalid(
            _("This person does not speak for the organisation. Nothing was lost; choose another voice.")
        )
    if set(what.variants) - {one.pk for one in queries.speakers(row.organization)}:
        raise Invalid(_("One of these accounts is not connected any more. Nothing was lost; choose again."))


def _variants(row: Thought, what: Said) -> None:
    row.variants.exclude(account__in=what.variants).update(chosen=False)
    for account, one in what.variants.items():
        Variant.objects.update_or_create(
            thought=row,
            account_id=account,
            defaults={
                "content": one.content,
                "name": one.name,
                "summary": one.summary,
                "visibility": one.visibility,
                "chosen": True,
            },
        )


def _put_aside(row: Thought, aside: Mapping[int, VariantSaid]) -> bool:
    """Keep words of accounts that are not chosen. Did they change?"""
    known = {one.account_id: said.variant_of(one) for one in row.variants.all()}
    changed = {pk: one for pk, one in aside.items() if one != known.get(pk, VariantSaid())}
    for account, one in changed.items():
        Variant.objects.update_or_create(
            thought=row, account_id=account, defaults={**asdict(one), "chosen": False}
        )
    return bool(changed)


def _remember(
    row: Thought, before: Said, what: Said, member: Membership, now: datetime, *, apart: bool
) -> None:
    """Write the new version down; the newest grows while the same person goes on writing.

    Where most words of it would be lost by that (emptied, pasted over), a new one begins.
    """
    last = queries.versions(row).first()
    fresh = last is None or last.by_id != member.person_id or now - last.at > GROWS
    fresh = fresh or apart or _mostly_gone(before, what)
    spans = _authors(authors(row), before, what, member.person_id)
    if fresh or last is None:
        last = Version(thought=row, by=member.person, at=now)
    last.number, last.said, last.authors = row.version, said.told(what), spans
    last.save()


def _mostly_gone(before: Said, what: Said) -> bool:
    """Are fewer than half of the words still there, of the thought or of an account?"""
    texts = [(before.content, what.content)]
    texts += [
        (one.content, what.variants[a].content) for a, one in before.variants.items() if a in what.variants
    ]
    words = [(set(old.split()), set(new.split())) for old, new in texts]
    return any(2 * len(old & new) < len(old) for old, new in words)


def _authors(known: dict[str, list[authorship.Span]], before: Said, what: Said, by: int) -> dict[str, Any]:
    texts = {THOUGHT: (before.content, what.content)}
    for account, one in what.variants.items():
        earlier = before.variants.get(account)
        texts[str(account)] = (earlier.content if earlier else "", one.content)
    told: dict[str, Any] = {}
    for key, (old, new) in texts.items():
        if not new:
            continue
        base, spans = (old, known.get(key, [])) if old else (before.content, known.get(THOUGHT, []))
        told[key] = authorship.attributed(base, spans, new, by)
    return told


def empty_bin(now: datetime) -> int:
    """Forget drafts that lay in the bin long enough and of which nothing was ever planned."""
    found = Thought.objects.filter(binned__lt=now - KEPT, variants__deliveries=None)
    return found.delete()[0]
