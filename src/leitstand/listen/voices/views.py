"""Pages of voices and of signs of coordination."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leitstand.listen.voices import pages, together
from leitstand.people.queries import here


@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """Who was first, who followed, who only repeats; we too."""
    page = pages.voices(here(request).organization, request.GET)
    return render(request, "listen/voices.html", {"page": page})


@require_safe
def voice(request: HttpRequest) -> HttpResponse:
    """One voice."""
    days = pages.period(request.GET.get("days", ""))
    page = pages.voice(here(request).organization, request.GET.get("id", ""), days)
    return render(request, "listen/voices_one.html", {"page": page})


@require_safe
def coordination(request: HttpRequest) -> HttpResponse:
    """Signs that accounts act together."""
    page = together.coordination(here(request).organization, request.GET.get("days", ""))
    return render(request, "listen/voices_coordination.html", {"page": page})
