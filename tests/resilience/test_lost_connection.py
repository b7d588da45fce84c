"""The database goes away at any query of a worker: told plainly, nothing lost, nothing twice."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from leitstand.listen import tasks as listen
from leitstand.listen.models import Mention, Source
from leitstand.speak import tasks as speak
from leitstand.speak.models import ApprovalPlan, Delivery
from tests.resilience.scene import NOW, answer, feed, feed_wire, turn, wire

pytestmark = pytest.mark.django_db(transaction=True)
GONE = "server closed the connection unexpectedly"


class Cut:
    """Lets `after` queries through, then the connection is gone for this turn."""

    def __init__(self, after: int) -> None:
        self.left, self.cut = after, False

    def __call__(self, execute, sql, params, many, context):
        if self.left <= 0:
            self.cut = True
            raise OperationalError(GONE)
        self.left -= 1
        return execute(sql, params, many, context)


@contextmanager
def dying(after: int):
    cut = Cut(after)
    with connection.execute_wrapper(cut):
        yield cut


def test_whichever_query_of_a_visit_it_dies_at_every_post_is_kept_once(source, watch):
    rounds, now = 0, NOW
    while rounds < 200:
        ids = [str(number) for number in range(rounds + 1, 0, -1)]
        Source.objects.update(next_fetch=now)
        before = Source.objects.get().cursor
        with dying(rounds) as cut:
            turn(
                "listen", lambda _now, at=now, ids=ids: listen.fetch_due(at, lambda _a: feed_wire(feed(*ids)))
            )
        source.refresh_from_db()
        kept_all = Mention.objects.count() == len(ids)
        assert kept_all == (source.cursor != before), "cursor and posts are stored together or not at all"
        now += timedelta(minutes=2)
        listen.fetch_due(now, lambda _a, ids=ids: feed_wire(feed(*ids)))
        if Mention.objects.count() < len(ids):  # the lease of the visit that died
            now += timedelta(hours=7)
            listen.fetch_due(now, lambda _a, ids=ids: feed_wire(feed(*ids)))
        assert Mention.objects.count() == len(ids)
        rounds += 1
        if not cut.cut:
            break
    assert 5 < rounds < 200


def test_whichever_query_of_a_delivery_it_dies_at_it_goes_out_at_most_once(editor, account, paper, caplog):
    ApprovalPlan.objects.create(organization=editor.organization, limit=1.01)  # nights come by here too
    rounds, now = 0, NOW
    ends = []
    while rounds < 100:
        paper.clear()
        row = answer(editor, account, str(rounds), now)
        with dying(rounds) as cut:
            turn("speak", lambda _now, at=now: speak.move_due(at, wire))
        for seconds in (1, 6, 40, 200, 900, 4800):
            speak.move_due(now + timedelta(seconds=seconds), wire)
        row.refresh_from_db()
        assert len(paper.posts) <= 1
        assert (row.state, len(paper.posts)) in {("sent", 1), ("unknown", 0)}, rounds
        ends.append(row.state)
        Delivery.objects.all().delete()
        now += timedelta(hours=3)
        rounds += 1
        if not cut.cut:
            break
    assert 5 < rounds < 100
    assert ends.count("unknown") <= 2, "only a death between the marking and the call leaves the end open"
    assert f"speak: the database does not take anything in ({GONE})" in caplog.text
    assert "nothing is sent twice" in caplog.text
    assert "Traceback" not in caplog.text
