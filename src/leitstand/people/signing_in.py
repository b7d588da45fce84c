"""Signing in on a network's own page: sent there with a state and PKCE (RFC 7636), and back here once."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext

from leitstand import registry
from leitstand.people import actions, queries
from leitstand.people.models import Account, Membership, SigningIn
from leitstand.vocabulary.errors import Invalid, Reconnect, Refused
from leitstand.vocabulary.network import Ask, Network, Offer, Wire
from leitstand.vocabulary.words import _

GOOD_FOR = timedelta(minutes=10)
_STALE = _(
    "This sign-in is not one that was begun in this browser in the last ten minutes, or it was used already. "
    "Nothing was connected; begin once more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """What is needed of a sign-in that came back; `given` and `verifier` are secrets."""

    network: str
    first_run: bool
    given: Mapping[str, str] = field(repr=False)
    verifier: str = field(repr=False)


def possible(network: Network) -> bool:
    """Can permission be given on a page of the network's own?"""
    return Offer.SIGN_IN in network.offers


def asked(network: Network) -> tuple[Ask, ...]:
    """What has to be typed before: all but what the network's page gives."""
    return tuple(ask for ask in network.needs if not ask.granted)


@transaction.atomic
def begin(
    member: Membership, network: str, given: Mapping[str, str], *, holder: str, first_run: bool, now: datetime
) -> tuple[str, str]:
    """(state, challenge) for the network's page; what was typed is kept encrypted until it comes back.

    `holder` is a secret of the session: only where it is known can the way back be used. Owners only.
    """
    queries.require(member, queries.OWNER)
    tidy(now)
    SigningIn.objects.filter(person=member.person, network=network).delete()
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    SigningIn.objects.create(
        organization=member.organization,
        person=member.person,
        network=network,
        state=_print(state),
        holder=_print(holder),
        kept={"given": dict(given), "verifier": verifier},
        first_run=first_run,
        expires=now + GOOD_FOR,
    )
    return state, _challenge(verifier)


def page(network: Network, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
    """The address to send the owner to. Raises Invalid where it would be no page on the web."""
    address = network.authorize(given, back=back, state=state, challenge=challenge)
    if urlsplit(address).scheme not in ("https", "http"):
        raise Invalid(_("%(network)s names no page to sign in on."), network=network.title)
    return address


def typed(network: Network, form: Mapping[str, str]) -> dict[str, str]:
    """The answers to `asked`, trimmed. Raises Invalid naming those that are missing."""
    answers = {ask.name: (form.get(ask.name) or ask.initial).strip() for ask in asked(network)}
    if missing := [gettext(ask.label) for ask in asked(network) if not answers[ask.name]]:
        raise Invalid(_("Please fill in: %(fields)s."), fields=", ".join(missing))
    return answers


@transaction.atomic
def take(member: Membership, state: str, *, holder: str, now: datetime) -> Away:
    """Use a sign-in up: whatever comes of it, it is gone. Raises Refused where it is not ours and fresh."""
    row = SigningIn.objects.filter(
        state=_print(state),
        holder=_print(holder),
        person=member.person,
        organization=member.organization,
        expires__gt=now,
    ).first()
    # Of two that come back with the same state exactly one deletes the row.
    if row is None or not SigningIn.objects.filter(pk=row.pk).delete()[0]:
        raise Refused(_STALE)
    return Away(
        network=row.network,
        first_run=row.first_run,
        given=row.kept["given"],
        verifier=row.kept["verifier"],
    )


def finish(member: Membership, away: Away, *, code: str, back: str, wire: Wire) -> Account:
    """The account for the code that came back. Raises Refused, Invalid, NetworkError: nothing is kept."""
    queries.require(member, queries.OWNER)
    network = registry.network(away.network)
    try:
        gave = network.exchange(wire, away.given, code=code, back=back, verifier=away.verifier)
    except Reconnect as error:
        raise Invalid(
            _(
                "%(network)s does not accept the code it gave us. Nothing was connected; "
                "sign in there once more."
            ),
            network=network.title,
        ) from error
    return actions.connect(member, away.network, {**away.given, **gave}, wire=wire)


def declined(network: str, error: str) -> Refused:
    """What the network's page says instead of a code, by its name for it (RFC 6749, 4.1.2.1)."""
    title = registry.network(network).title
    if error in ("access_denied", "user_cancelled_login", "user_cancelled_authorize"):
        return Refused(
            _("You did not give permission on the page of %(network)s. Nothing was connected or kept."),
            network=title,
        )
    return Refused(
        _(
            "%(network)s did not give permission and calls this “%(error)s”. Nothing was connected or kept; "
            "compare the keys and the return address with those entered there."
        ),
        network=title,
        error=error[:100] or "-",
    )


def tidy(now: datetime) -> None:
    """Forget those who did not come back."""
    SigningIn.objects.filter(expires__lte=now).delete()


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _print(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
