"""Chips for what was judged of a mention, where a list has fetched it along."""

from __future__ import annotations

from django import template

from leitstand.listen.judging.pages import Chip, chips_of
from leitstand.listen.models import Mention

register = template.Library()


@register.filter
def chips(mention: Mention) -> list[Chip]:
    """At most two; none where the list did not fetch judgements along (see `judging.queries.with_labels`)."""
    fetched = getattr(mention, "_prefetched_objects_cache", {})
    return chips_of(mention) if {"judgements", "lessons"} <= fetched.keys() else []
