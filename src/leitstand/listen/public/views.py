"""Pages, feed and JSON of the stories: for everybody where it was switched on, and for members."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leitstand.listen.fronts import queries
from leitstand.listen.public import feeds, told
from leitstand.people.queries import here
from leitstand.people.strangers import FRESH_SECONDS, shown, strictly, unless_known
from leitstand.vocabulary.errors import Gone

if TYPE_CHECKING:
    from leitstand.listen.models import FrontPage

_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def in_json(view: _View) -> _View:
    """A story or page that is gone says so in JSON, too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            return JsonResponse({"error": gettext(gone.sentence)}, status=410)

    return answer  # type: ignore[return-value]  # the same view, wrapped


@require_safe
@strictly
def stories(request: HttpRequest, slug: str) -> HttpResponse:
    """The front page of an organisation, for everybody."""
    row = queries.public(slug)

    def make(now: datetime) -> HttpResponse:
        page = told.stories(row.organization, now)
        return render(request, "public/stories.html", {"front": row, "stories": page, "now": now})

    return _answer(request, row, "stories", make)


@require_safe
@strictly
def story(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """One story, for everybody."""
    row = queries.public(slug)

    def make(now: datetime) -> HttpResponse:
        one = told.story(row.organization, id, now)
        return render(request, "public/story.html", {"front": row, "story": one, "now": now})

    return _answer(request, row, f"story {id}", make)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as an Atom feed."""
    row = queries.public(slug)

    def make(now: datetime) -> HttpResponse:
        address = request.build_absolute_uri(reverse("public:stories", args=[slug]))
        body = feeds.atom(row, told.stories(row.organization, now), address, now)
        return HttpResponse(body, content_type=feeds.ATOM)

    return _answer(request, row, "feed", make)


@require_safe
@in_json
def stories_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON, in pages."""
    row = queries.public(slug)
    page = _page_asked(request)

    def make(now: datetime) -> HttpResponse:
        return _listed(request, told.stories(row.organization, now), page, now)

    return _open(_answer(request, row, f"json {page}", make))


@require_safe
@in_json
def story_json(request: HttpRequest, slug: str, id: int) -> HttpResponse:
    """One story as JSON."""
    row = queries.public(slug)

    def make(now: datetime) -> HttpResponse:
        return JsonResponse(told.story(row.organization, id, now).written())

    return _open(_answer(request, row, f"json story {id}", make))


@require_safe
def our_stories_json(request: HttpRequest) -> HttpResponse:
    """The front page of the member's organisation as JSON, whether it is public or not."""
    now = timezone.now()
    them = told.stories(here(request).organization, now, public=False)
    return _private(request, _listed(request, them, _page_asked(request), now))


@require_safe
@in_json
def our_story_json(request: HttpRequest, id: int) -> HttpResponse:
    """One story of the member's organisation as JSON."""
    one = told.story(here(request).organization, id, timezone.now(), public=False)
    return _private(request, JsonResponse(one.written()))


def _listed(request: HttpRequest, them: Sequence[told.Public], page: int, now: datetime) -> HttpResponse:
    start = (page - 1) * told.PER_PAGE
    some = them[start : start + told.PER_PAGE]
    more = start + told.PER_PAGE < len(them)
    return JsonResponse(
        {
            "asOf": now.isoformat(),
            "count": len(them),
            "next": request.build_absolute_uri(f"{request.path}?page={page + 1}") if more else None,
            "stories": [one.written() for one in some],
        }
    )


def _page_asked(request: HttpRequest) -> int:
    said = request.GET.get("page", "1")
    return min(max(int(said), 1), 1000) if said.isascii() and said.isdigit() else 1


def _answer(
    request: HttpRequest, row: FrontPage, name: str, make: Callable[[datetime], HttpResponse]
) -> HttpResponse:
    """What `make` gives, in the organisation's language and time, kept for a minute; 304: nothing new."""
    stamp = row.changed.timestamp() if row.changed else 0
    key = hashlib.sha256(f"public {row.pk} {stamp} {request.get_host()} {name}".encode()).hexdigest()
    kept: tuple[bytes, str] | None = cache.get(key)
    organization = row.organization
    if kept is None:
        with translation.override(organization.language), timezone.override(_zone(organization.time_zone)):
            made = make(timezone.now())
        kept = (made.content, made.headers["Content-Type"])
        cache.set(key, kept, FRESH_SECONDS)
    body, kind = kept
    response = HttpResponse(body, content_type=kind)
    return shown(request, response, language=organization.language, indexed=row.indexed)


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-cache"
    return unless_known(request, response)


def _open(response: HttpResponse) -> HttpResponse:
    """Other sites' scripts may read it: it holds nothing that is not public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
