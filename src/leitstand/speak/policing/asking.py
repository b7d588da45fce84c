"""Asks the organisation's policy: one answer for composer, inbox and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.speak.policing import files
from leitstand.vocabulary import policy

if TYPE_CHECKING:
    from leitstand.people.models import Organization
    from leitstand.vocabulary.finding import Finding, Situation
    from leitstand.vocabulary.post import Note


def findings(organization: Organization, note: Note, situation: Situation) -> list[Finding]:
    """What the organisation's policy finds, the heaviest first; without a policy, what every rule finds."""
    held = files.held(organization.pk).policy
    rules = registry.rules()
    if held is None:
        return policy.every_rule(note, situation, rules)
    return policy.check(held, note, situation, rules)
