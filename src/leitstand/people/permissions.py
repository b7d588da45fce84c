"""Keeps permissions alive: renews them ahead of time, and warns owners by mail before they end."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.people import actions, queries, signing_in
from leitstand.people.models import Account
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.network import Wire

WARN_DAYS = (14, 7, 1)
AHEAD = 5
"""A permission is renewed when a fifth of its time is left, but at most a week ahead."""

WEEK, AGAIN = timedelta(days=7), timedelta(minutes=5)
DAY = timedelta(days=1)
_log = logging.getLogger(__name__)

OpenWire = Callable[[Account | None], Wire]


def tend(now: datetime, wire: OpenWire = open_wire) -> int:
    """Renew what expires soon and warn of what ends. Says how many accounts were touched."""
    signing_in.tidy(now)
    return renew_ahead(now, wire) + warn(now)


def renew_ahead(now: datetime, wire: OpenWire = open_wire) -> int:
    """Renew in time whatever the program can renew by itself; what fails is tried again in five minutes."""
    _plan(now)
    due = Account.objects.filter(state=Account.WORKING, renew_at__lte=now)
    for account in due[:20]:
        # Put off before it is tried: a network that hangs must not be asked in a row.
        Account.objects.filter(pk=account.pk).update(renew_at=now + AGAIN)
        line = wire(None)
        try:
            actions.renew(account, line)
        except LeitstandError as error:
            _log.warning("the permission of %s could not be renewed ahead of time: %s", account, error)
        finally:
            if close := getattr(line, "close", None):
                close()
    return len(due)


def warn(now: datetime) -> int:
    """Write to the owners 14, 7 and 1 days before a permission ends, once each. Says how many letters."""
    told = 0
    ending = Account.objects.filter(ends__gt=now, ends__lte=now + WARN_DAYS[0] * DAY)
    for account in ending.exclude(state=Account.DISCONNECTED).select_related("organization"):
        days = min(
            days for days in WARN_DAYS if account.ends is not None and account.ends - now <= days * DAY
        )
        unwarned = Q(warned=None) | Q(warned__gt=days)
        if Account.objects.filter(unwarned, pk=account.pk, ends=account.ends).update(warned=days):
            _write(account, now)
            told += 1
    return told


def days_left(account: Account, now: datetime) -> int | None:
    """Whole days until only the owner can go on; None: it has no end that anybody knows."""
    return None if account.ends is None else max((account.ends - now).days, 0)


def _plan(now: datetime) -> None:
    """Say for what was just connected or renewed when that is to happen again."""
    for account in Account.objects.filter(renew_at=None, state=Account.WORKING).exclude(expires=None):
        if account.expires is None:
            continue
        ahead = min(max((account.expires - now) / AHEAD, timedelta(0)), WEEK)
        Account.objects.filter(pk=account.pk, renew_at=None).update(renew_at=F("expires") - ahead)


def _write(account: Account, now: datetime) -> None:
    if not settings.CONFIG.mail_url or account.organization.is_demo:
        return
    url = f"{settings.CONFIG.origin}{reverse('connect', args=[account.network])}"
    facts = {"account": account, "url": url, "days": days_left(account, now)}
    for member in queries.members(account.organization):
        if not queries.may(member, queries.OWNER):
            continue
        with translation.override(member.person.language or account.organization.language):
            subject = gettext("The permission of %(name)s ends soon") % {
                "name": account.handle or account.name
            }
            text = render_to_string("people/ending.txt", facts)
        try:
            send_mail(subject, text, None, [member.person.email])
        except (OSError, smtplib.SMTPException) as error:
            _log.warning("nobody was told by mail that a permission ends: %s", error)
