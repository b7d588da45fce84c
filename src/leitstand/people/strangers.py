"""Pages that everybody may read: nothing runs in them, they are fresh for a minute, and engines ask first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

_View = TypeVar("_View", bound=Callable[..., HttpResponse])

FRESH_SECONDS = 60
"""So long may what was taken down still be read."""
POLICY = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
strictly: Callable[[_View], _View] = csp(POLICY)  # type: ignore[assignment]  # views with arguments, too


def shown(request: HttpRequest, response: HttpResponse, *, language: str, indexed: bool) -> HttpResponse:
    """The answer with its language and how long it holds; search engines only where that was chosen."""
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    if not indexed:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return unless_known(request, response)


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the reader has exactly this already."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
