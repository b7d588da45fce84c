"""Template tags that every page may use."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from leitstand.vocabulary.errors import LeitstandError

register = template.Library()


@register.filter
def sentence(problem: Any) -> str:
    """A problem ({"sentence", "facts"} or an error of ours) in the language of the page."""
    if isinstance(problem, LeitstandError):
        said, facts = problem.sentence, problem.facts
    elif isinstance(problem, dict):
        said, facts = problem.get("sentence", ""), problem.get("facts") or {}
    else:
        return str(problem or "")
    said = gettext(said) if said else ""
    return said % facts if facts else said
