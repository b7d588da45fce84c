"""Tries a query on what is there: the archive of the last days, else the stored mentions; and says which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from leitstand.listen import foreign, keeping
from leitstand.listen.editing.figures import Term, per_day, share, telling
from leitstand.listen.judging.questions import RELEVANT
from leitstand.listen.models import Judgement, Lesson, Mention
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.estimate import Estimate
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Query, Watches, folding, read_query

if TYPE_CHECKING:
    from leitstand.people.models import Organization

DAYS = 7
MOST = 4000
"""Posts a query is tried on: enough to tell, few enough to wait for."""

SHOWN = 5
WRONG = "irrelevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A post that the query finds; `mention` is its key where it is stored."""

    network: str
    author: str
    said: str
    published: datetime | None
    language: str
    mention: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a query would have found of `tried` posts since a moment, and what that says of days to come."""

    found: int
    tried: int
    since: datetime | None
    whole: bool  # out of the archive, so including what no watch found
    latest: list[Seen]
    per_day: Estimate | None
    noise: Estimate | None  # the share of its findings that is not about us, as far as that was decided
    add: list[Term]
    exclude: list[Term]


@dataclass(slots=True)
class _Tried:
    """Posts that were tried, with the day each was heard; and by day, the share of it that was looked at."""

    posts: list[Post] = field(default_factory=list)
    heard: list[datetime] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    shares: dict[date, float] = field(default_factory=dict)


def trial(organization: Organization, query: str, now: datetime) -> Trial:
    """Try a query. Raises Mistake. At most four database queries."""
    wanted = read_query(query)
    whole = keeping.wanted(organization.pk)
    tried = _tried(wanted, _archived(organization, now) if whole else _stored(organization, now))
    if whole and not tried.posts:
        whole, tried = False, _tried(wanted, _stored(organization, now))
    hits = [post for post, found in zip(tried.posts, tried.found, strict=True) if found]
    said = _decided(organization, hits)
    right = [post for post in hits if said.get(post.id) not in (None, WRONG)]
    wrong = [post for post in hits if said.get(post.id) == WRONG]
    others = [post for post, found in zip(tried.posts, tried.found, strict=True) if not found]
    known = wanted.words()
    return Trial(
        found=len(hits),
        tried=len(tried.posts),
        since=min(tried.heard, default=None),
        whole=whole,
        latest=list(_latest(organization, hits)),
        per_day=_volume(tried),
        noise=share(len(wrong), len(said)),
        add=telling(map(_words, right or hits), map(_words, others + wrong), known, least_there=1),
        exclude=telling(map(_words, wrong), map(_words, right), known),
    )


Piece = tuple[pa.RecordBatch, list[datetime], dict[date, float]]


def _tried(wanted: Query, pieces: Iterator[Piece]) -> _Tried:
    tried, watches = _Tried(), Watches({"it": wanted})
    for rows, heard, shares in pieces:
        tried.posts += batch.posts(rows)
        tried.heard += heard
        tried.found += [bool(names) for names in watches.match(rows)]
        tried.shares |= shares
    return tried


def _archived(organization: Organization, now: datetime) -> Iterator[Piece]:
    """The last whole days and today, the newest first, each by a sample of its own."""
    there, today = keeping.archive(organization.pk), now.astimezone(UTC).date()
    days = [day for day in there.days() if day > today - timedelta(days=DAYS + 1)]
    for day in reversed(days):
        some, total = there.sample(day, MOST // max(1, len(days)))
        looked = sum(rows.num_rows for rows in some)
        share = {day: min(1.0, looked / total)} if total and day < today else {}
        for rows in some:
            yield rows, rows["heard"].to_pylist(), share


def _stored(organization: Organization, now: datetime) -> Iterator[Piece]:
    """The latest mentions; a day counts that was over before and began after the first of them."""
    there = Mention.objects.filter(organization=organization, taken_down=None).order_by("-published", "-pk")
    found = list(there.values_list("post", "published")[: MOST // 2])
    if found:
        moments = [moment for _post, moment in found]
        first = max(moments[-1], now - timedelta(days=28)).date() + timedelta(days=1)
        days = [first + timedelta(days=n) for n in range(max(0, (now.date() - first).days))]
        yield batch.of(activity.of(post) for post, _m in found), moments, dict.fromkeys(days, 1.0)


def _volume(tried: _Tried) -> Estimate | None:
    """Days on which nothing was found count as well."""
    counts = dict.fromkeys(tried.shares, 0)
    for moment, found in zip(tried.heard, tried.found, strict=True):
        if found and (day := moment.astimezone(UTC).date()) in counts:
            counts[day] += 1
    days = sorted(counts)
    return per_day([counts[day] for day in days], [tried.shares[day] for day in days])


def _decided(organization: Organization, hits: list[Post]) -> dict[str, str]:
    """Whether each found post is about us, as far as the team or what learned from it has said so."""
    about = {
        "mention__organization": organization,
        "question": RELEVANT,
        "mention__post_id__in": [post.id for post in hits],
    }
    judged = Judgement.objects.filter(**about).exclude(label="").values_list("mention__post_id", "label")
    return dict(judged) | dict(Lesson.objects.filter(**about).values_list("mention__post_id", "label"))


def _latest(organization: Organization, hits: list[Post]) -> Iterator[Seen]:
    earliest = datetime.min.replace(tzinfo=UTC)
    some = sorted(hits, key=lambda post: post.published or earliest, reverse=True)[:SHOWN]
    ids = Mention.objects.filter(organization=organization, post_id__in=[post.id for post in some])
    keys = dict(ids.values_list("post_id", "pk"))
    for post in map(foreign.harmless, some):
        author = post.attributed_to
        yield Seen(
            network=post.network or "",
            author=(author and (author.name or author.preferred_username or author.id)) or "",
            said=": ".join(filter(None, (post.name, foreign.text(post)))),
            published=post.published,
            language=post.language or "",
            mention=keys.get(post.id),
        )


def _words(post: Post) -> set[str]:
    said = f"{post.name or ''} {foreign.plain(post.content)}"
    return set(folding.words(folding.alike(said)))
