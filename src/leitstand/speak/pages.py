"""What each page of this verb is given, put together from queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from leitstand import registry
from leitstand.listen import queries as listen
from leitstand.listen.judging.pages import Judged, judged
from leitstand.people import queries as people
from leitstand.speak import actions, evidence, limits, queries
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.approving import actions as approving
from leitstand.speak.forms import AnswerForm, TakeDownForm
from leitstand.speak.models import Delivery, Step, Takedown
from leitstand.speak.triage import pages as together
from leitstand.speak.triage.pages import Beside, Together
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.finding import Finding, Level
from leitstand.vocabulary.network import Offer
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Account, Membership

ROWS = 30
KEYS = (
    ("J / K", _("Next, previous")),
    ("Enter", _("Open")),
    ("R", _("Answer")),
    ("E", _("Let stand, then 1 to 6 for the reason")),
    ("Z", _("Assign")),
    ("S", _("Later")),
    ("N", _("Note to colleagues")),
    ("X", _("Select")),
    ("U", _("Undo")),
    ("V", _("Compose")),
)


@dataclass(frozen=True, slots=True)
class Preview:
    """An answer as it will look there: counted in the network's own unit, with what the policy says."""

    account: Account
    content: str
    length: int
    limit: int | None
    findings: Sequence[Finding]
    waits: bool = False

    @property
    def over(self) -> int:
        """By how much it is too long; 0 when it fits."""
        return max(self.length - self.limit, 0) if self.limit is not None else 0

    @property
    def stopped(self) -> bool:
        """Does a finding forbid it?"""
        return any(one.level is Level.STOP for one in self.findings)


@dataclass(frozen=True, slots=True)
class Detail:
    """One mention with its conversation and what can be done with it."""

    mention: Mention
    before: Sequence[Mention]
    answers: Sequence[Delivery]
    form: AnswerForm | None
    limit: int | None
    reasons: Sequence[tuple[int, str, str]]
    may: bool
    replies: bool
    judged: Sequence[Judged]
    together: Together
    preview: Preview | None = None
    problem: LeitstandError | None = None
    kept: str = ""
    """Words that did not go out, shown so that they are not lost."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox: a tab, its rows, and the chosen mention beside them."""

    tab: str
    tabs: Sequence[tuple[str, str, int]]
    order: str
    rows: Page[Mention]
    detail: Detail | None
    chosen: bool
    next: str
    previous: str
    sources: int
    beside: Beside
    after: int | None  # the post that comes next when this one is settled
    selects: bool
    most: int = queries.MOST_COUNTED


@dataclass(frozen=True, slots=True)
class Publication:
    """One line of the ledger with its life."""

    delivery: Delivery
    steps: Sequence[Step]
    takedown: Takedown | None
    form: TakeDownForm
    may: bool
    can_delete: bool
    evidence: evidence.Evidence | None = None
    problem: LeitstandError | None = None


_TABS = (
    (queries.OPEN, _("Open")),
    (queries.MINE, _("Mine")),
    (queries.LATER, _("Later")),
    (queries.ANSWERED, _("Answered")),
    (queries.LET_STAND, _("Let stand")),
)


def inbox(
    member: Membership,
    tab: str,
    page: str,
    chosen: Mention | None,
    *,
    now: datetime,
    order: str = queries.BEST,
    **detail: Any,
) -> Inbox:
    """Everything the inbox shows. Without a chosen mention the first row stands beside the list."""
    tab = tab if tab in queries.TABS else queries.OPEN
    counts = queries.counts(member.organization, person=member.person_id)
    rows = _page(member, tab, order, page, counts[tab])
    ids = [row.pk for row in rows]
    here = chosen or (rows[0] if ids else None)
    at = ids.index(here.pk) if here and here.pk in ids else -1
    return Inbox(
        tab=tab,
        tabs=[(name, label, counts[name]) for name, label in _TABS],
        order=order,
        rows=rows,
        detail=look_at(member, here, now=now, **detail) if here else None,
        chosen=chosen is not None,
        next=link(tab, ids[at + 1]) if 0 <= at < len(ids) - 1 else "",
        previous=link(tab, ids[at - 1]) if at > 0 else "",
        sources=0 if ids else listen.sources(member.organization).count(),
        beside=together.beside(member, ids, now),
        after=ids[at + 1] if 0 <= at < len(ids) - 1 else None,
        selects=bool(ids) and tab in queries.UNDECIDED and people.may(member, "editor"),
    )


class Pages(Paginator):  # type: ignore[type-arg]  # of mentions
    """A long list, of which is known how much there is at least, and whether there is more."""

    def __init__(self, rows: Any, known: int, *, more: bool) -> None:
        super().__init__(rows, ROWS)
        self.known, self.more = known, more

    @property
    def count(self) -> int:
        """How much there is at least."""
        return self.known


def _page(member: Membership, tab: str, order: str, page: str, known: int) -> Page[Mention]:
    """One page of a tab. Newest first goes back to the beginning, and is counted a way beyond the page."""
    more = known >= queries.MOST_COUNTED and (tab != queries.OPEN or order == queries.NEWEST)
    if more:
        most = int(page) * ROWS + queries.MOST_COUNTED if page.isdecimal() and len(page) < 7 else known
        known = queries.count(member.organization, tab, most, person=member.person_id)
        more = known >= most
    rows = queries.inbox(member.organization, tab, order, person=member.person_id)
    return Pages(rows, known, more=more).get_page(page or 1)


def look_at(
    member: Membership,
    mention: Mention,
    *,
    now: datetime,
    form: AnswerForm | None = None,
    preview: Preview | None = None,
    problem: LeitstandError | None = None,
    kept: str = "",
) -> Detail:
    """One mention, its conversation and what may be done."""
    accounts = queries.accounts_for(mention)
    form = form or (_form(member, mention, accounts) if accounts else None)
    account = form.chosen if form else None
    talk = list(listen.conversation(mention))
    return Detail(
        mention=mention,
        before=[one for one in talk if one.pk != mention.pk and one.published <= mention.published],
        answers=list(queries.answers(mention)),
        form=form,
        limit=limits.of(account).characters if account else None,
        reasons=[(number, name, label) for number, (name, label) in enumerate(actions.REASONS.items(), 1)],
        may=people.may(member, "editor"),
        replies=_takes_replies(mention.network),
        judged=judged(mention),
        together=together.together(member, mention, now),
        preview=preview,
        problem=problem,
        kept=kept,
    )


def _form(member: Membership, mention: Mention, accounts: Sequence[Account]) -> AnswerForm:
    """An answer that nobody has begun."""
    aims = aiming.known(member.organization)
    return AnswerForm(list(accounts), initial=_first(member, mention, accounts), aims=aims)


def preview_of(member: Membership, mention: Mention, form: AnswerForm, now: datetime) -> Preview | None:
    """How the answer in this form would look; None when nothing can be said of it yet."""
    account, content = form.chosen, str(form.data.get("content") or "").strip()
    if account is None or not content:
        return None
    limit = limits.of(account).characters
    found = actions.check(mention, account, content, limit=limit, now=now)
    waits = approving.needed(member.organization, actions.risk_of(member, account, found, now))
    length = registry.network(account.network).length(content)
    return Preview(account, content, length, limit, found, waits)


def publication(member: Membership, delivery: Delivery, **more: Any) -> Publication:
    """One line of the ledger."""
    offers = registry.network(delivery.account.network).offers
    return Publication(
        delivery=delivery,
        steps=sorted(delivery.steps.all(), key=lambda step: (step.at, step.pk)),
        takedown=getattr(delivery, "takedown", None),
        evidence=evidence.of(delivery),
        form=more.pop("form", None) or TakeDownForm(),
        may=people.may(member, "editor"),
        can_delete=Offer.DELETE in offers,
        **more,
    )


def link(tab: str, id: int) -> str:
    """The inbox with one mention beside it."""
    return f"{reverse('speak:inbox')}?tab={tab}&post={id}#post"


def _takes_replies(network: str) -> bool:
    """Could anybody answer there from here, were an account connected?"""
    try:
        return Offer.REPLY in registry.network(network).offers
    except KeyError:  # a network of a guest that is no longer installed
        return False


def _first(member: Membership, mention: Mention, accounts: Sequence[Account]) -> dict[str, str]:
    """The account the post came in by, and the language it was said in."""
    through = mention.source.account_id if mention.source else None
    account = next((one for one in accounts if one.pk == through), accounts[0])
    language = mention.language.split("-")[0]
    return {
        "account": str(account.pk),
        "language": language if language in ("de", "en") else member.organization.language,
    }
