"""Filters of this verb's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

from leitstand.speak.actions import REASONS, TAKEN_OFF
from leitstand.speak.composing import offering
from leitstand.speak.pages import Preview
from leitstand.speak.policing.pages import Told, told
from leitstand.speak.triage.moderating import ACTS

register = template.Library()


@register.filter
def reason(name: str) -> str:
    """Why something was let stand, in the language of the page."""
    return gettext({**REASONS, **TAKEN_OFF}.get(name, name)) if name else ""


@register.filter
def moderation(act: str) -> str:
    """What a network was asked to do with a comment."""
    return gettext(ACTS[act]) if act in ACTS else act


@register.filter
def at(known: Mapping[Any, Any] | None, key: Any) -> Any:
    """What stands in a mapping under this key; None where there is nothing."""
    return known.get(key) if known else None


@register.filter
def policed(preview: Preview) -> list[tuple[Told, str]]:
    """What the policy says of an answer, each with the button that takes its offer; not its length again."""
    account, content = preview.account, preview.content
    return [
        (
            told(account.organization, one, content[one.start : one.end] if one.where == "content" else ""),
            offering.button(account.pk, 0, content, one),
        )
        for one in preview.findings
        if one.rule != "length"
    ]
