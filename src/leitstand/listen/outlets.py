"""Whose voice a post counts as: an outlet's for articles, else the author's; one owner's outlets are one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast

from leitstand.listen.models import Owner

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from leitstand.vocabulary.post import Post

OUTLET_TYPES = frozenset({"Article", "Page"})
SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "or", "org"})
"""Under a country's two letters these are no outlet yet: `example.co.uk`."""
SHARED = frozenset(
    {
        "blogger.com", "blogspot.com", "blogspot.de", "github.io", "gitlab.io", "hypotheses.org",
        "jimdofree.com", "jimdosite.com", "livejournal.com", "medium.com", "myblog.de",
        "over-blog.com", "substack.com", "tumblr.com", "twoday.net", "typepad.com", "uber.space",
        "webflow.io", "wixsite.com", "wordpress.com",
    }
)  # fmt: skip
"""Hosts that belong to nobody who writes there: each name under them is an outlet of its own."""
PLATFORMS = frozenset(
    {"bsky.app", "facebook.com", "instagram.com", "linkedin.com", "tiktok.com", "vimeo.com", "youtube.com"}
)
"""Hosts whose pages do not say who speaks: there the author counts."""
LONGEST = 500


def voice(post: Post) -> str:
    """As whose words a post counts: the outlet's host for an article, else the author's id."""
    author = (post.attributed_to and post.attributed_to.id) or ""
    if post.type in OUTLET_TYPES and post.url and (host := outlet(post.url)):
        return host[:LONGEST]
    return author[:LONGEST]


def outlet(address: str) -> str:
    """The outlet an address belongs to: `sport.zeitung.example` and `www.zeitung.example` are one.

    "" where the address names none: no host, or a platform on which the author counts.
    """
    host = _host(address)
    labels = host.split(".")
    if len(labels) < 2:
        return ""
    own = 3 if len(labels[-1]) == 2 and labels[-2] in SECOND_LEVELS else 2
    domain = ".".join(labels[-own:])
    if domain in PLATFORMS:
        return ""
    if domain not in SHARED:
        return domain
    if len(labels) > own and labels[-own - 1] != "www":
        return ".".join(labels[-own - 1 :])
    person = urlsplit(address).path.strip("/").partition("/")[0]
    return f"{domain}/{person}" if person else ""


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return "" if host.replace(".", "").isdigit() or ":" in host else host.rstrip(".").casefold()


def keys(said: Iterable[str]) -> list[str]:
    """What an owner's lines stand for: a host its outlet; a handle or the address of an account itself."""
    found: list[str] = []
    for line in filter(None, map(str.strip, said)):
        handle = line.startswith("@") or ("@" in line and "/" not in line)
        found += [line.removeprefix("@")] if handle else [line]
        if not handle and (host := outlet(line)):
            found.append(host)
    return list(dict.fromkeys(found))


def speaking(owners: Iterable[Owner], path: str = "") -> Combinable:
    """The voice of a mention in SQL (`path` leads to it): its owner's, its own, else its author."""
    own = Case(
        When(Q(**{f"{path}voice": ""}), then=F(f"{path}author_id")),
        default=F(f"{path}voice"),
        output_field=CharField(),
    )
    cases = []
    for owner in owners:
        known = keys(owner.outlets)
        handles = [*known, *(f"@{key}" for key in known)]
        of_owner = Q(**{f"{path}voice__in": known}) | Q(**{f"{path}author_id__in": known})
        of_owner |= Q(**{f"{path}author_handle__in": handles})
        cases.append(When(of_owner, then=Value(f"owner:{owner.pk}")))
    return Case(*cases, default=own, output_field=CharField()) if cases else Cast(own, CharField())
