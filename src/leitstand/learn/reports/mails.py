"""Writes the weekly report as a letter: plain words, and the PDF attached."""

from __future__ import annotations

import smtplib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from leitstand.learn.reports import printing, weekly
from leitstand.vocabulary.errors import Refused, Rejected, Uncertain
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.learn.models import ReportLetter
    from leitstand.learn.reports.looking import Look

_NO_SERVER = _(
    "No mail server is set, so the report was not sent. The administrator sets one with LEITSTAND_MAIL_URL."
)

_UNHEARD = _(
    "The line to the mail server broke while the letter was handed over: %(why)s. Nobody knows whether it "
    "arrived; it is not sent again by itself. Ask, or send it again."
)


def send(letter: ReportLetter, found: Look) -> None:
    """Hand it to the mail server. Raises Refused, Rejected, Uncertain, and what a connection that did not
    come about raises.

    Where nothing can print, the letter says so and goes without the PDF: its words are the report.
    """
    if not settings.CONFIG.mail_url:
        raise Refused(_NO_SERVER)
    report = weekly.report(found)
    url = f"{settings.CONFIG.origin}{reverse('learn:week_of', args=[found.week.name])}"
    context = {"report": report, "rows": report.sections[0].tables[0].rows, "url": url}
    try:
        printed = printing.pdf(report)
    except Refused:
        printed = b""
    context["printed"] = bool(printed)
    subject = gettext("%(week)s: %(headline)s") % {"week": report.name, "headline": report.title}
    text = render_to_string("learn/reports/letter.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMessage(subject, text, None, [letter.person.email], headers=headers)
    if printed:
        mail.attach(f"week-{report.name}.pdf", printed, "application/pdf")
    mail.connection = get_connection()
    mail.connection.open()
    _hand_over(mail)


def _hand_over(mail: EmailMessage) -> None:
    """From here on a lost line may mean that the server has it. Raises Rejected, Uncertain, SMTPException."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Rejected(_("The mail server does not take mail for %(email)s."), email=mail.to[0]) from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        if isinstance(error, smtplib.SMTPResponseException):
            raise  # the server said no, so it does not have it
        raise Uncertain(_UNHEARD, why=str(error)) from error
