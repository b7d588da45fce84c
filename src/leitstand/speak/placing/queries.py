"""Every read of places: what is wanted, what was published where, and which drafts lie far from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.db.models.functions import Coalesce

from leitstand import registry
from leitstand.speak.models import Delivery, Place, Wanted
from leitstand.speak.placing import shares
from leitstand.speak.placing.shares import Point

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from leitstand.people.models import Account, Organization
    from leitstand.speak.models import Thought

VOICE, ACCOUNT = "v", "a"
Key = tuple[str, int]
"""A voice (VOICE, person) or an account (ACCOUNT, account)."""


def wanted(organization: Organization) -> Mapping[Key, Wanted]:
    """What holds now for each voice and account that something was agreed of."""
    rows = Wanted.objects.filter(organization=organization)
    latest = rows.order_by().values("person", "account").annotate(last=Max("pk")).values("last")
    return {key(one): one for one in rows.filter(pk__in=latest).select_related("by")}


def key(row: Wanted) -> Key:
    """Whose shares these are."""
    return (VOICE, row.person_id) if row.person_id else (ACCOUNT, row.account_id or 0)


def history(organization: Organization, whose: Key) -> QuerySet[Wanted]:
    """Everything that was ever agreed of one of them, the latest first."""
    kind, id = whose
    mine = {"person": id} if kind == VOICE else {"account": id}
    rows = Wanted.objects.filter(organization=organization, **mine)
    return rows.select_related("by").order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Said:
    """One post of ours: who, where, when, how professional (0 to 1; None: nobody said), whether public."""

    author: int | None
    account: int
    at: datetime
    professional: float | None
    public: bool
    thought: int | None
    reply: int | None
    words: str


def published(organization: Organization, since: datetime, until: datetime) -> list[Said]:
    """Every post and answer between two moments, the latest first; threads by their first part."""
    rows = (
        Delivery.objects.filter(organization=organization, state="sent", part=0)
        .annotate(moment=Coalesce("receipt_published", "due"))
        .filter(moment__range=(since, until))
        .order_by("-moment", "-pk")
    )
    fields = (
        "author",
        "account",
        "account__network",
        "moment",
        "note",
        "reply",
        "variant__thought",
        "content",
    )
    circles = registry.circles()
    told = _told(organization)
    return [
        Said(
            author=author,
            account=account,
            at=moment,
            professional=told.get(thought or 0),
            public=shares.is_public(str((note or {}).get("visibility", "")), internal=network in circles),
            thought=thought,
            reply=reply,
            words=str(content)[:140],
        )
        for author, account, network, moment, note, reply, thought, content in rows.values_list(*fields)
    ]


def _told(organization: Organization) -> dict[int, float]:
    rows = Place.objects.filter(thought__organization=organization).values_list("thought", "professional")
    return {thought: share / 100 for thought, share in rows}


def by_key(said: Iterable[Said]) -> dict[Key, shares.Measured]:
    """Measured shares of each voice and account that published something.

    A thought that went out over three accounts is one for its voice, and one for each of the accounts.
    """
    accounts: dict[Key, list[tuple[float | None, float]]] = defaultdict(list)
    voices: dict[Key, dict[tuple[str, int], list[Said]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        accounts[ACCOUNT, one.account].append((one.professional, float(one.public)))
        if one.author is not None:
            unit = ("thought", one.thought) if one.thought else ("reply", one.reply or 0)
            voices[VOICE, one.author][unit].append(one)
    told = {whose: shares.measured(posts) for whose, posts in accounts.items()}
    for whose, units in voices.items():
        told[whose] = shares.measured([_whole(posts) for posts in units.values()])
    return told


def _whole(posts: Sequence[Said]) -> tuple[float | None, float]:
    """One thought over its accounts."""
    return posts[0].professional, sum(one.public for one in posts) / len(posts)


def place(thought: Thought) -> Place | None:
    """What its author said of it."""
    return Place.objects.filter(thought=thought).first()


@dataclass(frozen=True, slots=True)
class Far:
    """A thought that lies far from what an account wants: on which axes, where it is, where it was meant."""

    account: Account
    axes: tuple[str, ...]
    post: Point
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a thought lies: what its author said (percent, None: nothing), what is wanted, what is far."""

    professional: int | None
    wanted: Sequence[tuple[Account, Wanted]]
    far: Sequence[Far]


def professional(thought: Thought) -> int | None:
    """How professional its author says it is, in percent."""
    said = place(thought)
    return said.professional if said else None


def landing(thought: Thought) -> Landing:
    """Where a thought would land on its chosen accounts; two queries beside those of its variants."""
    said = professional(thought)
    agreed = wanted(thought.organization)
    going = [one for one in thought.variants.all() if one.chosen and (ACCOUNT, one.account_id) in agreed]
    meant = [(one.account, agreed[ACCOUNT, one.account_id]) for one in going]
    far = (_far(one.account, said, one.visibility, agreed[ACCOUNT, one.account_id]) for one in going)
    return Landing(said, meant, [one for one in far if one.axes])


def _far(account: Account, said: int | None, visibility: str, row: Wanted) -> Far:
    """What nobody has said how professional it is, is held against the other axis alone."""
    public = shares.is_public(visibility, internal=account.network in registry.circles())
    post = Point(row.professional if said is None else said, 100.0 * public)
    return Far(account, shares.far(post, Point(row.professional, row.public), row.tolerance), post, row)
