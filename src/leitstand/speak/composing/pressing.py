"""Tells an earlier save of the same page from one of somebody else: a page may save again before it hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

if TYPE_CHECKING:
    from leitstand.speak.models import Thought

KEPT_SECONDS = 86_400


def upon(thought: Thought, page: str, seen: int) -> int:
    """The version this was written upon: the newest, where all since `seen` came from the same page."""
    kept = cache.get(_key(thought)) or {}
    own = page and kept.get("page") == page and kept["version"] == thought.version
    return thought.version if own and kept["first"] <= seen else seen


def saved(thought: Thought, page: str, seen: int) -> None:
    """Remember that this page made the version which stands now, upon version `seen`."""
    if not page:
        return
    kept = cache.get(_key(thought)) or {}
    goes_on = kept.get("page") == page and kept["version"] == seen
    first = kept["first"] if goes_on else seen
    cache.set(_key(thought), {"page": page, "first": first, "version": thought.version}, KEPT_SECONDS)


def _key(thought: Thought) -> str:
    return f"composing:{thought.pk}"
