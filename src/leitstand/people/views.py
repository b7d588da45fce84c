"""Pages of the people who work here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def me(request: HttpRequest) -> HttpResponse:
    """What somebody chose for themselves."""
    return render(request, "site/base.html")


organization = accounts = remove_demo = me
