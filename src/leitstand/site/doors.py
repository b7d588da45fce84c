"""Who may enter which page, and how an error of ours that no page expected is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from leitstand.people import queries
from leitstand.vocabulary.errors import Gone, Invalid, LeitstandError, Refused

OPEN = frozenset(
    {
        "language",
        "people:join",
        "learn:count",
        "health",
        "listen:alarm-take",
        "speak:review",
        "speak:public_media",
        "speak:calendar_feed",
    }
)
"""Views that need nobody to be signed in, beside those of signing in itself."""
FOR_ALL = ("public:", "decisions:")
"""Begins the names of what an organisation shows to everybody; the views ask whether it does."""

_log = logging.getLogger(__name__)


class Doors:
    """Strangers go to the sign-in; while nobody works here yet, every page leads to the first run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: the view has to be known first."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send away who may not enter."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        signing_in = name.startswith(("account_", "mfa_"))
        if name.startswith(FOR_ALL):
            return None
        if request.user.is_authenticated:
            if getattr(request, "membership", None) is None and name not in OPEN and not signing_in:
                return render(request, "site/nowhere.html", status=403)
            return None
        if name in OPEN or (name.startswith("welcome") and not queries.anybody()):
            return None
        if not queries.anybody():
            return redirect("welcome")
        return None if signing_in else _to_sign_in(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An error of ours becomes a page or, for htmx, a fragment; everything else falls loudly."""
        if not isinstance(error, LeitstandError):
            return None
        _log.info("%s %s: %s", request.method, request.path, error)
        template = "site/_problem.html" if request.headers.get("HX-Request") else "site/problem.html"
        context = {"problem": error, "gone": isinstance(error, Gone)}
        return render(request, template, context, status=status_of(error))


def status_of(error: LeitstandError) -> int:
    """What a browser is told: 422 wrong input, 409 refused, 410 gone, 502 the world outside."""
    for kind, status in ((Invalid, 422), (Refused, 409), (Gone, 410)):
        if isinstance(error, kind):
            return status
    return 502


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    there = request.get_full_path() if request.method == "GET" else "/"
    url = f"{reverse('account_login')}?{urlencode({'next': there})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
    return redirect(url)
