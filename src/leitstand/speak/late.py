"""What is late, and what cannot follow any more: nothing overdue stays silent."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.people import queries as people
from leitstand.speak import ledger
from leitstand.speak.models import Delivery, Pause, Takedown

LATE = timedelta(minutes=1)
_log = logging.getLogger(__name__)


def overdue(now: datetime) -> QuerySet[Delivery]:
    """What should have gone out a minute ago and has not, but for a pause that everybody sees.

    What waits for a second person is told of at its own deadline (`approving.actions.lapse`).
    """
    paused = Pause.objects.filter(organization=OuterRef("organization"), ended=None)
    rows = Delivery.objects.filter(state__in=["due", "claimed", "preparing"], due__lt=now - LATE)
    rows = rows.filter(Q(after=None) | Q(after__state="sent"))
    return rows.filter(~Exists(paused)).select_related("account", "author", "organization")


def tell_overdue(now: datetime) -> int:
    """Tell the author and the owners once that something is late, but of no demo; of how many."""
    rows = list(overdue(now).filter(overdue=None, organization__is_demo=False)[:50])
    for row in rows:
        if Delivery.objects.filter(pk=row.pk, overdue=None).update(overdue=now):
            _tell(row)
    return len(rows)


def drop_followers(now: datetime) -> int:
    """Parts of a thread behind one that never went out are withdrawn: they would answer nothing.

    So is what was taken back while it was on its way and came back from there: it never was public, so
    that there is nothing to take down either.
    """
    broken = Delivery.objects.filter(state__in=["due", "waiting"], after__state__in=["refused", "withdrawn"])
    recalled = Delivery.objects.filter(state__in=["due", "waiting"], takedown__isnull=False)
    dropped = [ledger.move(row, "withdrawn", now) for row in [*recalled[:50], *broken[:50]]]
    Takedown.objects.filter(delivery__state__in=["withdrawn", "refused"], state="requested").delete()
    return len(dropped)


def _tell(row: Delivery) -> None:
    url = f"{settings.CONFIG.origin}{reverse('speak:publication', args=[row.pk])}"
    owners = [one.person for one in people.members(row.organization) if people.may(one, people.OWNER)]
    told = {one.pk: one for one in [*owners, *([row.author] if row.author else [])]}
    for person in told.values():
        with translation.override(person.language or row.organization.language):
            subject = gettext("A post is late")
            _send(subject, render_to_string("speak/late.txt", {"delivery": row, "url": url}), [person.email])


def _send(subject: str, text: str, to: Iterable[str]) -> None:
    if not settings.CONFIG.mail_url:
        return
    try:
        send_mail(subject, text, None, list(to))
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("nobody was told by mail that a post is late: %s", error)
