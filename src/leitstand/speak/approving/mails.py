"""Letters about approval: to who is asked, to a reviewer without an account, to the author after a no."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.speak.approving import queries

if TYPE_CHECKING:
    from leitstand.people.models import Person
    from leitstand.speak.models import Release

_log = logging.getLogger(__name__)


def ask(release: Release, people: Iterable[Person]) -> int:
    """Tell each who is asked, in their language; how many letters were taken."""
    url = f"{settings.CONFIG.origin}{reverse('speak:release', args=[release.pk])}"
    told = 0
    for one in people:
        with translation.override(one.language or release.organization.language):
            subject = gettext("A post waits for your word")
            told += _send(subject, "ask", release, url, one.email)
    return told


def invite(release: Release) -> int:
    """Send the link to a reviewer without an account, in the organisation's language."""
    url = f"{settings.CONFIG.origin}{reverse('speak:review', args=[queries.token(release)])}"
    with translation.override(release.organization.language):
        subject = gettext("%(name)s asks you to look at a post") % {"name": release.organization.name}
        return _send(subject, "ask", release, url, release.mail)


def declined(release: Release) -> int:
    """Tell the author that somebody said no, and why."""
    if release.asked_by is None:
        return 0
    url = f"{settings.CONFIG.origin}{reverse('speak:releases')}"
    with translation.override(release.asked_by.language or release.organization.language):
        return _send(gettext("Your post was not released"), "declined", release, url, release.asked_by.email)


def _send(subject: str, letter: str, release: Release, url: str, to: str) -> int:
    if not settings.CONFIG.mail_url or release.organization.is_demo:
        return 0
    said = [one.content for one in release.deliveries.order_by("account", "part")]
    text = render_to_string(
        f"speak/approving/{letter}.txt", {"release": release, "url": url, "said": list(dict.fromkeys(said))}
    )
    try:
        send_mail(subject, text, None, [to])
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("a letter about release %s was not sent: %s", release.pk, error)
        return 0
    return 1
