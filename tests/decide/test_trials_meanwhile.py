"""Experiments that somebody else has begun or ended since a page was made from them."""

import datetime as dt

import pytest

from leitstand.decide.models import Experiment
from leitstand.decide.trials import actions, queries
from leitstand.vocabulary.errors import Refused
from tests.decide.test_trials import GIVEN, NOW, begun, drafted, filled


def as_read(row):
    """Another reading of the same row, which notices nothing of what happens to this one."""
    return queries.experiment(row.organization, row.pk)


def test_who_has_not_noticed_its_end_changes_nothing_of_it(editor):
    row = filled(editor, begun(editor), 6)
    old = as_read(row)
    done = actions.end(editor, row, "", now=NOW)
    for late in (
        lambda: actions.enter(editor, old, {0: (99.0, False)}, now=NOW),
        lambda: actions.end(editor, old, "auch", now=NOW),
    ):
        with pytest.raises(Refused):
            late()
    assert actions.measure(old, NOW + dt.timedelta(weeks=20)) == 0
    assert as_read(done).sha256 == actions.fingerprint(done, queries.units(done))


def test_a_plan_that_has_begun_meanwhile_is_neither_changed_nor_thrown_away(editor):
    row = drafted(editor)
    old = as_read(row)
    actions.start(editor, row, now=NOW, seed=7)
    with pytest.raises(Refused):
        actions.change(editor, old, GIVEN | {"length": 2}, now=NOW)
    with pytest.raises(Refused):
        actions.drop(editor, old)
    found = Experiment.objects.get(pk=row.pk)
    assert (found.state, found.seed, found.length) == ("running", 7, 8)
