"""Every write of the inbox and of what we said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from leitstand import registry
from leitstand.listen.judging import actions as judging
from leitstand.listen.judging import queries as heard
from leitstand.listen.judging.questions import RELEVANT
from leitstand.people.queries import require
from leitstand.speak import ledger, queries
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import risks
from leitstand.speak.hooks import events
from leitstand.speak.models import Delivery, Reply, Step, Takedown, Treatment
from leitstand.speak.policing import situations
from leitstand.speak.policing.asking import findings
from leitstand.speak.treating import locked, treat
from leitstand.speak.triage import claims, looks, moderating
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Account, Membership, Person
    from leitstand.vocabulary.post import Receipt
    from leitstand.vocabulary.risk import Risk

REASONS = {
    "answered": _("already answered"),
    "opinion": _("an opinion, not a question"),
    "repeated": _("only repeated"),
    "not_ours": _("not our subject"),
    "fuel": _("would only add fuel"),
    "other": _("another reason …"),
}
TAKEN_OFF = {"spam": _("spam"), "removed": _("taken off our page")}
"""What was let stand because it should not stand at all: no answer was saved by that."""


ABOUT_US, NOT_ABOUT_US = {RELEVANT: "relevant"}, {RELEVANT: "irrelevant"}
MAY_STAND = {**ABOUT_US, "needs_answer": "stand"}
TEACHES = {
    "answered": ABOUT_US,
    "opinion": MAY_STAND,
    "repeated": MAY_STAND,
    "not_ours": NOT_ABOUT_US,
    "fuel": ABOUT_US,
    "spam": {"spam": "spam"},
}
"""What a reason to let a post stand says of the post; models learn from that."""

UNDO = timedelta(seconds=8)
"""An answer waits this long before it goes out, so that it can be undone while the page says so."""


def check(
    mention: Mention,
    account: Account,
    content: str,
    *,
    limit: int | None,
    now: datetime,
    voice: Person | None = None,
) -> list[Finding]:
    """What the policy says of an answer before it goes out, in the unit of the account's network."""
    network = registry.network(account.network)
    note = Note(content=content, published=now, in_reply_to=mention.post_id)
    length = network.length(content)
    known = Situation(
        now=now,
        network=account.network,
        limit=limit,
        length=length,
        zone=mention.organization.time_zone,
        voice=str(voice or ""),
        voice_posts=situations.published(voice),
        reply=True,
    )
    situation = situations.around(mention.organization, [content]).filled(known, account, content)
    return findings(mention.organization, note, situation)


@transaction.atomic
def answer(
    member: Membership,
    mention: Mention,
    account: Account,
    content: str,
    *,
    language: str,
    limit: int | None,
    now: datetime,
    take: bool = False,
) -> Delivery:
    """Write an answer in the account's name and hand it to the ledger, due in a few seconds.

    `limit` is how much the network takes, in its own unit, as `limits.of` read it from the server. `take`:
    answer although somebody else is writing. Above the organisation's limit of risk it waits for another
    person's word.

    Raises Refused for readers, for what the policy stops and when somebody else has answered or is writing;
    Invalid when there is nothing to say.
    """
    require(member, "editor")
    content = content.replace("\r\n", "\n").strip()
    if not content:
        raise Invalid(_("There is no answer yet. Write one, or let the post stand."))
    if account not in queries.accounts_for(mention):
        raise Refused(
            _("This post cannot be answered from %(account)s. Open the original instead."), account=account
        )
    row = locked(mention)
    _not_twice(mention)
    if not take:
        _nobody_writes(member, mention, now)
    found = check(mention, account, content, limit=limit, now=now, voice=member.person)
    stops = [one for one in found if one.level is Level.STOP]
    if stops:
        raise Refused(stops[0].why, **stops[0].facts)
    said = Reply(mention=mention, author=member.person, content=content, language=language, created=now)
    told = risk_of(member, account, found, now)
    waits = approving.needed(member.organization, told)
    delivery = _entered(said, account, state="waiting" if waits else "due", due=now + UNDO)
    if waits:
        approving.ask(member, [delivery], told, now=now)
    treat(row, member.person, "answered", now)
    claims.leave(member, mention)
    _teach(member, mention, {**ABOUT_US, "needs_answer": "answer"}, now)
    return delivery


def risk_of(member: Membership, account: Account, found: Sequence[Finding], now: datetime) -> Risk:
    """How risky it is that this member answers from this account now, by what the policy found."""
    return risks.of(member.organization, [account], found, voice=member.person, due=now + UNDO, now=now)


@transaction.atomic
def record(
    member: Membership, mention: Mention, account: Account, content: str, *, receipt: Receipt, language: str
) -> Delivery:
    """Keep an answer that was published before, with its receipt; nothing is sent."""
    require(member, "editor")
    at = receipt.published
    said = Reply(mention=mention, author=member.person, content=content, language=language, created=at)
    delivery = _entered(
        said,
        account,
        state="sent",
        due=at,
        published=at,
        receipt_id=receipt.id,
        receipt_url=receipt.url,
        receipt_published=at,
    )
    treat(locked(mention), member.person, "answered", at)
    return delivery


@transaction.atomic
def let_stand(member: Membership, mention: Mention, reason: str, words: str, *, now: datetime) -> Treatment:
    """Decide not to answer, with the reason. Raises Refused for readers, Invalid for an unknown reason."""
    require(member, "editor")
    if reason not in {**REASONS, **TAKEN_OFF} or (reason == "other" and not words.strip()):
        raise Invalid(_("Choose a reason; for another one, write it down in a few words."))
    row = locked(mention)
    row.reason, row.words = reason, words.strip()[:300]
    treatment = treat(row, member.person, "let_stand", now)
    looks.draw(member.organization, treatment, now=now)
    claims.leave(member, mention)
    _teach(member, mention, TEACHES.get(reason, {}), now)
    return treatment


@transaction.atomic
def undo(member: Membership, mention: Mention, *, now: datetime) -> Treatment:
    """Back to the inbox. An answer that is not yet going out is withdrawn; one that was sent stays sent."""
    require(member, "editor")
    row = locked(mention)
    for delivery in queries.answers(mention).filter(state__in=["due", "waiting"]):
        ledger.move(delivery, "withdrawn", now, by=member.person)
        approving.void(delivery)
    judging.forget(member, mention, (RELEVANT, "needs_answer", "spam"), at=row.at)
    moderating.withdraw(mention, now=now)
    looks.undraw(mention.pk)
    row.reason = row.words = ""
    return treat(row, member.person, "new", now)


@transaction.atomic
def withdraw(member: Membership, delivery: Delivery, *, now: datetime) -> Delivery:
    """Stop a delivery that has not gone out. Raises Refused when it is too late for that."""
    require(member, "editor")
    return ledger.move(delivery, "withdrawn", now, by=member.person, next_look=None)


@transaction.atomic
def look_now(member: Membership, delivery: Delivery, *, now: datetime) -> Delivery:
    """Look for a delivery of unknown end at once."""
    require(member, "editor")
    if delivery.state != "unknown":
        raise Refused(_("The end of this delivery is known; there is nothing to look for."))
    Delivery.objects.filter(pk=delivery.pk, state="unknown").update(next_look=now)
    return delivery


@transaction.atomic
def send_again(member: Membership, delivery: Delivery, *, now: datetime) -> Delivery:
    """A person's word, after a look that found nothing: send it once more, with the same key."""
    require(member, "editor")
    if delivery.state != "unknown":
        raise Refused(
            _("Only what nobody knows the end of is sent again. Nothing was done twice; reload the page.")
        )
    if not delivery.looks:
        raise Refused(
            _("Nobody has looked yet whether it arrived. Look first, so that it is not said twice.")
        )
    return ledger.move(delivery, "due", now, by=member.person, due=now, next_look=None, problem=None)


@transaction.atomic
def take_down(member: Membership, delivery: Delivery, reason: str, *, now: datetime) -> Takedown:
    """Ask the network to take a publication back. Gone is only said once we have seen it gone."""
    require(member, "editor")
    if delivery.state != "sent":
        raise Refused(
            _("Only what was published can be taken down. This was not published; withdraw it instead.")
        )
    if delivery.account.state != "working":
        raise Refused(
            _(
                "%(account)s is not connected, so nobody can ask the network. "
                "Connect it, then take the post down."
            ),
            account=delivery.account,
        )
    takedown, made = Takedown.objects.get_or_create(
        delivery=delivery,
        defaults={"by": member.person, "reason": reason.strip()[:300], "requested": now, "next_step": now},
    )
    if made:
        Step.objects.create(delivery=delivery, at=now, what="takedown", there="requested", by=member.person)
        events.of_takedown(takedown, "", now)
    return takedown


@transaction.atomic
def look_again(member: Membership, delivery: Delivery, *, now: datetime) -> Takedown:
    """Re-read the public address at once. Raises Refused when nothing is being taken down."""
    require(member, "editor")
    takedown: Takedown | None = getattr(delivery, "takedown", None)
    if takedown is None or takedown.state == "gone":
        raise Refused(_("There is no take-down to look after here."))
    return ledger.move_takedown(takedown, takedown.state, now, by=member.person, next_step=now)


def revision(content: str) -> str:
    """The fingerprint of an exact text."""
    return hashlib.sha256(content.encode()).hexdigest()


def _teach(member: Membership, mention: Mention, labels: Mapping[str, str], now: datetime) -> None:
    """What was decided about a mention is right about it, unless somebody has said otherwise before."""
    known = heard.labels([mention])[mention.pk]
    for key, label in labels.items():
        if not (key in known and known[key].taught):
            judging.teach(member, mention, key, label, now=now)


def _entered(reply: Reply, account: Account, **fields: Any) -> Delivery:
    """Keep a reply, and enter it into the ledger with its first step."""
    reply.organization = reply.mention.organization
    reply.save()
    delivery = Delivery.objects.create(
        organization=reply.organization,
        reply=reply,
        account=account,
        author=reply.author,
        content=reply.content,
        language=reply.language,
        note={"in_reply_to": reply.mention.post_id},
        created=reply.created,
        revision=revision(reply.content),
        **fields,
    )
    Step.objects.create(
        delivery=delivery, at=reply.created, what="delivery", there=delivery.state, by=reply.author
    )
    return delivery


def _not_twice(mention: Mention) -> None:
    """Two people never answer the same; the second sees who was first."""
    other = (
        queries.answers(mention)
        .exclude(state__in=["refused", "withdrawn"])
        .exclude(takedown__state="gone")
        .first()
    )
    if other:
        raise Refused(
            _("%(who)s has already answered this. Nothing was sent; read that answer first."),
            who=other.author or _("Somebody"),
        )


def _nobody_writes(member: Membership, mention: Mention, now: datetime) -> None:
    """While somebody else writes, an answer is only sent by a second press that says so."""
    other = claims.other(member, mention, now=now)
    if other:
        raise Refused(
            _(
                "%(who)s is writing an answer to this right now. Nothing was sent, and your words are kept "
                "here: wait a little, or send yours all the same."
            ),
            who=other,
        )
