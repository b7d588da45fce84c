"""Moments are read in place as Python reads them, or left to Python."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra firehose is not installed")

import numba

from leitstand.firehose.moments import EARLIEST, LATEST, moment
from leitstand.networks.bluesky import records

_ZERO = records.moment("1970-01-01T00:00:00Z")


@numba.njit
def _read(buf, end):
    return moment(buf, 0, end)


def read(said: str) -> int:
    """Read with other digits behind the end, which must not count."""
    return int(_read(np.frombuffer(said.encode() + b"00:00Z00", np.uint8), len(said.encode())))


def plain(said: str) -> int | None:
    found = records.moment(said)
    return None if found is None else (found - _ZERO) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-21T19:46:00Z",
        "2026-11-21T19:46:00.1Z",
        "2026-11-21T19:46:00.123456789+00:00",
        "2024-02-29T23:59:59.999999-11:30",
        "2026-12-31T23:30:00.000+14:00",
        "2096-01-01T00:00:00-00:00",
    ],
)
def test_usual_moments_are_read(said: str) -> None:
    assert read(said) == plain(said)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "2026-11-21",
        "2026-11-21T19:46:00",
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T19:46:60Z",
        "2026-11-21T19:46:00.Z",
        "2026-11-21T19:46:00+24:00",
        "2026-11-21T19:46:00Z ",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
def test_other_moments_are_left_to_python(said: str) -> None:
    assert read(said) == -1


@given(
    st.datetimes(datetime(2002, 1, 1), datetime(2095, 12, 31)),
    st.sampled_from(["Z", "+00:00", "-09:30", "+13:45", "", "+1:00", "z"]),
    st.sampled_from(["seconds", "milliseconds", "microseconds"]),
    st.integers(0, 30),
    st.sampled_from(["", "0", "T", "-", "."]),
)
@settings(max_examples=100)
def test_whatever_is_read_is_what_python_reads(when, zone, precision, place, put_in) -> None:
    said = when.isoformat(timespec=precision) + zone
    for one in (said, said[:place] + put_in + said[place:]):
        found = read(one)
        assert found == -1 or (found == plain(one) and EARLIEST <= found <= LATEST)
        if one == said and zone in {"Z", "+00:00", "-09:30", "+13:45"}:
            assert found > 0
