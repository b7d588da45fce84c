"""Every write of the pictures of a thought: put in, describe, crop, take out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.people.queries import EDITOR, require
from leitstand.speak.composing import queries
from leitstand.speak.models import Medium, Thought, Use
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership


@transaction.atomic
def use(member: Membership, thought: Thought, medium: Medium) -> Use:
    """Put a medium into a thought, with the alternative text it has in the thought's language."""
    require(member, EDITOR)
    _open(thought)
    alt = medium.alt.get(thought.language.split("-")[0], "")
    last = thought.uses.count()
    made, _new = Use.objects.get_or_create(
        thought=thought, medium=medium, defaults={"position": last, "alt": alt}
    )
    return made


@transaction.atomic
def arrange(
    member: Membership, use: Use, alt: str, waived: str, crop: tuple[float, float, float, float] | None
) -> Use:
    """The alternative text of a use, or why none is needed, and which part is shown."""
    require(member, EDITOR)
    _open(use.thought)
    if crop and "-ND" in use.medium.licence:
        raise Invalid(
            _("This licence forbids changes, so the picture cannot be cropped. Nothing was changed.")
        )
    use.alt, use.waived, use.crop = alt.strip()[:2000], waived.strip()[:300], list(crop) if crop else None
    use.save(update_fields=["alt", "waived", "crop"])
    language = use.thought.language.split("-")[0]
    if use.alt and not use.medium.alt.get(language):
        Medium.objects.filter(pk=use.medium_id).update(alt={**use.medium.alt, language: use.alt})
    return use


@transaction.atomic
def unuse(member: Membership, use: Use) -> None:
    """Take a medium out of a thought; it stays in the library."""
    require(member, EDITOR)
    _open(use.thought)
    use.delete()


def _open(thought: Thought) -> None:
    if queries.bound(thought):
        raise Refused(_("This is on its way or published, so its pictures stay as they are."))
