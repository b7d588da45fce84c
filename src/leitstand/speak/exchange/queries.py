"""What a file would become here, before anything is kept: accounts, what is lost, what is here already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.people import queries as people
from leitstand.speak.composing import queries as composing
from leitstand.speak.exchange import leaving
from leitstand.speak.exchange.incoming import Incoming, Read, Remark, Trouble, Wanted
from leitstand.speak.models import Arrival, Medium, Thought
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One post as it would stand here. `here`: it was brought in before, or comes twice in this file."""

    post: Incoming
    accounts: Mapping[int, Wanted]
    names: Sequence[str]
    due: datetime | None
    here: bool
    lost: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Preview:
    """A whole file as it would stand here."""

    shape: str
    posts: Sequence[Coming]
    troubles: Sequence[Trouble]

    @property
    def fresh(self) -> Sequence[Coming]:
        """What would be made."""
        return [one for one in self.posts if not one.here]

    @property
    def timed(self) -> int:
        """How many of them have a time that lies ahead."""
        return sum(one.due is not None for one in self.fresh)


def preview(organization: Organization, read: Read, otherwise: Iterable[int], now: datetime) -> Preview:
    """What would become of each post; `otherwise` are the accounts for posts that name none."""
    speakers = composing.speakers(organization)
    chosen = [one for one in speakers if one.pk in set(otherwise)]
    known = _known(organization, [one.key for one in read.posts])
    told: list[Coming] = []
    for post in read.posts:
        told.append(_coming(organization, post, speakers, chosen, here=post.key in known, now=now))
        known.add(post.key)
    return Preview(read.shape, told, read.troubles)


def _known(organization: Organization, keys: Sequence[str]) -> set[str]:
    """Which of these posts came before, or were written here."""
    rows = Arrival.objects.filter(organization=organization)
    known = {key for key in rows.values_list("key", flat=True) if key in set(keys)}
    numbers = {leaving.number_of(key): key for key in keys}
    own = Thought.objects.filter(organization=organization, pk__in=[one for one in numbers if one])
    return known | {numbers[pk] for pk in own.values_list("pk", flat=True)}


def _coming(
    organization: Organization,
    post: Incoming,
    speakers: Sequence[Account],
    otherwise: Sequence[Account],
    *,
    here: bool,
    now: datetime,
) -> Coming:
    lost = list(post.lost)
    due = post.due
    if due is not None and due <= now and post.ours is None:
        due = None
        lost.append(Remark(_("Its time has passed, so it becomes a draft without one.")))
    if post.ours is not None:
        accounts, missing = _ours(post.ours, organization)
        lost += missing
    else:
        accounts, missing = _matched(post.wanted, speakers, otherwise)
        lost += missing
    names = [str(one) for one in speakers if one.pk in accounts]
    return Coming(post=post, accounts=accounts, names=names, due=due, here=here, lost=lost)


def _matched(
    wanted: Sequence[Wanted], speakers: Sequence[Account], otherwise: Sequence[Account]
) -> tuple[dict[int, Wanted], list[Remark]]:
    """Our accounts for those of the file, and which have none here."""
    if not wanted:
        return {one.pk: Wanted() for one in otherwise}, []
    found: dict[int, Wanted] = {}
    missing: list[Remark] = []
    for one in wanted:
        account = match(one, speakers)
        if account is not None:
            found[account.pk] = one
        elif not otherwise:
            name = " ".join(part for part in (one.handle or one.name, one.network) if part) or "?"
            missing.append(Remark(_("No account here is %(name)s."), {"name": name[:80]}))
    return found or {one.pk: Wanted() for one in otherwise}, missing


def match(wanted: Wanted, speakers: Sequence[Account]) -> Account | None:
    """The one account of ours that is meant; None where none or more than one could be."""
    there = [one for one in speakers if wanted.network in ("", one.network)]
    handle = _bare(wanted.handle)
    if handle:
        same = [one for one in there if handle in (_bare(one.handle), _local(one.handle))]
        same = same or [one for one in there if _local(wanted.handle) == _bare(one.handle)]
        if len(same) == 1:
            return same[0]
    if wanted.name:
        same = [one for one in there if one.name.casefold() == wanted.name.casefold()]
        if len(same) == 1:
            return same[0]
    vague = not wanted.handle and not wanted.name and wanted.network
    return there[0] if vague and len(there) == 1 else None


def _bare(handle: str) -> str:
    return handle.strip().lstrip("@").casefold()


def _local(handle: str) -> str:
    """The name before the server, as programs for one server write it."""
    return _bare(handle).split("@")[0]


def _ours(told: Mapping[str, object], organization: Organization) -> tuple[dict[int, Wanted], list[Remark]]:
    """Accounts, pictures and people of a thought of ours that are not here."""
    accounts = leaving.accounts(people.accounts(organization))
    refs = [str(one.get("account")) for one in leaving.objects(told.get("variants"))]
    missing = [
        Remark(_("No account here is %(name)s."), {"name": ref}) for ref in refs if ref not in accounts
    ]
    pictures = {str(one.get("sha256")) for one in leaving.objects(told.get("media"))}
    have = Medium.objects.filter(organization=organization, sha256__in=pictures).values_list(
        "sha256", flat=True
    )
    if lacking := len(pictures - set(have)):
        missing.append(Remark(_("Pictures that are not in the library here: %(count)s."), {"count": lacking}))
    mails = {one.person.email for one in people.members(organization)}
    if not leaving.sealed(told):
        missing.append(
            Remark(_("Another Leitstand wrote this: its history is not evidence here; you become its voice."))
        )
    elif told.get("voice") and told.get("voice") not in mails:
        missing.append(Remark(_("Its voice does not work here; you become its voice.")))
    if told.get("publications"):
        missing.append(
            Remark(_("What went out there is not written into the ledger here; the ledger takes no files."))
        )
    return {accounts[ref].pk: Wanted() for ref in refs if ref in accounts}, missing
