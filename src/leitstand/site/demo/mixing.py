"""Tells what the demo decided about hours: once as proposed, once with hours of its own; invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.decide.mixing import queries, remembering
from leitstand.decide.mixing.remembering import Decided

if TYPE_CHECKING:
    from leitstand.people.models import Membership

HOURS = {"mastodon": 3.0, "bluesky": 2.0, "wordpress": 2.5, "linkedin": 3.5, "facebook": 3.5}
EARLIER = (
    (32, "accepted", 0.02, ""),
    (
        16,
        "half",
        0.05,
        "Facebook behält seine Stunden: Im August fragen dort die Eltern nach Wohnheimplätzen.",
    ),
)
"""So many weeks ago, what was chosen, how much more was hoped for, why."""


def tell(member: Membership, now: datetime) -> None:
    """Two decisions that can be looked back on; the open one is made when its page is first looked at."""
    material = queries.material(member.organization, now)
    day = member.organization.day(now)
    monday = day - timedelta(days=day.weekday())
    for ago, choice, hoped, words in EARLIER:
        starts = monday - timedelta(weeks=ago)
        one = Decided(starts=starts, choice=choice, chosen=HOURS, hoped=hoped, words=words)
        remembering.decided(member, one, material)
