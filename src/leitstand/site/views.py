"""Pages of no single verb: the desk."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from leitstand.people import queries as people
from leitstand.site import desk as composed
from leitstand.speak.policing import queries as policing


def desk(request: HttpRequest) -> HttpResponse:
    """Where the verbs meet."""
    member = people.here(request)
    zone = ZoneInfo(timezone.get_current_timezone_name())
    page = composed.desk(member.organization, timezone.now(), zone, unread=policing.unread(member))
    return render(request, "site/desk.html", {"page": page, "may": people.may(member, people.OWNER)})
