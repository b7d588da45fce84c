"""Tells the named night authority, and the owners, what was taken back and by whom."""

from __future__ import annotations

import logging
import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.people import queries as people
from leitstand.speak.approving import queries as approving

if TYPE_CHECKING:
    from leitstand.speak.models import Recall

_log = logging.getLogger(__name__)


def tell(row: Recall) -> int:
    """One letter each to the owners, and at night to whoever is named for it; how many were taken."""
    if not settings.CONFIG.mail_url or row.organization.is_demo:
        return 0
    owners = [one.person for one in people.members(row.organization) if people.may(one, people.OWNER)]
    night = approving.plan(row.organization).night if row.night else None
    told = {one.pk: one for one in [*owners, *([night] if night else [])] if one.pk != row.by_id}
    url = f"{settings.CONFIG.origin}{reverse('speak:recall', args=[row.pk])}"
    sent = 0
    for person in told.values():
        with translation.override(person.language or row.organization.language):
            text = render_to_string("speak/recalling/told.txt", {"recall": row, "url": url})
            try:
                send_mail(gettext("A post was taken back"), text, None, [person.email])
                sent += 1
            except (OSError, smtplib.SMTPException) as error:
                _log.warning("the letter about recall %s was not sent: %s", row.pk, error)
    return sent
