"""Takes posts in: matched before anything is stored, kept in one transaction with the cursor."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db import transaction

from leitstand.listen import daily, foreign, health, keeping, memory, outlets, stories
from leitstand.listen.models import Mention, Source, Watch
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

DEAD = frozenset({"Delete", "Tombstone"})
NO_WORDS = frozenset({"Like", "Dislike", "Follow", "Undo", "Block", "Accept", "Reject", "View"})
_MOST_AT_ONCE = 500
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_EDITED = (
    "text",
    "name",
    "post",
    "url",
    "addressed",
    "taken_down",
    "author_id",
    "author_name",
    "author_handle",
    "voice",
    "judged",
)
_COUNTED = (
    "cursor",
    "posts_seen",
    "mentions_kept",
    "newest",
    "usual_gap_seconds",
    "gaps",
    "last_heard",
    "last_answered",
    "failures",
    "problem",
    "state",
    "lag_seconds",
    "waiting_bytes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowed:
    """What a live source brought beside the posts to take in, and how far it has come.

    `unasked`: when posts were published that no watch asks for, in microseconds since 1970. `columns`: every
    post, those included. `lag_seconds`: from being said to being stored, of the latest.
    """

    unasked: Sequence[int] = ()
    columns: Callable[[], pa.RecordBatch] | None = None
    read_bytes: int = 0
    waiting_bytes: int = 0
    lag_seconds: float | None = None


@dataclass(slots=True)
class _Heard:
    """One page of posts, matched: what stands in row i is about post i."""

    posts: list[Post]
    columns: pa.RecordBatch
    hits: list[list[int]]
    kept: list[bool]


@dataclass(slots=True)
class _Change:
    """What one page does to the tables."""

    fresh: list[tuple[int, Mention]] = field(default_factory=list)
    changed: dict[int, Mention] = field(default_factory=dict)
    hits: list[tuple[Mention, int]] = field(default_factory=list)


def take_in(
    source: Source, posts: Sequence[Post], cursor: str, *, now: datetime, flowed: Flowed | None = None
) -> int:
    """Keep what somebody watches for, and move the cursor with it; says how many mentions are new.

    All in one transaction: a crash at any place loses nothing, and reading the same page again changes
    nothing. Posts that nobody watches for leave only a count. A removed source takes in nothing.
    """
    more = flowed or Flowed()
    heard = _matched(source, posts, now)
    deleted = [_target(one) for one in heard.posts if one.type in DEAD]
    keeping.heard(source, more.columns or (lambda: heard.columns), deleted, now)
    with transaction.atomic():
        held = Source.objects.select_for_update().filter(pk=source.pk).first()
        if held is None:
            return 0
        new = _store(held, heard, now)
        published = [health.microseconds(post.published or now) for post in posts]
        later = health.heard(held, [*published, *more.unasked], now)
        daily.note(held, now, posts=later, mentions=new, read_bytes=more.read_bytes)
        health.answered(held, now)
        held.cursor = cursor
        held.posts_seen += len(posts) + len(more.unasked)
        held.mentions_kept += new
        if flowed:
            held.lag_seconds, held.waiting_bytes = flowed.lag_seconds, flowed.waiting_bytes
        held.save(update_fields=_COUNTED)
    for name in _COUNTED:
        setattr(source, name, getattr(held, name))
    return new


def take_in_again(source: Source, posts: Sequence[Post], *, now: datetime) -> int:
    """The same for posts out of the archive: the cursor, and what is known of the source's pace, stay."""
    heard = _matched(source, posts, now)
    with transaction.atomic():
        held = Source.objects.select_for_update().filter(pk=source.pk).first()
        if held is None:
            return 0
        new = _store(held, heard, now)
        held.mentions_kept += new
        held.save(update_fields=["mentions_kept"])
    return new


def _matched(source: Source, posts: Iterable[Post], now: datetime) -> _Heard:
    spoken = [post for post in posts if post.type not in NO_WORDS]
    try:
        columns = batch.of(spoken)
    except UnicodeEncodeError:  # half a character somewhere
        spoken = [foreign.harmless(post) for post in spoken]
        columns = batch.of(spoken)
    if not spoken:
        return _Heard([], columns, [], [])
    hits = memory.matches(columns, source.organization_id, now)
    kept = [
        post.type not in DEAD and (source.keep == Source.ALL or bool(found))
        for post, found in zip(spoken, hits, strict=True)
    ]
    return _Heard(spoken, columns, hits, kept)


def _store(source: Source, heard: _Heard, now: datetime) -> int:
    if not any(heard.kept) and not _stored(source, heard):
        return 0
    hold = memory.Hold(source.organization_id)
    stored = _stored(source, heard)  # read now that nobody else takes in for this organisation
    change = _sequence(source, heard, stored, now)
    if change.fresh:
        _analyse(source, heard, change, hold, now)
    fresh = [mention for _row, mention in change.fresh]
    Mention.objects.bulk_create(fresh)
    Mention.objects.bulk_update(change.changed.values(), _EDITED)
    _link(change)
    touched = {m.story_id for m in (*fresh, *change.changed.values()) if m.story_id}
    touched |= stories.move(source.organization_id, hold.revised)
    stories.retell(touched)
    return len(fresh)


def _stored(source: Source, heard: _Heard) -> dict[str, Mention]:
    """The mentions we have of posts that are kept, edited or deleted here."""
    wanted = {
        _target(post)
        for post, kept in zip(heard.posts, heard.kept, strict=True)
        if kept or post.updated or post.type in DEAD
    }
    found: dict[str, Mention] = {}
    for some in _pieces(wanted):
        for mention in Mention.objects.filter(organization=source.organization_id, post_id__in=some):
            found[mention.post_id] = mention
    return found


def _pieces(all_of_them: Iterable[str]) -> Iterator[list[str]]:
    them = iter(sorted(all_of_them))
    while some := list(islice(them, _MOST_AT_ONCE)):
        yield some


def _sequence(source: Source, heard: _Heard, stored: dict[str, Mention], now: datetime) -> _Change:
    """Post by post in their order, so that it does not matter how they were cut into pages."""
    change = _Change()
    for row, post in enumerate(heard.posts):
        mention = stored.get(_target(post))
        if post.type in DEAD:
            changed = mention is not None and _take_down(mention, now)
        elif mention is None:
            if heard.kept[row]:
                mention = stored[_target(post)] = _mention(source, post, now)
                change.fresh.append((row, mention))
            changed = False
        else:
            changed = _hear_again(source, mention, post)
        if mention is not None:
            change.hits += [(mention, watch) for watch in heard.hits[row]]
        if mention is not None and changed and mention.pk:
            change.changed[mention.pk] = mention
    return change


def _take_down(mention: Mention, now: datetime) -> bool:
    """Leave a tombstone: the words are gone, that there was something stays."""
    if mention.taken_down:
        return False
    mention.taken_down, mention.text, mention.name = now, "", ""
    mention.post = {"id": mention.post["id"], "type": "Tombstone", "content": ""}
    return True


def _hear_again(source: Source, mention: Mention, post: Post) -> bool:
    """A post we have: an edit if it is newer; addressed to us if it now came that way. Says if it changed."""
    if mention.taken_down:
        return False
    changed = source.addressed and not mention.addressed
    mention.addressed = mention.addressed or source.addressed
    before = activity.of(mention.post)
    if post.updated and post.updated > (before.updated or before.published or _EARLIEST):
        _put(mention, foreign.harmless(post))
        changed = True
    return changed


def _mention(source: Source, post: Post, now: datetime) -> Mention:
    mention = Mention(
        organization_id=source.organization_id,
        source=source,
        post_id=_target(post),
        network=_cut(post.network or source.network, "network"),
        in_reply_to=_key(post.in_reply_to or ""),
        copy_of=_key(post.announces or ""),
        language=_cut(post.language or "", "language"),
        addressed=source.addressed,
        published=min(post.published or now, now),
        heard=now,
    )
    _put(mention, foreign.harmless(post))
    return mention


def _put(mention: Mention, post: Post) -> None:
    """The words of a harmless post, into the row; they wait to be judged."""
    mention.judged = None
    author = post.attributed_to
    mention.post = activity.written(post)
    mention.text = foreign.text(post)
    mention.name = _cut(foreign.composed(post.name or ""), "name")
    mention.url = post.url if post.url and len(post.url) <= 2000 else ""
    mention.author_id = _cut((author and author.id) or "", "author_id")
    mention.author_name = _cut(foreign.composed((author and author.name) or ""), "author_name")
    mention.author_handle = _cut(
        foreign.composed((author and author.preferred_username) or ""), "author_handle"
    )
    mention.voice = _cut(outlets.voice(post), "voice")


def _analyse(source: Source, heard: _Heard, change: _Change, hold: memory.Hold, now: datetime) -> None:
    """Put into each new mention what the analyses say about it; make the stories that are not there yet."""
    rows = pa.array([row for row, _mention_of_it in change.fresh])
    context = Context(now=now, seed=source.organization_id, watches=memory.watches(source.organization_id))
    columns = memory.with_hits(heard.columns, heard.hits).take(rows)
    answers = hold.columns(columns, context)
    mentions = [mention for _row, mention in change.fresh]
    for mention, said in zip(mentions, _answers(answers, "detected_language", len(mentions)), strict=True):
        mention.language = _cut(said or "", "language") or mention.language
    for mention, said in zip(mentions, _answers(answers, "copy_of", len(mentions)), strict=True):
        mention.copy_of = mention.copy_of or _key(said or "")
    keys = _answers(answers, "story", len(mentions))
    told = stories.found(source.organization_id, zip(keys, mentions, strict=True))
    for mention, key in zip(mentions, keys, strict=True):
        mention.story = told.get(key) if key else None


def _answers(answers: dict[str, list[Any]], name: str, rows: int) -> list[Any]:
    return answers.get(name) or [None] * rows


def _link(change: _Change) -> None:
    """Write down which watches found what; a watch removed meanwhile finds nothing any more."""
    wanted = {watch for _mention_of_it, watch in change.hits}
    alive = set(Watch.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    table = Mention.watches.through
    table.objects.bulk_create(
        [table(mention_id=mention.pk, watch_id=watch) for mention, watch in change.hits if watch in alive],
        ignore_conflicts=True,
    )


def _target(post: Post) -> str:
    """The key of the post that is spoken of: a Delete speaks of its object."""
    spoken_of = post.also.get("object") if post.type == "Delete" else None
    if isinstance(spoken_of, dict):
        spoken_of = spoken_of.get("id")
    return _key(spoken_of if isinstance(spoken_of, str) and spoken_of else post.id)


def _key(id: str) -> str:
    """The id as it is; one that is too long for the table keeps its beginning and a fingerprint."""
    id = foreign.storable(id)
    if len(id) <= 700:
        return id
    return f"{id[:600]}#{hashlib.sha256(id.encode()).hexdigest()}"


def _cut(said: str, column: str) -> str:
    longest: int | None = Mention._meta.get_field(column).max_length  # type: ignore[union-attr]  # a text
    return foreign.storable(said)[:longest]
