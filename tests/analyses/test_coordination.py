"""Groups that act together are found, popularity and habit are not, and no group is a verdict."""

import datetime as dt
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.analyses import coordination
from leitstand.analyses.coordination import chance, innocent, together
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
DAY = 86_400.0


def background(seed=1, accounts=300, links=400, shares=6000):
    """People who hand on popular links, by day more than by night, each at their own moment."""
    dice = np.random.default_rng(seed)
    popular = dice.zipf(1.6, shares) % links
    born = dice.uniform(0, 30, links)
    late = dice.exponential(0.4, shares)
    day = np.floor(born[popular] + late)
    hour = dice.choice(24, shares, p=np.r_[np.full(8, 0.1), np.full(16, 1.0)] / 16.8)
    moment = day * DAY + hour * 3600 + dice.uniform(0, 3600, shares)
    sharing = coordination.Sharing()
    for who, what, when in zip(dice.integers(0, accounts, shares), popular, moment, strict=True):
        sharing.put(f"@person{who}", float(when), [f"link:paper.example/{what}"])
    return sharing


def plant(sharing, accounts, times, *, seconds=8.0, seed=2, thing="link:plan.example/{}"):
    """Accounts that hand on the same things within seconds of each other."""
    dice = np.random.default_rng(seed)
    for time in range(times):
        start = dice.uniform(0, 30) * DAY
        for account in accounts:
            sharing.put(account, start + dice.uniform(0, seconds), [thing.format(time)])
    return sharing


def test_a_planted_group_is_found_and_nobody_else():
    accounts = [f"@planted{n}" for n in range(6)]
    found = coordination.groups(plant(background(), accounts, 8))
    assert [one.accounts for one in found] == [tuple(accounts)]
    (group,) = found
    assert group.q <= coordination.ERROR_RATE
    assert group.things == 8
    assert group.seconds < 10
    assert {one.kind for one in group.evidence} == {"link"}
    assert len(group.evidence[0].accounts) == 6
    assert group.first <= group.evidence[0].first <= group.last


def test_where_nobody_acts_together_almost_nobody_is_told():
    found = [coordination.groups(background(seed)) for seed in range(5)]
    assert sum(map(len, found)) <= 1


def test_sharing_what_everybody_shares_at_once_is_no_group():
    sharing = background()
    dice = np.random.default_rng(5)
    for event in range(12):  # everybody watches the same match
        for account in dice.choice(300, 150, replace=False):
            moment = event * 2 * DAY + dice.exponential(40)
            sharing.put(f"@person{account}", float(moment), [f"link:ticker.example/goal{event}"])
    assert coordination.groups(sharing) == []


def test_the_order_in_which_posts_come_changes_nothing():
    accounts = [f"@planted{n}" for n in range(4)]
    sharing = plant(background(), accounts, 8)
    rows = list(zip(sharing.account, sharing.moment, sharing.thing, strict=True))
    names, things = list(sharing.accounts), list(sharing.things)
    turned = coordination.Sharing()
    for account, moment, thing in reversed(rows):
        turned.put(names[account], moment, [things[thing]])
    assert coordination.groups(turned) == coordination.groups(sharing)


def test_nothing_gives_no_groups():
    assert coordination.groups(coordination.Sharing()) == []
    alone = coordination.Sharing()
    alone.put("@anna", 1.0, ["link:a.example/1"])
    assert coordination.groups(alone) == []


@pytest.mark.parametrize(
    ("thing", "seconds", "reason"),
    [
        ("link:one.example/{}", 8.0, "one_site"),
        ("tag:{}", 0.0, "scheduled"),
    ],
)
def test_innocent_explanations_are_told(thing, seconds, reason):
    sharing, accounts = background(), ["@a", "@b", "@c"]
    if seconds:
        plant(sharing, accounts, 9, thing=thing)
    else:
        for time in range(9):
            for account in accounts:
                sharing.put(account, time * DAY + 9 * 3600 + 1.0, [thing.format(time)])
    (group,) = coordination.groups(sharing)
    assert reason in {one.name for one in group.innocent}
    assert all(one.share >= innocent.OFTEN for one in group.innocent)
    assert all("%(" not in one.sentence % one.facts for one in group.innocent)


def test_one_owner_one_source_one_event_and_popularity_explain():
    seen = innocent.Seen(
        things=["link:a.example/1", "tag:x"],
        sharers=[50, 60],
        before=["@feed", "@feed"],
        moments=[1.0, 9.0],
        apart=[1, 2],
    )
    names = {one.name for one in innocent.reasons(seen, ["Haus", "Haus"])}
    assert names == {"one_owner", "one_site", "one_source", "popular", "event"} | {"scheduled"}


def test_no_sentence_of_ours_calls_an_account_a_name():
    folder = Path(coordination.__file__).parent
    for place in folder.glob("*.py"):
        assert not re.search(r"\b(?:bot|bots|fake|troll)\b", place.read_text(encoding="utf-8"), re.IGNORECASE)


def test_what_a_post_hands_on_has_the_same_name_for_everybody():
    posts = [
        Post(
            id="a",
            content="Sturm! #Auenried https://www.auenried.example/news/sturm/?utm_source=x",
            attributed_to=Actor(id="@anna"),
            tag=(Tag(type="Hashtag", name="#auenried"),),
            attachment=(Attachment(url="https://auenried.example/b.jpg", media_type="image/jpeg"),),
        ),
        Post(id="b", content="", announces="a"),
    ]
    rows = batch.of(posts)
    copies = batch.of(posts).select(["announces"]).rename_columns(["copy_of"])
    (one, other) = coordination.analyse(batch.widen(rows, copies), Context(now=NOW))["shares"].to_pylist()
    assert one == [
        "link:auenried.example/news/sturm",
        "image:https://auenried.example/b.jpg",
        "text:a",
        "tag:auenried",
    ]
    assert other == ["post:a"]


def test_posts_without_author_or_moment_are_counted_and_passed_over():
    sharing = coordination.Sharing()
    sharing.add([{"attributed_to": None, "published": NOW, "shares": ["tag:x"]}])
    sharing.add([{"attributed_to": {"id": "@a"}, "published": None, "shares": ["tag:x"]}])
    assert (sharing.passed, len(sharing.columns())) == (2, 0)


def test_memory_is_bounded_and_the_latest_stay(monkeypatch):
    monkeypatch.setattr("leitstand.analyses.coordination.sharing.MOST", 100)
    sharing = coordination.Sharing()
    for n in range(300):
        author, moment = {"id": f"@{n}"}, NOW + dt.timedelta(seconds=n)
        sharing.add([{"attributed_to": author, "published": moment, "shares": [f"tag:{n}"]}])
    assert len(sharing.moment) <= 101
    assert "@299" in sharing.accounts
    assert "@0" not in sharing.accounts


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 40)), max_size=40),
    seconds=st.integers(1, 20),
)
def test_the_sorted_windows_find_the_pairs_that_comparing_everybody_finds(rows, seconds):
    sharing = coordination.Sharing()
    for account, thing, moment in rows:
        sharing.put(f"@{account}", float(moment), [f"tag:{thing}"])
    columns = sharing.columns()
    met = together.meetings(columns, float(seconds))
    found = sorted(zip(met.one.tolist(), met.other.tolist(), met.thing.tolist(), strict=True))
    every = list(zip(columns.account.tolist(), columns.thing.tolist(), columns.moment.tolist(), strict=True))
    wanted = sorted(
        (min(a, b), max(a, b), thing)
        for at, (a, thing, moment) in enumerate(every)
        for b, other, later in every[at + 1 :]
        if thing == other and abs(later - moment) <= seconds
    )
    assert found == wanted


stats = pytest.importorskip("scipy.stats", reason="compared with scipy where it is installed")


@given(n=st.integers(1, 200), share=st.floats(0.001, 0.9), extra=st.integers(1, 20))
def test_tails_are_scipys_above_the_mean(n, share, extra):
    k = min(int(n * share) + extra, n)
    p = chance.binomial_tail(np.array([k]), np.array([n]), np.array([share]))[0]
    assert p == pytest.approx(stats.binom.sf(k - 1, n, share) if k > n * share else 1.0, rel=1e-6, abs=1e-200)
    mean = n * share
    p = chance.poisson_tail(np.array([k + 1]), np.array([mean]))[0]
    assert p == pytest.approx(stats.poisson.sf(k, mean) if k + 1 > mean else 1.0, rel=1e-6, abs=1e-200)


def test_corrected_values_are_those_of_benjamini_and_yekutieli():
    p = np.array([0.001, 0.0001, 0.03, 0.5])
    wanted = stats.false_discovery_control([*p, *[1.0] * 96], method="by")[:4]
    assert chance.adjusted(p, 100) == pytest.approx(wanted, rel=0.01)
