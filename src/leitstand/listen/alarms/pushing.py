"""Sends one notice to one device by web push: what the mail says in two lines, and where both lead."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from leitstand.listen.alarms import actions, devices
from leitstand.listen.alarms.messages import Message
from leitstand.listen.models import AlarmNotice
from leitstand.vocabulary.errors import Gone, LeitstandError, Refused
from leitstand.vocabulary.words import _
from leitstand.wire import Guard, push

if TYPE_CHECKING:
    from leitstand.listen.models import PushDevice
    from leitstand.people.models import Person

WAITS = timedelta(hours=12)
"""So long a push service keeps a notice for a device that is off; the mail is there longer."""

TITLE, BODY = 150, 400


def by_push(notice: AlarmNotice, said: Message, *, guard: Guard | None = None) -> None:
    """To the device of the notice. Raises Gone, Refused, Rejected, TryLater, Invalid."""
    person, now = notice.person, notice.claimed or notice.due
    try:
        found = devices.device(person, notice.device)
    except Gone as error:
        raise Refused(_("This device was removed, so nothing was sent to it.")) from error
    text = _text(notice, said, person.language or notice.alarm.organization.language)
    calm = notice.reason == AlarmNotice.CALM
    _send(found, text, f"alarm-{notice.alarm_id}", urgent=not calm, now=now, guard=guard)


def try_push(person: Person, pk: int, *, now: datetime, guard: Guard | None = None) -> PushDevice:
    """A line to one of one's own devices, at once. Raises as `by_push`."""
    found = devices.device(person, pk)
    text = {
        "title": gettext("Leitstand can reach you here"),
        "body": gettext("This line was sent because you tried this device. Alarms come the same way."),
        "url": reverse("listen:alarm-reach"),
        "tag": "try",
        "lang": translation.get_language(),
    }
    _send(found, text, "try", urgent=True, now=now, guard=guard)
    return found


def _text(notice: AlarmNotice, said: Message, language: str) -> dict[str, Any]:
    """Paths, not addresses: the device opens them where it was turned on, whatever that is called outside."""
    calm = notice.reason == AlarmNotice.CALM
    with translation.override(language):
        act = gettext("I take it")
    return {
        "title": said.title[:TITLE],
        "body": said.lead[:BODY],
        "url": reverse("listen:alarm", args=[notice.alarm_id]),
        "take": ""
        if calm
        else reverse("listen:alarm-take", args=[actions.token(notice.alarm, notice.person)]),
        "act": act,
        "tag": f"alarm-{notice.alarm_id}",
        "lang": language,
        "calm": calm,
    }


def _send(
    found: PushDevice, text: dict[str, Any], topic: str, *, urgent: bool, now: datetime, guard: Guard | None
) -> None:
    said = push.Push(
        text=json.dumps(text, ensure_ascii=False).encode(),
        topic=topic,
        urgent=urgent,
        seconds=int(WAITS.total_seconds()),
    )
    browser = push.Browser(found.endpoint, found.p256dh, found.auth)
    sender = push.Sender(devices.private_key(), contact())
    try:
        push.send(browser, said, sender, guard=guard or Guard(settings.CONFIG.allowed_addresses), now=now)
    except LeitstandError as error:
        devices.failed(found, error)
        raise
    devices.took(found, now)


def contact() -> str:
    """Whom a push service may write to about us (RFC 8292 2.1): our address, else who sends our mail."""
    origin: str = settings.CONFIG.origin
    return origin if origin.startswith("https://") else f"mailto:{parseaddr(settings.CONFIG.mail_from)[1]}"
