"""However a growing list is read, everything new comes once, and what was edited comes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vocabulary.cursor import KEPT, Cursor, Item
from leitstand.vocabulary.errors import Invalid

START = datetime(2026, 3, 1, tzinfo=UTC)


def _read(cursor: Cursor, newest_first: list[Item]) -> tuple[list[Item], Cursor]:
    fresh = [item for item in newest_first if cursor.new(item)]
    cursor.took(fresh)
    return fresh, Cursor.of(str(cursor))


def _item(number: int, minutes: int, version: str = "") -> Item:
    return Item(str(number), START + timedelta(minutes=minutes), version)


@settings(max_examples=50)
@given(
    minutes=st.lists(st.integers(0, 2000), min_size=1, max_size=30),
    cuts=st.lists(st.integers(1, 30), max_size=6),
)
def test_cutting_the_reading_anywhere_changes_nothing(minutes, cuts):
    every = [_item(number, when) for number, when in enumerate(sorted(minutes))]
    cursor, given_out = Cursor(), []
    for end in sorted({1, *cuts, len(every)}):
        fresh, cursor = _read(cursor, every[:end][::-1])
        given_out += fresh
    assert sorted(item.id for item in given_out) == sorted(item.id for item in every)


def test_an_edited_thing_comes_again_and_an_older_one_than_the_first_page_never():
    fresh, cursor = _read(Cursor(), [_item(2, 10), _item(1, 5)])
    assert len(fresh) == 2
    fresh, cursor = _read(cursor, [_item(2, 10, "edited"), _item(1, 5), _item(0, 1)])
    assert [item.id for item in fresh] == ["2"]
    assert cursor.past(_item(0, 1))
    assert not cursor.past(_item(1, 5))


def test_what_came_late_with_an_old_date_comes_in_within_two_days():
    _fresh, cursor = _read(Cursor(), [_item(1, 0)])
    _fresh, cursor = _read(cursor, [_item(9, 3000)])
    late, long_ago = _item(5, 2900), _item(6, -10)
    assert (cursor.new(late), cursor.new(long_ago)) == (True, False)


def test_it_does_not_grow_without_end():
    _fresh, cursor = _read(Cursor(), [_item(n, n // 10) for n in range(KEPT * 3)])
    assert len(cursor.seen) == KEPT
    assert not cursor.new(_item(3, 0))


@pytest.mark.parametrize(
    "written", ["x", "[]", "{}", '{"floor":1,"seen":{}}', '{"floor":"2026-01-01","seen":[]}']
)
def test_a_torn_cursor_is_told(written):
    with pytest.raises(Invalid, match="go on"):
        Cursor.of(written)
