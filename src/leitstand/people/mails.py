"""Letters to people who work here, or are about to."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.people import queries
from leitstand.people.models import Invitation

_log = logging.getLogger(__name__)


def invitation_url(invitation: Invitation) -> str:
    """The whole address that an invitation is used under."""
    return f"{settings.CONFIG.origin}{reverse('people:join', args=[queries.token(invitation)])}"


def send_invitation(invitation: Invitation) -> bool:
    """Send the link in the organisation's language. False: no mail server is set, or it did not take it."""
    if not settings.CONFIG.mail_url:
        return False
    with translation.override(invitation.organization.language):
        subject = gettext("Invitation to Leitstand of %(name)s") % {"name": invitation.organization.name}
        text = render_to_string(
            "people/invitation.txt", {"invitation": invitation, "url": invitation_url(invitation)}
        )
    try:
        send_mail(subject, text, None, [invitation.email])
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("invitation not sent: %s", error)
        return False
    return True
