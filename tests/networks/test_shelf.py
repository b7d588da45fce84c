"""What every network promises. A new file in networks/ is picked up here by itself."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Ask, Offer, is_internal, quotas

EXAMPLES = Path(__file__).parent / "examples"
NETWORKS = registry.networks()
CASES = [
    pytest.param(network, raw, id=f"{name}-{raw.name}")
    for name, network in NETWORKS.items()
    for raw in sorted((EXAMPLES / name).glob("*"))
    if raw.is_file() and not raw.name.endswith(".posts.json")
]
METHODS = {
    Offer.READ: ("find", "read", "parse"),
    Offer.STREAM: ("stream",),
    Offer.NOTIFY: ("connect", "read"),
    Offer.PUBLISH: ("connect", "publish", "look", "limits", "length"),
    Offer.DELETE: ("delete", "visible"),
    Offer.MODERATE: ("moderate",),
    Offer.OUTCOME: ("outcome",),
    Offer.FOLLOWERS: ("followed", "followers", "described"),
    Offer.PREPARE: ("prepare",),
    Offer.CONFIRM: ("confirm",),
    Offer.RENEW: ("renew",),
    Offer.LINK: ("tell", "asked", "verify"),
    Offer.SIGN_IN: ("authorize", "exchange"),
    Offer.REGISTER: ("register",),
}


def every(**more):
    return pytest.mark.parametrize("name", NETWORKS, **more)


@every()
def test_brings_recorded_examples(name):
    assert any((EXAMPLES / name).glob("*.posts.json"))


@pytest.mark.parametrize(("network", "raw"), CASES)
def test_reads_what_was_recorded(network, raw):
    said = [activity.written(post) for post in network.parse(raw.read_bytes())]
    assert said == json.loads(raw.with_name(raw.name.split(".")[0] + ".posts.json").read_text())


@pytest.mark.parametrize(("network", "raw"), CASES)
def test_reads_the_same_again_and_every_moment_has_a_time_zone(network, raw):
    first, again = list(network.parse(raw.read_bytes())), list(network.parse(raw.read_bytes()))
    assert first == again
    assert all(moment.tzinfo for post in first for moment in (post.published, post.updated) if moment)


@every()
@settings(max_examples=50, deadline=None)
@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_posts_or_refused_in_plain_words(name, raw):
    with suppress(Invalid):
        list(NETWORKS[name].parse(raw))


@pytest.mark.parametrize(("network", "raw"), CASES)
def test_half_an_answer_is_never_a_crash(network, raw):
    whole = raw.read_bytes()
    for cut in range(0, len(whole), max(len(whole) // 40, 1)):
        with suppress(Invalid):
            list(network.parse(whole[:cut]))


@every()
def test_has_what_it_offers(name):
    network = NETWORKS[name]
    for offer, methods in METHODS.items():
        if offer in network.offers:
            assert [m for m in methods if not callable(getattr(network, m, None))] == [], offer


@every()
def test_is_called_what_its_file_is_called_and_says_what_it_needs(name):
    network = NETWORKS[name]
    assert network.name == name
    assert network.title
    assert isinstance(network.federated, bool)
    assert all(isinstance(ask, Ask) and ask.label for ask in network.needs)
    assert not network.offers & Offer.PUBLISH or any(ask.secret for ask in network.needs)


@every()
def test_what_can_be_published_can_be_taken_down(name):
    assert Offer.PUBLISH not in NETWORKS[name].offers or Offer.DELETE in NETWORKS[name].offers


@every()
def test_what_counts_its_calls_has_a_price_for_every_one(name):
    network = NETWORKS[name]
    buckets = {quota.bucket for quota in quotas(network)}
    assert bool(buckets) == callable(getattr(network, "price", None))
    for method in ("GET", "POST", "PUT", "DELETE") if buckets else ():
        charge = network.price(method, "/anything/else", None)
        assert charge is None or charge.bucket in buckets


@every()
def test_a_closed_circle_is_heard_by_its_members_only(name):
    assert not is_internal(NETWORKS[name]) or not NETWORKS[name].offers & (Offer.READ | Offer.STREAM)
