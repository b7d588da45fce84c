"""A time is meant on the clocks of a place: skipped hours are refused, doubled ones told apart."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def test_the_hour_that_clocks_skip_is_refused_with_the_next_one():
    with pytest.raises(Invalid, match=r"skip 02:30.*choose 03:30"):
        moments.moment_of(date(2027, 3, 28), time(2, 30), "Europe/Berlin")


def test_the_hour_that_comes_twice_is_the_first_unless_said():
    day, clock = date(2026, 10, 25), time(2, 30)
    assert moments.comes_twice(day, clock, "Europe/Berlin")
    assert moments.moment_of(day, clock, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moments.moment_of(day, clock, "Europe/Berlin", later=True).hour == 1


@pytest.mark.parametrize("name", ["Berlin", "", "../etc/passwd", "Europe/berlin"])
def test_what_is_no_zone_is_said(name):
    with pytest.raises(Invalid, match="no time zone"):
        moments.zone_of(name)


@settings(max_examples=50)
@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from(ZONES), st.booleans())
def test_what_is_not_refused_is_what_clocks_there_show(meant, zone, later):
    clock = meant.time().replace(second=0, microsecond=0)
    try:
        found = moments.moment_of(meant.date(), clock, zone, later=later)
    except Invalid:
        return
    shown = found.astimezone(moments.zone_of(zone))
    assert (shown.date(), shown.time()) == (meant.date(), clock)
