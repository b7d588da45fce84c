"""Notes what units of running experiments brought, and ends what is over."""

from __future__ import annotations

from datetime import datetime

from leitstand.decide.trials import actions, queries


def measure_due(now: datetime) -> int:
    """Look at everything that runs; says how much moved."""
    return sum(actions.measure(one, now) for one in queries.to_measure())
