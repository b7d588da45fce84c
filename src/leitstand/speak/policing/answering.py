"""The answer of the policy for programs: planned posts in, findings out, as the shell gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand.speak.policing import files, situations
from leitstand.speak.policing.asking import findings
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

MOST = 100


def answer(organization: Organization, said: object, now: datetime) -> dict[str, Any]:
    """{"policy": hash, "findings": [...]} for one planned post, or for {"posts": [...]} in their order.

    What a post does not say of the house is filled in. Raises Invalid for what is no planned post.
    """
    posts = said.get("posts", [said]) if isinstance(said, Mapping) else None
    if not isinstance(posts, list) or not all(isinstance(one, Mapping) for one in posts):
        raise Invalid(_("Send one planned post, or {“posts”: […]}."))
    if len(posts) > MOST:
        raise Invalid(_("At most %(most)s posts at once, please."), most=MOST)
    held = files.held(organization.pk).policy
    articles = {one.id: one for one in held.articles} if held else {}
    house = situations.around(organization, [str(one.get("content", "")) for one in posts])
    told = []
    for one in posts:
        post = policy.planned(one, now=now)
        situation = house.filled(post.situation, None, post.note.content)
        told += [
            {"id": post.id, **policy.told(finding, articles.get(finding.article), post.note)}
            for finding in findings(organization, post.note, situation)
        ]
    return {"policy": held.hash if held else None, "findings": told}
