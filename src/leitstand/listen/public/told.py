"""A story as others may read it: headline, short excerpt, counts, and links to where it was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from leitstand.listen import front
from leitstand.listen.stories import headline
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.listen.front import Told
    from leitstand.listen.models import Mention
    from leitstand.people.models import Organization

SPAN = timedelta(days=7)
MOST = 50
PER_PAGE, MOST_PER_PAGE = 20, 50
LONGEST_EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who said it where, and when; its words stay where they were said."""

    name: str
    network: str
    url: str
    published: datetime

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "name": self.name,
            "network": self.network,
            "url": self.url or None,
            "published": self.published.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """One story for everybody."""

    id: int
    headline: str
    excerpt: str
    language: str
    first: Voice
    others: tuple[Voice, ...]
    voices: int
    repeats: int
    posts: int
    networks: tuple[str, ...]
    first_published: datetime
    last_published: datetime
    weight: float

    def written(self) -> dict[str, Any]:
        """As JSON, in ninjs words where it has them."""
        return {
            "id": self.id,
            "headline": self.headline,
            "excerpt": self.excerpt,
            "language": self.language or None,
            "first": self.first.written(),
            "also": [one.written() for one in self.others],
            "voices": self.voices,
            "repeats": self.repeats,
            "posts": self.posts,
            "networks": list(self.networks),
            "firstPublished": self.first_published.isoformat(),
            "lastPublished": self.last_published.isoformat(),
            "weight": round(self.weight, 4),
        }


def stories(organization: Organization, now: datetime, *, public: bool = True) -> list[Public]:
    """The front page of the last seven days in its order; with `public` of what everybody may read."""
    told = front.stories(organization, now, SPAN, MOST, public=public)
    return [shown(one) for one in told if one.first is not None]


def story(organization: Organization, id: int, now: datetime, *, public: bool = True) -> Public:
    """One story. Raises Gone, also where all its words were taken down."""
    told = front.story(organization, id, now, public=public)
    if told.first is None:
        raise Gone(_("This story is not here any more: its words were taken down."))
    return shown(told)


def shown(told: Told) -> Public:
    """What of a story may be read by everybody: of its first words the headline and a short excerpt."""
    first = told.own_words[0]
    said = headline(first.name, first.text)
    return Public(
        id=told.story.pk,
        headline=said,
        excerpt=_excerpt(first, said),
        language=first.language,
        first=_voice(first),
        others=tuple(_voice(one) for one in told.others),
        voices=told.voices,
        repeats=told.repeats,
        posts=told.posts,
        networks=told.networks,
        first_published=first.published,
        last_published=told.story.last_published,
        weight=told.reckoning.total,
    )


def _excerpt(first: Mention, said: str) -> str:
    """What follows the headline, cut between words."""
    rest = " ".join(first.text.split()).removeprefix(said.removesuffix(" …")).lstrip(" .,:;!?…–-")
    if len(rest) <= LONGEST_EXCERPT:
        return rest
    return rest[:LONGEST_EXCERPT].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def _voice(mention: Mention) -> Voice:
    return Voice(
        name=mention.author_name or mention.author_handle or mention.author_id,
        network=mention.network,
        url=mention.url if mention.url.startswith(("https://", "http://")) else "",
        published=mention.published,
    )
