"""Who follows an account of Mastodon, as its own server lists it.

https://docs.joinmastodon.org/methods/accounts/#followers: open to everybody since 4.0, whoever followed last
first, paged by the Link header only. Empty where the account hides whom it knows. Of people of other servers
a server knows neither all posts nor the last one; that counts as not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from leitstand.networks.mastodon import finding
from leitstand.networks.mastodon.posts import moment
from leitstand.networks.mastodon.reading import Source
from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.errors import Invalid, Reconnect, Refused
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

PAGE = "80"
_NEXT = re.compile(r'<([^<>]+)>\s*;\s*rel="?next"?')
_NO_PICTURE = "missing.png"


def followed(wire: Wire, address: str) -> Followed:
    """The account behind a handle or profile. Raises Invalid."""
    sources = (Source.of(found.source) for found in finding.find(wire, address) if not found.live)
    source = next((one for one in sources if one.kind == "account"), None)
    if source is None:
        raise Invalid(
            _("%(address)s is no account of Mastodon. Write it like “@anna@social.example”."), address=address
        )
    said = wire.get(f"{source.server}/api/v1/accounts/{quote(source.what, safe='')}").json()
    said = said if isinstance(said, dict) else {}
    count = said.get("followers_count")
    return Followed(
        id=str(source),
        name=str(said.get("display_name") or said.get("username") or address),
        url=str(said.get("url") or ""),
        followers=count if type(count) is int and count >= 0 else None,
    )


def followers(wire: Wire, id: str) -> Iterator[Sequence[Follower]]:
    """Pages of 80. Raises Refused where the server tells strangers nothing."""
    source = Source.of(id)
    url = f"{source.server}/api/v1/accounts/{quote(source.what, safe='')}/followers"
    query: dict[str, str] | None = {"limit": PAGE}
    while url:
        try:
            answer = wire.get(url, query=query)
        except Reconnect as error:
            raise Refused(
                _("This server does not tell strangers who follows whom. Nothing was read.")
            ) from error
        said = answer.json()
        yield [_follower(one) for one in said if isinstance(one, dict)] if isinstance(said, list) else []
        onward = _NEXT.search(answer.headers.get("link", ""))
        here = onward is not None and onward[1].startswith(f"{source.server}/")
        url, query = onward[1] if onward and here else "", None


def _follower(account: Mapping[str, Any]) -> Follower:
    posts, picture = account.get("statuses_count"), account.get("avatar")
    foreign = "@" in str(account.get("acct"))
    told = type(posts) is int and (posts > 0 or not foreign)
    return Follower(
        id=str(account.get("uri") or account.get("url") or account.get("id")),
        created=moment(account.get("created_at")),
        last_post=None if foreign else moment(account.get("last_status_at")),
        posts=posts if told else None,
        picture=not picture.endswith(_NO_PICTURE) if isinstance(picture, str) else None,
        described=bool(account["note"]) if isinstance(account.get("note"), str) else None,
    )
