"""Histories of organisations whose truth is known, for tests of the mix."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np


def week(number: int) -> str:
    year, at, _day = (date(2024, 1, 1) + timedelta(weeks=number)).isocalendar()
    return f"{year}-W{at:02}"


def history(
    worth: dict[str, tuple[float, float]], weeks: int = 30, seed: int = 4, half: float = 3.0
) -> list[dict]:
    """Rows of networks {name: (usual hours, value at saturation)}; hours vary by chance from week to week."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(weeks):
        for name, (usual, most) in worth.items():
            hours = usual * float(np.exp(rng.normal(0, 0.5)))
            mean = most * (0.1 + hours / (hours + half))
            value = int(rng.negative_binomial(8, 8 / (8 + mean)))
            rows.append({"week": week(number), "network": name, "hours": round(hours, 2), "value": value})
    return rows


def plan(worth: dict[str, tuple[float, float]], budget: float = 12.0, **more: object) -> dict:
    today = {name: usual for name, (usual, _most) in worth.items()}
    return {"budget_hours": budget, "today": today, "history": history(worth), "seed": 3, **more}


THREE = {"mastodon": (4.0, 60.0), "bluesky": (4.0, 20.0), "wordpress": (4.0, 6.0)}
