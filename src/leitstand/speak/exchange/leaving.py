"""A thought as a line of JSON: its words, variants, pictures by fingerprint, and its whole history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from leitstand.people import queries as people
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.composing import queries as composing
from leitstand.speak.models import Thought

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization
    from leitstand.speak.models import Aim, Delivery, Use, Variant, Version

PLAIN = ("title", "content", "language", "audience", "goal", "time_zone", "version")
MOMENTS = ("due", "embargo", "created", "changed")


def lines(organization: Organization) -> Iterator[str]:
    """Every thought that is not in the bin, the oldest first, a line of JSON each."""
    people_here = {one.person_id: one.person.email for one in people.members(organization)}
    refs = {one.pk: ref(one) for one in people.accounts(organization)}
    aims = {one.pk: _aim(one) for one in aiming.known(organization)}
    rows = composing.thoughts(organization).order_by("created", "pk")
    rows = rows.prefetch_related("versions", "arrivals", "uses__variants", "variants__deliveries__account")
    for row in rows.iterator(chunk_size=200):
        yield json.dumps(told(row, people_here, refs, aims), ensure_ascii=False, sort_keys=True)


def told(
    row: Thought, mails: Mapping[int, str], refs: Mapping[int, str], aims: Mapping[int, dict[str, str]]
) -> dict[str, Any]:
    """One thought. People are mail addresses, accounts their `ref`, moments ISO 8601 in UTC.

    `aims`: kind and words of what it may point to, by number.
    """
    line = {
        "leitstand": 1,
        "id": name_of(row),
        **{name: getattr(row, name) for name in PLAIN},
        **{name: _moment(getattr(row, name)) for name in MOMENTS},
        "aims": [_aim(one) for one in sorted(row.aims.all(), key=lambda one: one.pk)],
        "voice": mails.get(row.voice_id or 0, ""),
        "by": mails.get(row.by_id or 0, ""),
        "variants": [
            _variant(one, refs) for one in sorted(row.variants.all(), key=lambda one: refs[one.account_id])
        ],
        "media": [_use(one, refs) for one in row.uses.all()],
        "history": [
            _version(one, mails, refs, aims) for one in sorted(row.versions.all(), key=lambda one: one.number)
        ],
        "publications": [
            _publication(one)
            for variant in row.variants.all()
            for one in sorted(variant.deliveries.all(), key=lambda one: (one.account_id, one.part, one.pk))
        ],
    }
    return {**line, "seal": _seal(line)}


def sealed(told: Mapping[str, Any]) -> bool:
    """Did this Leitstand write exactly this line?"""
    line = {name: value for name, value in told.items() if name != "seal"}
    return constant_time_compare(str(told.get("seal", "")), _seal(line))


def _seal(line: Mapping[str, Any]) -> str:
    packed = json.dumps(line, ensure_ascii=True, sort_keys=True)
    return salted_hmac("leitstand.speak.thought", packed, algorithm="sha256").hexdigest()


def name_of(row: Thought) -> str:
    """What a thought is called in files: as it was called when it came, else its address here."""
    came = next(iter(row.arrivals.all()), None)
    return came.key if came else f"{settings.CONFIG.origin}{reverse('speak:thought', args=[row.pk])}"


def number_of(name: str) -> int | None:
    """The number of a thought that was written here, from its name in files."""
    before, _slash, number = name.rstrip("/").rpartition("/")
    ours = f"{settings.CONFIG.origin}{reverse('speak:thoughts')}".rstrip("/")
    return (
        int(number)
        if before == ours and number.isascii() and number.isdecimal() and len(number) < 19
        else None
    )


def ref(account: Account) -> str:
    """An account as every Leitstand would call it."""
    return " ".join([account.network, account.server, account.actor_id])


def accounts(rows: Iterable[Account]) -> dict[str, Account]:
    """Accounts by their `ref`."""
    return {ref(one): one for one in rows}


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects in a list; nothing of what is none."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _variant(one: Variant, refs: Mapping[int, str]) -> dict[str, Any]:
    return {
        "account": refs[one.account_id],
        "content": one.content,
        "name": one.name,
        "summary": one.summary,
        "visibility": one.visibility,
        "chosen": one.chosen,
    }


def _use(one: Use, refs: Mapping[int, str]) -> dict[str, Any]:
    return {
        "sha256": one.medium.sha256,
        "media_type": one.medium.media_type,
        "title": one.medium.title,
        "position": one.position,
        "alt": one.alt,
        "waived": one.waived,
        "crop": one.crop,
        "variants": sorted(refs[variant.account_id] for variant in one.variants.all()),
    }


def _aim(one: Aim) -> dict[str, str]:
    return {"kind": one.kind, "words": one.words}


def _version(
    one: Version, mails: Mapping[int, str], refs: Mapping[int, str], aims: Mapping[int, dict[str, str]]
) -> dict[str, Any]:
    said = dict(one.said)
    if "aims" in said:
        said["aims"] = [aims[pk] for pk in said["aims"] if pk in aims]
    said["voice"] = mails.get(said.get("voice") or 0, "")
    said["variants"] = {_key(pk, refs): own for pk, own in said.get("variants", {}).items()}
    authors = {
        _key(name, refs): [[start, end, mails.get(who, "")] for start, end, who in spans]
        for name, spans in one.authors.items()
    }
    return {
        "number": one.number,
        "at": _moment(one.at),
        "by": mails.get(one.by_id or 0, ""),
        "said": said,
        "authors": authors,
    }


def _key(name: str, refs: Mapping[int, str]) -> str:
    """An account's number as its `ref`; other names stay."""
    return refs.get(int(name), f"? {name}") if name.isdecimal() else name


def _publication(one: Delivery) -> dict[str, Any]:
    """What became of it: to be read, never to be brought in again."""
    return {
        "account": ref(one.account),
        "part": one.part,
        "state": one.state,
        "due": _moment(one.due),
        "content": one.content,
        "revision": one.revision,
        "id": one.receipt_id,
        "url": one.receipt_url,
        "published": _moment(one.receipt_published),
    }
