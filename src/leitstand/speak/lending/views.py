"""The one page without a sign-in that shows a medium of ours, to the network that will publish it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from leitstand.speak import noting


@require_safe
def public_media(_request: HttpRequest, token: str) -> HttpResponse:
    """The bytes behind a signed address. Gone (410) for a wrong one, and once nobody needs it any more."""
    shown = noting.shown(token)
    headers = {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": "inline",
    }
    return HttpResponse(shown.content, content_type=shown.media_type, headers=headers)
