"""Puts down which pages our new articles link to; telling them is the worker's who listens."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from leitstand.listen.webmentions import actions, queries
from leitstand.speak.models import Delivery

LOOK_BACK = timedelta(days=2)
"""An article that was found published later than this is not told of."""

MOST = 50
"""So many links of one article are told at most."""

_LINK = re.compile(r"""https?://[^\s<>"'\]]+""")


def find_due(now: datetime) -> int:
    """Put down the links of articles published in the last two days; says how many are new."""
    found = 0
    for organization_id, since in queries.telling().items():
        rows = Delivery.objects.filter(
            organization=organization_id,
            state="sent",
            account__network__in=queries.OUR_SITES,
            receipt_published__gte=max(since, now - LOOK_BACK),
            reply=None,
        ).exclude(receipt_url="")
        for one in rows:
            found += actions.link(
                organization_id, one.receipt_url, links(one.content, one.receipt_url), now=now
            )
    return found


def links(content: str, source: str) -> list[str]:
    """Addresses elsewhere that a text names, each once, in its order. Pure."""
    home, found = urlsplit(source).netloc, dict[str, None]()
    for said in _LINK.findall(content.replace("&amp;", "&")):
        address = _trimmed(said)
        try:
            host = urlsplit(address).netloc
        except ValueError:
            continue
        if host and host != home and len(address) <= 2000:
            found[address] = None
    return list(found)[:MOST]


def _trimmed(said: str) -> str:
    """Without what belongs to the sentence: its full stop, a bracket that was opened before the address."""
    said = said.rstrip(".,;:!?*_")
    while said.endswith(")") and said.count(")") > said.count("("):
        said = said[:-1].rstrip(".,;:!?*_")
    return said
