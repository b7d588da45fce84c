"""A memory of another version of the program begins anew; listening goes on, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leitstand.listen import actions, memory
from leitstand.listen.models import Memory, Mention
from tests.listen.conftest import post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("packed", [b"", b"\x00" * 7 + b"\x05hello", b"of another version"])
def test_a_memory_that_cannot_be_read_begins_anew_and_nothing_is_lost(source, watch, packed, caplog):
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    actions.take_in(source, [post("a")], "1", now=now)
    Memory.objects.filter(analysis="story").update(packed=packed, version=7)
    memory._KNOWN.clear()
    actions.take_in(source, [post("b", "Auenried baut einen Radweg")], "2", now=now)
    assert set(Mention.objects.values_list("post_id", flat=True)) == {"a", "b"}
    assert Mention.objects.exclude(story=None).count() == 2
    assert bytes(Memory.objects.get(analysis="story").packed) != packed
    assert "begins anew" in caplog.text
