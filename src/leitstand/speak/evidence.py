"""What is known of a post whose end is unknown, for the person who has to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leitstand.speak.models import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """When it was last handed over, and what looking for it has found since."""

    handed: datetime | None
    looks: int
    failed: int
    last: datetime | None


def of(delivery: Delivery) -> Evidence | None:
    """None where the end is known. Counts the looks since it was last handed to the network."""
    if delivery.state != "unknown":
        return None
    steps = sorted(delivery.steps.all(), key=lambda step: (step.at, step.pk))
    handed = [number for number, step in enumerate(steps) if step.there == "sending"]
    since = steps[handed[-1] :] if handed else steps
    looks = [step for step in since if step.what == "look" and step.there == "absent"]
    return Evidence(
        handed=since[0].at if handed else None,
        looks=len(looks),
        failed=sum(step.what == "look" and step.there == "failed" for step in since),
        last=looks[-1].at if looks else None,
    )
