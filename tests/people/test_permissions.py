"""What is left of a quota, and permissions that are renewed in time or warned of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail

from leitstand import registry
from leitstand.people import actions, permissions, quotas
from leitstand.people.models import Account, Spent
from leitstand.people.wires import metered
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import Connection, Offer
from leitstand.vocabulary.post import Actor
from leitstand.vocabulary.quota import Charge, Quota
from tests.paper_wire import PaperWire
from tests.people.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PACIFIC = Quota(bucket="units", unit="units", units=100, zone="America/Los_Angeles")
ROLLING = Quota(bucket="posts", unit="posts", units=100)
PAID = Quota(bucket="reads", unit="reads", micro_dollars=5_000)


class Counting:
    """A network with three kinds of quota, whose permission the program may prolong."""

    name = title = "counting"
    offers = Offer.PUBLISH | Offer.RENEW
    quotas = (PACIFIC, ROLLING, PAID)
    needs = ()
    asked = 0

    def price(self, method, url, answer):
        return Charge("units", 50 if method == "DELETE" else 10)

    def connect(self, wire, given):
        self.asked += 1
        given = {"refresh": "r1"} if self.asked == 1 else {"refresh": ""}
        return Connection(
            server="https://counting.example",
            headers={"n": str(self.asked)},
            actor=Actor(id="us"),
            given=given,
            expires=self.expires,
            ends=self.ends,
        )

    renew = connect
    expires: datetime | None = None
    ends: datetime | None = None


@pytest.fixture
def network(monkeypatch):
    made = Counting()
    monkeypatch.setattr(registry, "network", lambda _name: made)
    monkeypatch.setattr(registry, "names", lambda _shelf: ["counting"])
    return made


@pytest.fixture
def account(owner, network):
    return actions.connect(owner, "counting", {}, wire=PaperWire())


def of(account, bucket, now):
    return next(one for one in quotas.left(account, now) if one.quota.bucket == bucket)


@pytest.mark.parametrize(
    ("bucket", "spent_at", "asked_at", "left"),
    [
        # midnight in Los Angeles is 08:00 UTC in winter and 07:00 in summer
        ("units", "2026-11-17T07:59", "2026-11-17T08:00", 100),
        ("units", "2026-11-17T08:00", "2026-11-17T23:00", 70),
        ("units", "2026-07-01T06:59", "2026-07-01T07:00", 100),
        ("units", "2026-07-01T07:00", "2026-07-02T06:59", 70),
        # the night in which the hour comes twice: that day has 25 hours
        ("units", "2026-11-01T07:30", "2026-11-02T07:30", 70),
        ("units", "2026-11-01T07:30", "2026-11-02T08:00", 100),
        # and the one in which an hour is missing has 23
        ("units", "2026-03-08T08:00", "2026-03-09T06:59", 70),
        ("units", "2026-03-08T08:00", "2026-03-09T07:00", 100),
        # the last 24 hours; never less than that, at most a slot more
        ("posts", "2026-11-17T09:30", "2026-11-18T09:30", 70),
        ("posts", "2026-11-17T09:30", "2026-11-18T10:01", 100),
        ("posts", "2026-10-25T00:30", "2026-10-26T00:29", 70),
    ],
)
def test_what_is_left_comes_back_when_the_network_says(account, bucket, spent_at, asked_at, left):
    at = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (spent_at, asked_at)]
    quotas.spend(account, Charge(bucket, 30), at[0])
    assert of(account, bucket, at[1]).left == left


def test_it_waits_until_more_comes_and_then_goes_on(account):
    quotas.spend(account, Charge("posts", 95), NOW)
    with pytest.raises(TryLater, match="used up") as told:
        quotas.allow(account, Charge("posts"), NOW)
    assert quotas.allow(account, Charge("posts"), NOW + told.value.wait) is None
    assert DAY <= told.value.wait <= DAY + timedelta(hours=1)


def test_the_reserve_is_for_take_downs_only(account):
    quotas.spend(account, Charge("units", 95), NOW)
    with pytest.raises(TryLater):
        quotas.allow(account, Charge("units"), NOW)
    with quotas.urgent():
        quotas.allow(account, Charge("units", 5), NOW)
        with pytest.raises(TryLater):
            quotas.allow(account, Charge("units", 6), NOW)


def test_what_only_money_ends_is_counted_and_never_stops_anything(account):
    quotas.spend(account, Charge("reads", 2_000), NOW)
    assert quotas.allow(account, Charge("reads", 10_000), NOW) is None
    assert (of(account, "reads", NOW).left, of(account, "reads", NOW).dollars) == (None, 10.0)


def test_every_call_is_counted_and_none_goes_out_when_nothing_is_left(account):
    paper = PaperWire().says("GET", "/a", json=[])
    line = metered(paper, account)
    for _call in range(9):
        line.get("/a")
    with pytest.raises(TryLater):
        line.get("/a")
    assert (len(paper.asked), sum(Spent.objects.values_list("units", flat=True))) == (9, 90)


def test_old_counts_are_forgotten(account):
    for day in range(6):
        quotas.spend(account, Charge("posts"), NOW + day * DAY)
    assert Spent.objects.count() <= 4


def wire(_account):
    return PaperWire()


def test_it_is_renewed_ahead_of_its_end_and_not_before(account, network):
    Account.objects.update(expires=NOW + timedelta(hours=2))
    network.expires = NOW + timedelta(hours=4)
    for minutes in (0, 30, 60, 95):
        permissions.tend(NOW + timedelta(minutes=minutes), wire)
    assert network.asked == 1
    permissions.tend(NOW + timedelta(minutes=97), wire)
    account.refresh_from_db()
    assert (network.asked, account.headers, account.expires) == (2, {"n": "2"}, network.expires)
    permissions.tend(NOW + timedelta(minutes=98), wire)
    assert network.asked == 2


def test_what_the_network_does_not_give_again_is_kept(account, network, owner):
    assert actions.renew(account, PaperWire())
    again = actions.connect(owner, "counting", {}, wire=PaperWire())
    assert (again.pk, again.given, network.asked) == (account.pk, {"refresh": "r1"}, 3)


def test_a_network_that_is_down_is_asked_again_later_and_nothing_is_lost(account, network, monkeypatch):
    Account.objects.update(expires=NOW + timedelta(hours=2))
    asked = []

    def down(*_given):
        asked.append(1)
        raise TryLater("down", timedelta(seconds=5))

    monkeypatch.setattr(network, "renew", down, raising=False)
    for minutes in (0, 97, 98, 103):
        permissions.tend(NOW + timedelta(minutes=minutes), wire)
    account.refresh_from_db()
    assert (len(asked), account.state, account.given) == (2, "working", {"refresh": "r1"})


def test_while_one_renews_another_waits_and_a_dead_ones_lease_ends(account, network):
    from django.utils import timezone

    Account.objects.update(renewing=timezone.now())
    assert actions.being_renewed(account)
    with pytest.raises(TryLater, match="just being renewed"):
        actions.renew(account, PaperWire())
    Account.objects.update(renewing=timezone.now() - 2 * actions.RENEWING)
    assert not actions.being_renewed(account)
    assert actions.renew(account, PaperWire())


def test_owners_are_warned_14_7_and_1_days_before_the_end_once_each(account, network, settings):
    settings.CONFIG = replace(settings.CONFIG, mail_url="smtp://localhost")
    Account.objects.update(ends=NOW + 20 * DAY)
    told = [permissions.warn(NOW + timedelta(hours=hours)) for hours in range(0, 21 * 24, 6)]
    assert sum(told) == len(mail.outbox) == 3
    assert [hours * 6 // 24 for hours, one in enumerate(told) if one] == [6, 13, 19]
    assert "in 14 days" in mail.outbox[0].body
    assert mail.outbox[0].to == ["aylin@auenried.example"]
    network.ends = NOW + 60 * DAY
    actions.renew(Account.objects.get(), PaperWire())
    assert permissions.warn(NOW + 50 * DAY) == 1


def test_days_left_are_whole_days(account):
    assert permissions.days_left(account, NOW) is None
    soon = SimpleNamespace(ends=NOW + timedelta(days=3, hours=5))
    assert permissions.days_left(soon, NOW) == 3
