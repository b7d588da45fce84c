"""A person's devices for web push: turned on, looked at, removed; and the key that signs what we send."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from leitstand.listen.alarms import ledger
from leitstand.listen.models import PushDevice, PushKey
from leitstand.vocabulary.errors import Gone, LeitstandError, Refused
from leitstand.vocabulary.words import _
from leitstand.wire import push

if TYPE_CHECKING:
    from leitstand.people.models import Person

MOST = 10
THE_KEY = 1

# What a browser calls itself, the more special first: Edge and Opera claim to be Chrome, Chrome to be Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def private_key() -> str:
    """Our private key, made when it is first asked for, and anew where what encrypted it is lost."""
    held, _made = PushKey.objects.get_or_create(pk=THE_KEY, defaults={"private": push.new_key})
    if not push.is_key(held.private):
        held.delete()
        return private_key()
    private: str = held.private
    return private


def public_key() -> str:
    """What a browser must be told to let us send."""
    return push.public_key(private_key())


def devices(person: Person) -> list[PushDevice]:
    """The devices of a person, the latest first."""
    return list(PushDevice.objects.filter(person=person).order_by("-added", "-pk"))


def device(person: Person, pk: int) -> PushDevice:
    """One device of this person. Raises Gone."""
    found = PushDevice.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise Gone(_("This device is not in your list any more. Turn it on again there if you miss it."))
    return found


def by_person(people: Iterable[int]) -> dict[int, list[int]]:
    """The devices of these people: one query."""
    found: dict[int, list[int]] = {}
    rows = PushDevice.objects.filter(person__in=list(people)).order_by("pk")
    for person, pk in rows.values_list("person_id", "pk"):
        found.setdefault(person, []).append(pk)
    return found


def names(pks: Iterable[int]) -> dict[int, str]:
    """What these devices are called, as far as they are still there: one query."""
    return dict(PushDevice.objects.filter(pk__in=list(pks)).values_list("pk", "name"))


def add(person: Person, browser: push.Browser, user_agent: str) -> PushDevice:
    """Turn on a device; one that somebody else had turned on before is theirs no longer. Raises Refused."""
    digest = sha256(browser.endpoint.encode()).hexdigest()
    others = PushDevice.objects.filter(person=person).exclude(digest=digest)
    if others.count() >= MOST:
        raise Refused(_("You have turned on %(n)s devices already. Remove one first."), n=MOST)
    made, _new = PushDevice.objects.update_or_create(
        digest=digest,
        defaults={
            "person": person,
            "name": name_of(user_agent),
            "endpoint": browser.endpoint,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "problem": None,
        },
    )
    return made


def remove(person: Person, pk: int) -> PushDevice:
    """Tell this device nothing any more. Raises Gone."""
    found = device(person, pk)
    PushDevice.objects.filter(pk=pk).delete()
    return found


def took(found: PushDevice, now: datetime) -> None:
    """Its push service took a notice."""
    PushDevice.objects.filter(pk=found.pk).update(sent=now, problem=None)


def failed(found: PushDevice, error: LeitstandError) -> None:
    """A notice did not go out: one that its browser has ended leaves the list, else the list says why."""
    rows = PushDevice.objects.filter(pk=found.pk)
    if isinstance(error, Gone):
        rows.delete()
    else:
        rows.update(problem=ledger.told(error))


def name_of(user_agent: str) -> str:
    """Such as “Firefox, Android”; empty when nothing is recognised."""
    said = (next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, said))
