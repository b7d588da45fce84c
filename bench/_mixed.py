"""Simulated marketing data of two programs through the worth of an hour: format, speed, stability."""

from __future__ import annotations

import csv
import io
import lzma
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from leitstand.estimates import mix
from leitstand.vocabulary.mix import Answer

BUDGET, VALUE = 20.0, 30.0
Line = tuple[str, str, str, str]
Rows = list[tuple[date, dict[str, tuple[float, float]]]]
"""Each week: what a channel was given, and what was counted for it."""


def lines(place: Path) -> Iterator[Line]:
    """What was found, a line each."""
    robyn = _rows(
        place / "robyn_dt_simulated_weekly.csv.xz",
        "DATE",
        {"facebook": ("facebook_S", "facebook_I"), "search": ("search_S", "search_clicks_P")},
    )
    channels = {f"channel {n}": (f"Channel{n}_spend", f"Channel{n}_impression") for n in range(5)}
    meridian = _rows(place / "meridian_national_all_channels.csv.xz", "time", channels)
    region = _rows(place / "meridian_geo_all_channels.csv.xz", "time", channels, only=("geo", "Geo0"))
    whole = _rows(place / "meridian_national_all_channels.csv.xz", "time", channels, total="conversions")
    yield _run("Robyn, own outcomes of 2 channels", robyn)
    yield _run("Meridian, own outcomes of 5 channels", meridian)
    yield _run("Meridian, one region", region)
    yield _run("Meridian, all conversions shared out by spend", whole)


def _rows(
    place: Path,
    day: str,
    channels: dict[str, tuple[str, str]],
    *,
    only: tuple[str, str] | None = None,
    total: str = "",
) -> Rows:
    with lzma.open(place) as file:
        told = list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))
    found: Rows = []
    for row in told:
        if only and row[only[0]] != only[1]:
            continue
        spent = {name: float(row[pair[0]] or 0) for name, pair in channels.items()}
        got = {name: float(row[pair[1]] or 0) for name, pair in channels.items()}
        if total:
            every = sum(spent.values()) or 1.0
            got = {name: float(row[total]) * one / every for name, one in spent.items()}
        found.append(
            (date.fromisoformat(row[day][:10]), {name: (spent[name], got[name]) for name in channels})
        )
    return found


def plan(rows: Rows) -> dict[str, object]:
    """As `leitstand mix` reads it: spend as hours (BUDGET a week in all), outcomes to VALUE a week in all."""
    hours = BUDGET / (sum(one for _day, each in rows for one, _got in each.values()) / len(rows))
    value = VALUE / (sum(got for _day, each in rows for _one, got in each.values()) / len(rows))
    history = []
    for day, each in rows:
        year, week, _weekday = day.isocalendar()
        history += [
            {"week": f"{year}-W{week:02d}", "network": name, "hours": one * hours, "value": got * value}
            for name, (one, got) in each.items()
        ]
    names = list(rows[0][1])
    late = rows[-26:]
    today = {name: float(np.mean([each[name][0] for _day, each in late])) * hours for name in names}
    return {"budget_hours": sum(today.values()), "today": today, "history": history}


def _run(title: str, rows: Rows) -> Line:
    whole, took = _answered(rows[-104:])
    halves = [_answered(part)[0] for part in (rows[-104:-52], rows[-52:])]
    moved = _moved(*halves)
    told = ", ".join(
        f"{one.network} {one.today:.1f} to {one.hours:.1f} h ({one.decision.value})" for one in whole.plan
    )
    gain = whole.expected_gain
    figure = (
        f"{len(rows[-104:])} weeks: read and fit {took[0]:.2f} s, answer {took[1]:.2f} s of processor time; "
        f"{told}; gain {gain.mean:+.1f} ({gain.low:+.1f} to {gain.high:+.1f}) of {VALUE:.0f} a week, "
        f"p of a gain {whole.p_gain:.0%}; assumed {np.mean([one.from_assumptions for one in whole.plan]):.0%}"
    )
    return title, figure, f"the two years apart give plans that differ in {moved:.0%} of the hours", ""


def _answered(rows: Rows) -> tuple[Answer, tuple[float, float]]:
    began = time.process_time()
    question = mix.read(plan(rows))
    fit = mix.fit(question)
    middle = time.process_time()
    found = mix.answer(question, fit)
    return found, (middle - began, time.process_time() - middle)


def _moved(one: Answer, other: Answer) -> float:
    """The share of the budget that the two plans put elsewhere."""
    first, second = ({line.network: line.hours for line in each.plan} for each in (one, other))
    a, b = sum(first.values()) or 1.0, sum(second.values()) or 1.0
    return sum(abs(first[name] / a - second.get(name, 0) / b) for name in first) / 2
