"""The organisation, the people and the paper network of the tests of speaking, and one publication."""

import pytest

from leitstand.speak import actions, tasks
from tests.speak.conftest import NOW, account, editor, mention, organization, paper, reader, wire

__all__ = ["account", "editor", "mention", "organization", "paper", "reader"]  # the fixtures

SENT = NOW + actions.UNDO


@pytest.fixture
def delivery(editor, mention, account, paper):
    written = actions.answer(editor, mention, account, "Ja, auch dann.", language="de", limit=300, now=NOW)
    tasks.move_due(SENT, wire)
    written.refresh_from_db()
    return written
