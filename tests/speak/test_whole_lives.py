"""Whatever was said and taken back: an organisation goes whole, a person without the ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from leitstand.people.models import Organization, Person
from leitstand.speak import actions as speak
from leitstand.speak import models, tasks
from leitstand.speak.composing import picturing, planning
from leitstand.speak.library import actions as library
from leitstand.speak.office import actions as office
from leitstand.speak.recalling import actions as recalling
from tests.speak.conftest import NOW, member_of, wire
from tests.speak.test_composing import room, written  # noqa: F401  # a fixture
from tests.speak.test_library import OURS, picture

SOON = NOW + timedelta(seconds=9)


@pytest.fixture
def full(editor, account, mention, paper, settings, tmp_path):
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path)
    models.ApprovalPlan.objects.create(organization=editor.organization, limit=1.01)
    thought = written(editor, account, content="Eins.\n---\nZwei.")
    medium = library.take(editor, picture(), OURS, now=NOW)
    picturing.use(editor, thought, medium)
    planning.plan(editor, thought, seen=1, now=NOW)
    speak.answer(editor, mention, account, "Ja.", language="de", limit=300, now=NOW)
    for later in range(3):
        tasks.move_due(SOON + timedelta(seconds=later), wire)
    rows = list(models.Delivery.objects.filter(reply=None))
    recalling.correct(editor, recalling.recall(editor, rows, "falsch", now=SOON), now=SOON)
    other = member_of(editor.organization, "owner", "Vera Kern")
    office.hand_over(editor, editor.person, other.person, "", now=SOON)
    return editor.organization


def test_an_organisation_goes_with_all_it_said_and_took_back(full):
    assert models.Delivery.objects.filter(state="sent").count() == 3
    full.delete()
    left = [one.__name__ for one in vars(models).values() if hasattr(one, "objects") and one.objects.exists()]
    assert (left, Organization.objects.count()) == ([], 0)


def test_who_leaves_takes_no_line_of_the_ledger_along(full, editor):
    Person.objects.filter(pk=editor.person_id).delete()
    assert models.Delivery.objects.filter(author=None, state="sent").count() == 3
    assert models.Recall.objects.get().by is None
