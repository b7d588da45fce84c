"""Sends one notice by mail, push or chat; what goes wrong becomes one of the vocabulary's errors."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext

from leitstand.listen.alarms import queries
from leitstand.listen.alarms.messages import Message
from leitstand.listen.alarms.pushing import by_push
from leitstand.listen.models import AlarmNotice, AlarmReach
from leitstand.vocabulary.errors import Refused, Rejected, TryLater
from leitstand.vocabulary.words import _
from leitstand.wire import Guard, chat

Send = Callable[[AlarmNotice, Message], None]
SOON = timedelta(seconds=30)


def by_mail(notice: AlarmNotice, said: Message) -> None:
    """To the person's address, by the server of LEITSTAND_MAIL_URL. Raises Refused, Rejected, TryLater."""
    if not settings.CONFIG.mail_url:
        raise Refused(
            _(
                "No mail server is set, so no mail was sent. "
                "The administrator sets one with LEITSTAND_MAIL_URL."
            )
        )
    urgent = {"X-Priority": "1", "Importance": "high"} if notice.reason != AlarmNotice.CALM else {}
    mail = EmailMessage(
        said.title,
        said.text,
        None,
        [notice.person.email],
        headers={"Auto-Submitted": "auto-generated", **urgent},
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise Rejected(
            _("The mail server does not take mail for %(email)s: %(why)s"),
            email=notice.person.email,
            why=_words(error),
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(_("The mail server did not take the mail: %(why)s"), SOON, why=str(error)) from error


def by_chat(notice: AlarmNotice, said: Message) -> None:
    """To the person's chat address, through our address check. Raises Invalid, Rejected, TryLater."""
    reach = queries.reaches(notice.alarm.organization_id, [notice.person_id])[notice.person_id]
    if not reach.chat:
        raise Refused(_("No chat address is kept any more, so nothing was sent by chat."))
    chat.send(reach.chat, said.title, said.brief, guard=Guard(settings.CONFIG.allowed_addresses))


def try_chat(reach: AlarmReach) -> None:
    """A line to the kept chat address, at once. Raises as `by_chat`."""
    if not reach.chat:
        raise Refused(_("No chat address is kept yet. Save one first, then try it."))
    title = gettext("Leitstand can reach you here")
    body = gettext("This line was sent because you tried your chat address. Alarms come the same way.")
    chat.send(reach.chat, title, body, guard=Guard(settings.CONFIG.allowed_addresses))


SENDERS: Mapping[str, Send] = {
    AlarmNotice.MAIL: by_mail,
    AlarmNotice.CHAT: by_chat,
    AlarmNotice.PUSH: by_push,
}


def _words(error: smtplib.SMTPRecipientsRefused) -> str:
    return "; ".join(
        reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
        for _code, reply in error.recipients.values()
    )
