"""Notes that somebody works, at most once a minute and only where the organisation decided to measure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leitstand.learn.hours import actions
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Membership

LOG = logging.getLogger("leitstand.learn")


class Measured:
    """While nobody measures this costs no query; else at most three in a minute for each person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.noted: dict[int, int] = {}  # by membership: the minute that was noted last

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer first, then note."""
        response = self.get_response(request)
        member: Membership | None = getattr(request, "membership", None)
        if member is not None and member.organization.measuring is not None and _acts(request):
            self._note(request, member)
        return response

    def _note(self, request: HttpRequest, member: Membership) -> None:
        match, now = request.resolver_match, timezone.now()
        minute = int(now.timestamp() // 60)
        if match is None or match.view_name == "learn:beat" or self.noted.get(member.pk) == minute:
            return
        if request.method == "POST" and not people.stays(member):
            return  # this very act ended the membership
        self.noted[member.pk] = minute
        try:
            actions.note(member, match.view_name, match.kwargs, request.GET.get("post", ""), now=now)
        except DatabaseError:  # a page is worth more than its minute
            LOG.warning("a minute of work could not be noted", exc_info=True)


def _acts(request: HttpRequest) -> bool:
    """Is this somebody's act? What a page asks for by itself is not: an open page works for nobody."""
    if request.method == "POST":
        return True
    by_itself = "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "")
    return request.method == "GET" and not by_itself
