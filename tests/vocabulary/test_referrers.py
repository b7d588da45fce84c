"""Which network sent somebody: by host, by the label of a report, by a campaign tag."""

import pytest

from leitstand import registry
from leitstand.vocabulary import referrers

SAID = (
    ("https://www.facebook.com/", "facebook"),
    ("l.facebook.com", "facebook"),
    ("https://m.youtube.com/watch?v=1", "youtube"),
    ("Twitter", "x"),
    ("t.co", "x"),
    ("LinkedIn", "linkedin"),
    ("android-app://com.linkedin.android/", "linkedin"),
    ("linkedin_herbst-2026", "linkedin"),
    ("https://go.bsky.app/redirect?u=1", "bluesky"),
    ("lehrsaal.example", "mastodon"),
    ("https://blog.auenried.example/2026", "wordpress"),
    ("https://example.org/twitter.com", ""),
    ("notfacebook.com", ""),
    ("newsletter", ""),
    ("", ""),
    ("http://[", ""),
)
OURS = {"lehrsaal.example": "mastodon", "blog.auenried.example": "wordpress"}


@pytest.mark.parametrize(("said", "network"), SAID)
def test_a_referrer_is_known_by_its_host_or_its_name(said, network):
    assert referrers.network_of(said, OURS) == network


def test_every_network_of_the_table_is_a_network_of_ours():
    assert set(referrers.HOSTS) | set(referrers.APPS.values()) <= set(registry.names(registry.NETWORKS))
    assert set(referrers.NAMES.values()) <= set(referrers.HOSTS)
