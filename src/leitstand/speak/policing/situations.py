"""Puts together all that is known around a note before the policy is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leitstand.listen.alarms import queries as alarms
from leitstand.speak.library.licences import credit
from leitstand.speak.models import Circumstances, Delivery, LinkLook, ProfileLook
from leitstand.vocabulary.finding import Situation
from leitstand.vocabulary.situation import Imprint, Link, Medium, Named

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization, Person
    from leitstand.speak import models

URL = re.compile(r"https?://[^\s<>\"„“”]+")
_TAIL = ".,;:!?)]}'»«"


@dataclass(frozen=True, slots=True)
class Around:
    """What holds for everything an organisation says now; `imprints` by account."""

    circumstances: Circumstances
    roster: tuple[Named, ...]
    storm: bool
    imprints: Mapping[int, Imprint]
    links: Mapping[str, Link]

    def past(self) -> Around:
        """Without what is so only now: a storm, what the last looks found."""
        return replace(self, storm=False, imprints={}, links={})

    def filled(self, situation: Situation, account: Account | None, content: str) -> Situation:
        """The situation with what the organisation knows where it says nothing itself."""
        kept = self.circumstances
        bare: dict[str, Any] = {
            "organization": situation.organization or kept.kind,
            "land": situation.land or kept.land,
            "public_body": kept.public_body if situation.public_body is None else situation.public_body,
            "listed": kept.listed if situation.listed is None else situation.listed,
            "roster": situation.roster or self.roster,
            "storm": situation.storm or self.storm,
            "facts": {**kept.facts, **situation.facts},
            "links": situation.links or tuple(self.links.get(one) or Link(url=one) for one in urls(content)),
        }
        if account is not None:
            bare["account"] = situation.account or account.handle or account.name
            bare["imprint"] = situation.imprint or self.imprints.get(account.pk)
            if situation.account_days is None:
                bare["account_days"] = max((situation.now - account.connected).days, 0)
        return replace(situation, **bare)


def circumstances(organization: Organization) -> Circumstances:
    """What is known about the organisation; an empty one until somebody says it."""
    found = Circumstances.objects.filter(organization=organization).first()
    return found or Circumstances(organization=organization)


def around(organization: Organization, texts: Iterable[str] = ()) -> Around:
    """What is known now around these texts; at most four questions to the database."""
    kept = circumstances(organization)
    asked = {url for text in texts for url in urls(text)}
    links = LinkLook.objects.filter(organization=organization, url__in=asked) if asked else ()
    looks = ProfileLook.objects.filter(account__organization=organization)
    return Around(
        circumstances=kept,
        roster=_named(tuple(_frozen(one) for one in kept.roster)),
        storm=alarms.open_alarms(organization).filter(drill=None).exists(),
        imprints={one.account_id: imprint(one) for one in looks},
        links={one.url: link(one) for one in links},
    )


def published(voice: Person | int | None) -> int | None:
    """How many posts a voice has published: how new it is."""
    return None if voice is None else Delivery.objects.filter(author=voice, state="sent").count()


def urls(text: str) -> list[str]:
    """The addresses in a text, each once, without the full stop behind them."""
    return list(dict.fromkeys(found.rstrip(_TAIL) for found in URL.findall(text)))


def imprint(look: ProfileLook) -> Imprint:
    """What the last look at a profile found."""
    return Imprint(found=look.found, clicks=look.clicks, looked=look.looked, url=look.url)


def link(look: LinkLook) -> Link:
    """What the last look at an address found."""
    return Link(url=look.url, status=look.status, final_url=look.final_url, gone=look.gone)


def media(uses: Sequence[models.Use], language: str) -> tuple[Medium, ...]:
    """The pictures of a thought as rules see them."""
    return tuple(_medium(one.medium, language, use=one) for one in uses)


def pictures(
    note: Mapping[str, Any], library: Mapping[int, models.Medium], language: str
) -> tuple[Medium, ...]:
    """The pictures of something that went out, from its ledger row and the library."""
    told = []
    for one in note.get("pictures", ()):
        row = library.get(one.get("medium") or 0)
        known = (
            _medium(row, language) if row else Medium(kind=str(one.get("media_type", "")).partition("/")[0])
        )
        told.append(replace(known, alt=one.get("alt", "")))
    return tuple(told)


def _medium(row: models.Medium, language: str, use: models.Use | None = None) -> Medium:
    states = {str(one.get("state", "")) for one in row.consents}
    untils = [date.fromisoformat(one["until"]) for one in row.consents if one.get("until")]
    said = Medium(
        kind=row.media_type.partition("/")[0],
        title=row.title,
        author=row.author,
        source=row.source,
        licence=row.licence,
        expires=row.expires,
        people=bool(states),  # the library asks: nobody recognisable, or what they agreed to
        consent=_consent(states),
        consent_until=min(untils, default=None),
        ai=row.ai_made,
        credit=credit(row, language).short,
    )
    if use is None:
        return said
    alt = use.alt if use.alt.strip() or use.waived.strip() else None
    return replace(said, alt=alt, alt_waived=use.waived, altered=bool(use.crop))


def _consent(states: set[str]) -> str:
    """The consent of all who are shown: as weak as the weakest."""
    for state in ("withdrawn", "refused"):
        if state in states:
            return state
    return "given" if states == {"given"} else ""


def _frozen(one: Mapping[str, Any]) -> tuple[str, bool, tuple[str, ...]]:
    return str(one.get("name", "")), bool(one.get("agreed")), tuple(one.get("aliases") or ())


@lru_cache(maxsize=32)
def _named(rows: tuple[tuple[str, bool, tuple[str, ...]], ...]) -> tuple[Named, ...]:
    """The same object for the same roster: rules keep an index of it."""
    return tuple(Named(name=name, agreed=agreed, aliases=aliases) for name, agreed, aliases in rows if name)
