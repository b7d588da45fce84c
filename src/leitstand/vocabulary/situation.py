"""What is known around a note before it goes out: who, where, when, with which pictures and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, film or sound that goes out with a note, as the media library knows it.

    `alt` is None while nobody has been asked and "" for what only decorates; `licence` is "own" or an SPDX
    name such as "CC-BY-4.0"; `consent` of the people shown is "" (nobody knows), "given", "refused",
    "withdrawn" or "not needed". None means: not known.
    """

    kind: str = "image"
    title: str = ""
    author: str = ""
    source: str = ""
    licence: str = ""
    alt: str | None = None
    alt_waived: str = ""
    expires: date | None = None
    people: bool | None = None
    consent: str = ""
    consent_until: date | None = None
    ai: bool | None = None
    altered: bool | None = None
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address in a note and what a probe found there; `status` None: nobody has looked yet."""

    url: str
    status: int | None = None
    final_url: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What the last probe of a profile found: is the imprint there, how many clicks away, and when."""

    found: bool | None = None
    clicks: int | None = None
    looked: datetime | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A person of the roster; `agreed`: may be named in public."""

    name: str
    agreed: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a rule may know besides the note. What nobody knows is None or empty, and then a rule is silent.

    `moment` is when it will go out (None: `now`), `zone` the IANA zone of the account, `land` a German state
    by ISO 3166-2 without "DE-", `paid` whether something was given for the post, `announced` whether the news
    was published ad hoc before, `facts` whatever the organisation adds.
    """

    now: datetime
    network: str
    limit: int | None = None
    length: int | None = None
    moment: datetime | None = None
    zone: str = "Europe/Berlin"
    account: str = ""
    account_days: int | None = None
    voice: str = ""
    voice_posts: int | None = None
    audience: str = ""
    subjects: tuple[str, ...] = ()
    goal: str = ""
    organization: str = ""
    public_body: bool | None = None
    listed: bool | None = None
    land: str = ""
    paid: bool | None = None
    ai_text: bool | None = None
    announced: bool | None = None
    storm: bool = False
    reply: bool = False
    media: tuple[Medium, ...] = ()
    links: tuple[Link, ...] = ()
    imprint: Imprint | None = None
    roster: tuple[Named, ...] = ()
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)

    @property
    def local(self) -> datetime:
        """The moment it will go out, on the clocks of the account's zone."""
        return (self.moment or self.now).astimezone(ZoneInfo(self.zone))
