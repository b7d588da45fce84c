"""Looks that the policy needs: each profile's imprint once a week, links shortly before they go out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from leitstand.people import queries as people
from leitstand.people.wires import open_wire
from leitstand.speak.models import Delivery, LinkLook, ProfileLook
from leitstand.speak.policing import files, probing, situations
from leitstand.vocabulary.errors import Gone, LeitstandError
from leitstand.vocabulary.network import Answer, Wire

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization

OpenWire = Callable[[], Any]

WEEK = timedelta(days=7)
AGAIN = timedelta(hours=6)
"""After a profile did not answer."""
SOON = timedelta(hours=1)
"""Links are looked at so long before they go out, and again when the last look is older."""
MOST = 5
ACTOR = {"accept": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}


def look_due(now: datetime, wire: OpenWire = open_wire) -> int:
    """Look at what is due, a few at a time; only for organisations that have a policy and are no demo."""
    done = 0
    for organization in people.organizations():
        if not organization.is_demo and files.held(organization.pk).policy is not None:
            done += _profiles(organization, now, wire) + _links(organization, now, wire)
    return done


def _profiles(organization: Organization, now: datetime, wire: OpenWire) -> int:
    never = Q(profile_look=None) | Q(profile_look__next_look__lte=now)
    rows = list(people.accounts(organization).filter(never, state="working").exclude(url="")[:MOST])
    for account in rows:
        with closing(wire()) as line:
            _look_at(account, line, now)
    return len(rows)


def _look_at(account: Account, wire: Wire, now: datetime) -> ProfileLook:
    """One profile: is there an imprint, and how many clicks away? One that does not answer is unknown."""
    said: dict[str, Any] = {"found": None, "clicks": None, "url": "", "problem": None}
    try:
        said |= _imprint(wire, account.url)
    except LeitstandError as error:
        said["problem"] = {"sentence": error.sentence, "facts": {k: str(v) for k, v in error.facts.items()}}
    said |= {"looked": now, "next_look": now + (AGAIN if said["found"] is None else WEEK)}
    row, _made = ProfileLook.objects.update_or_create(account=account, defaults=said)
    return row


def _imprint(wire: Wire, url: str) -> dict[str, Any]:
    pages = [wire.get(url)]
    with suppress(LeitstandError):  # the page for people has answered
        pages.append(wire.get(url, headers=ACTOR))  # many profiles show their links only to scripts
    for page in pages:
        if found := probing.imprint(page, page.url):
            return {"found": True, "clicks": 1, "url": found}
    onward = list(dict.fromkeys(to for page in pages for to in probing.onward(page, page.url)))
    next_ones = [_asked(wire, to) for to in onward[: probing.MOST_PAGES]]
    answered = [one for one in next_ones if one is not None]
    for page in answered:
        if found := probing.imprint(page, page.url):
            return {"found": True, "clicks": 2, "url": found}
    # a page that shows no link at all to us may show them to people; that is not known
    seen = any(probing.shows(page) for page in pages) and len(answered) == len(onward)
    return {"found": False if seen else None, "clicks": None, "url": ""}


def _asked(wire: Wire, url: str) -> Answer | None:
    try:
        return wire.get(url)
    except LeitstandError:
        return None


def _links(organization: Organization, now: datetime, wire: OpenWire) -> int:
    """Addresses in what goes out within the hour."""
    rows = Delivery.objects.filter(
        organization=organization, state__in=["due", "waiting"], due__gt=now, due__lte=now + SOON
    )
    asked = [url for text in rows.values_list("content", flat=True) for url in situations.urls(text)]
    fresh = LinkLook.objects.filter(organization=organization, url__in=asked, looked__gt=now - SOON)
    known = set(fresh.values_list("url", flat=True))
    urls = [one for one in dict.fromkeys(asked) if one not in known and len(one) <= 2000][:MOST]
    for url in urls:
        with closing(wire()) as line:
            said = {**_led(line, url), "looked": now}
        LinkLook.objects.update_or_create(organization=organization, url=url, defaults=said)
    return len(urls)


def _led(wire: Wire, url: str) -> dict[str, Any]:
    """Where an address leads; what did not answer at all is not known."""
    try:
        answer = wire.get(url)
    except LeitstandError as error:
        status = error.facts.get("status")
        number = status if isinstance(status, int) else 410 if isinstance(error, Gone) else None
        return {"status": number, "final_url": "", "gone": False}
    final = answer.url if answer.url.rstrip("/") != url.rstrip("/") else ""
    return {"status": answer.status, "final_url": final[:2000], "gone": False}
