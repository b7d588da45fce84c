"""Why a storm may be nothing: what its posts have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leitstand.vocabulary.words import _

FEW = 5
ONE_AUTHOR, ONE_LINK, COPIES, ONE_NETWORK = 0.5, 0.6, 0.5, 0.95
"""From these shares of the posts on, a doubt is worth telling."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One post of a storm, as far as it matters here."""

    author: str | None
    copy_of: str | None = None
    links: tuple[str, ...] = ()
    network: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to wait: which kind, the share of the posts (0 to 1), and who or what it is.

    A page shows `gettext(doubt.sentence) % doubt.facts`.
    """

    kind: str
    share: float
    name: str
    sentence: str

    @property
    def facts(self) -> dict[str, object]:
        """What the sentence has gaps for."""
        return {"share": round(100 * self.share), "name": self.name}

    def __str__(self) -> str:
        return self.sentence % self.facts


def why_nothing(posts: Sequence[Voice]) -> list[Doubt]:
    """The doubts about a storm of these posts, the gravest first; none when many say many things."""
    if not posts:
        return []
    copies = sum(post.copy_of is not None for post in posts) / len(posts)
    author, of_author = _most(post.author for post in posts)
    link, of_link = _most(link for post in posts for link in set(post.links))
    network, of_network = _most(post.network for post in posts)
    found = [
        Doubt("few", 1.0, str(len(posts)), _("It is only %(name)s posts.")) if len(posts) < FEW else None,
        _told("one_author", ONE_AUTHOR, of_author / len(posts), author,
              _("%(share)s %% of the posts come from one author: %(name)s.")),
        _told("one_link", ONE_LINK, of_link / len(posts), link,
              _("%(share)s %% of the posts share one link: %(name)s.")),
        _told("copies", COPIES, copies, "", _("%(share)s %% of the posts repeat other posts.")),
        _told("one_network", ONE_NETWORK, of_network / len(posts), network,
              _("%(share)s %% of the posts come from one network: %(name)s.")),
    ]  # fmt: skip
    return sorted((doubt for doubt in found if doubt), key=lambda doubt: -doubt.share)


def _told(kind: str, least: float, share: float, name: str, sentence: str) -> Doubt | None:
    return Doubt(kind, share, name, sentence) if share >= least else None


def _most(names: Iterable[str | None]) -> tuple[str, int]:
    """The most frequent name, the first in the alphabet among equals, and how often it comes."""
    counts = Counter(name for name in names if name is not None)
    return min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
