"""Pages of no single verb: the desk, the language, and what is shown when something went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def desk(request: HttpRequest) -> HttpResponse:
    """Where the verbs meet."""
    return render(request, "site/desk.html")
