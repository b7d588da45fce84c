"""Which network did a visitor come from? The hosts that send people on, and names in statistics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

HOSTS: Mapping[str, tuple[str, ...]] = {
    "bluesky": ("bsky.app", "bsky.social"),
    "facebook": ("facebook.com", "fb.com", "fb.me", "messenger.com"),
    "instagram": ("instagram.com", "ig.me"),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "mastodon": (
        "mastodon.social",
        "mastodon.online",
        "mastodon.cloud",
        "mstdn.social",
        "mas.to",
        "chaos.social",
        "fosstodon.org",
        "troet.cafe",
        "norden.social",
        "bildung.social",
        "social.bund.de",
        "joinmastodon.org",
    ),
    "threads": ("threads.net", "threads.com"),
    "x": ("t.co", "twitter.com", "x.com"),
    "youtube": ("youtube.com", "youtu.be", "youtube-nocookie.com"),
}
"""Hosts by network; everything below a host counts as well. A network's own account servers are added by the
caller: instances of Mastodon and blogs have names of their own."""

APPS: Mapping[str, str] = {
    "com.linkedin.android": "linkedin",
    "com.facebook.katana": "facebook",
    "com.instagram.android": "instagram",
    "com.twitter.android": "x",
    "org.joinmastodon.android": "mastodon",
    "xyz.blueskyweb.app": "bluesky",
    "com.google.android.youtube": "youtube",
}
"""android-app:// referrers."""

NAMES: Mapping[str, str] = {
    "twitter": "x",
    "fb": "facebook",
    "ig": "instagram",
    "insta": "instagram",
    "yt": "youtube",
}
"""What statistics and campaign tags call networks that are called otherwise here."""

_CUT = re.compile(r"[^a-z0-9]+")


def network_of(said: str, ours: Mapping[str, str] | None = None) -> str:
    """The network behind a referrer (address or host), the label of a report or a campaign tag; "": none.

    `ours`: hosts of our own account servers -> network, asked first.
    """
    word = said.strip().lower()
    if not word:
        return ""
    host = _host(word)
    for table in (ours or {}, _FLAT):
        if found := _below(host, table):
            return found
    if "." in host and " " not in word:
        return APPS.get(host, "")
    parts = [NAMES.get(part, part) for part in _CUT.split(word) if part]
    return next((part for part in parts if part in HOSTS), "")


def _host(word: str) -> str:
    """The host of an address, or what may be one."""
    try:
        found = urlsplit(word if "//" in word else f"//{word}").hostname
    except ValueError:
        return ""
    return (found or "").removeprefix("www.").rstrip(".")


def _below(host: str, table: Mapping[str, str]) -> str:
    """The network whose host this is, or is a part of."""
    while host:
        if host in table:
            return table[host]
        host = host.partition(".")[2]
    return ""


_FLAT: Mapping[str, str] = {host: network for network, hosts in HOSTS.items() for host in hosts}
