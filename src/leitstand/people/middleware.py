"""Finds out who is here: the membership, the language and the time zone of each request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from leitstand.people import queries


class WhoIsHere:
    """Sets `request.membership` (None for strangers), and speaks the person's language on their clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask once a request."""
        request.membership = None  # type: ignore[attr-defined]  # ours, see people.queries.here
        if request.user.is_authenticated:
            request.membership = queries.membership(request.user, request.session.get("organization"))  # type: ignore[attr-defined]  # as above
            if request.user.language:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
            with timezone.override(_zone(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
