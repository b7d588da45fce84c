"""Filters of this verb's templates."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from leitstand.speak.actions import REASONS

register = template.Library()


@register.filter
def reason(name: str) -> str:
    """Why something was let stand, in the language of the page."""
    return gettext(REASONS[name]) if name in REASONS else name
