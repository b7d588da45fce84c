"""What every page shows around its content: rooms, pages, counts, person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page."""
    return {"membership": getattr(request, "membership", None)}
