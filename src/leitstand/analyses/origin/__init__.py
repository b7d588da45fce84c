"""Who carried it first, and who repeats whom? Claimed and observed moments are kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from leitstand.analyses.origin import moments
from leitstand.analyses.origin.fragments import ENOUGH, fingerprint, runs, things
from leitstand.analyses.origin.known import COMMON, Carrier, Correction, Known
from leitstand.analyses.origin.packed import pack, unpack
from leitstand.analyses.origin.voices import Voice, Voices
from leitstand.vocabulary import text
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.watch import links

__all__ = [
    "GIVES", "NEEDS", "START", "Correction", "Known", "Voice", "Voices", "analyse", "pack", "set_right",
    "unpack",
]  # fmt: skip

NEEDS = (
    "id", "content", "media_type", "name", "network", "attributed_to", "published", "announces",
    "url", "also", "shares",
)  # fmt: skip
GIVES = pa.schema(
    [
        ("echo_of", pa.string()),
        ("origin_author", pa.string()),
        ("lead_seconds", pa.float64()),
        ("novelty", pa.float64()),
        pa.field("takes_up", pa.bool_(), nullable=False),
    ]
)
SCORES = "direction of planted copies 96.7 % right, 93.1 by the plain clock (script/bench origin)"

START = Known()
SITES = frozenset({"feed", "wordpress"})
"""Networks where the outlet is the site, whoever of its authors writes."""


class _Said(NamedTuple):
    """A post as it is compared: what identifies it, runs of its words, its own words, what it announces."""

    strong: list[int]
    weak: list[int]
    worth: float  # of each weak one
    written: str
    announces: str


def analyse(posts: pa.RecordBatch, known: Known, context: Context) -> tuple[pa.RecordBatch, Known]:
    """Whether each post repeats an earlier one: `echo_of`, the id of the first that carried it.

    `origin_author` wrote that one, `lead_seconds` is how much earlier it claims to be (never below 0; null
    when nobody knows), `novelty` the share of the post's fragments that nobody carried before (null for a
    post too short to be recognised), `takes_up` whether it is the first of another owner to take that up.
    Announces and quotes are echoes. A fragment is a link, a picture, a text as `copy_of` knows it, or two
    runs of words. The direction is by reference, then by claimed moment, which is believed unless the
    author's usual delay contradicts it (`moments`), then by arrival. `set_right` tells which earlier
    answers were wrong. `known` stays as it was.
    """
    known = known.copy()
    rows = posts.select(NEEDS).to_pylist()
    answers = [_answer(known, row) for row in rows]
    columns = (
        pa.array([one.source or None for one in answers], pa.string()),
        pa.array([one.source_author or None for one in answers], pa.string()),
        pa.array([one.lead for one in answers], pa.float64()),
        pa.array([one.novelty for one in answers], pa.float64()),
        pa.array([one.takes_up for one in answers], pa.bool_()),
    )
    return pa.RecordBatch.from_arrays(list(columns), schema=GIVES), known


def set_right(known: Known) -> list[Correction]:
    """Earlier posts of the last `analyse` that were not first after all."""
    return list(known.corrected)


def _answer(known: Known, row: Mapping[str, Any]) -> Carrier:
    before = known.get(row["id"])
    if before is not None:  # an id that comes again keeps its answer, but takes nothing up a second time
        return replace(before, takes_up=False)
    post, said = _read(known, row)
    fragments = (*said.strong, *said.weak)
    source = _source(known, post, said)
    if fragments:
        fresh = sum(_new(known, one, post) for one in fragments)
        post = replace(post, novelty=fresh / len(fragments))
    moved = ""
    if source is None:
        post = replace(post, source=said.announces)
    elif _is_first(known, post, source, said):
        moved = source.id
        post = known.demote(source, post, moments.gap(post, source))
    else:
        post = _echo(known, post, source)
    known.put(post)
    for fragment in fragments:
        _carry(known, fragment, post, moved)
    known.turn()
    return post


def _read(known: Known, row: Mapping[str, Any]) -> tuple[Carrier, _Said]:
    author = (row["attributed_to"] or {}).get("id") or ""
    host = links.parts(row["url"] or author)[0]
    page = text.canonical(row["url"]) if row["url"] else None
    post = Carrier(
        row["id"],
        author,
        _owner(known, row["network"], author, host),
        moments.said(known, row, author),
        page=fingerprint(f"link:{page}") if page else 0,
    )
    if row["announces"]:
        return post, _Said([], [], 0.0, "", row["announces"])
    said = text.bare(row["content"], row["media_type"]).text
    words = f"{row['name']} {said}" if row["name"] else said
    strong = list(dict.fromkeys(things(row["shares"] or ())))
    return post, _Said(strong, *runs(words), row["content"], "")


def _owner(known: Known, network: str | None, author: str, host: str) -> str:
    """Whose voice it is: as told, else the site for blogs and papers, else the author alone."""
    named = known.owners.get(author) or known.owners.get(host)
    return named or (host if network in SITES and host else author or host)


def _source(known: Known, post: Carrier, said: _Said) -> Carrier | None:
    """The first post of what this one carries, by another owner; None when there is none."""
    if said.announces:
        found = known.get(said.announces)
        return known.first(found) if found is not None else None
    votes: defaultdict[str, float] = defaultdict(float)
    for fragment in said.strong:
        votes[known.carrier(fragment)[0]] += ENOUGH
    for fragment in said.weak:
        id, count = known.carrier(fragment)
        votes[id] += said.worth * (count < COMMON)
    sure = [id for id, worth in votes.items() if id and worth >= ENOUGH]
    firsts = [known.first(found) for id in sure if (found := known.get(id)) is not None]
    others = [one for one in firsts if one.owner != post.owner and not moments.over(one, post)]
    return min(others, key=lambda one: (one.moment is None, one.moment or 0.0, one.id), default=None)


def _new(known: Known, fragment: int, post: Carrier) -> bool:
    """Whether nobody carried it before this post."""
    id, _count = known.carrier(fragment)
    found = known.get(id) if id else None
    return found is None or moments.over(found, post) or moments.before(post, found)


def _is_first(known: Known, post: Carrier, source: Carrier, said: _Said) -> bool:
    """Whether the post that came later was said first: by reference, else by the clock."""
    if said.announces or source.source:
        return False
    if source.page and source.page in said.strong and source.page != post.page:
        return False  # nobody links to a page before there is one
    if post.page and post.page != source.page and known.carrier(post.page)[0] == source.id:
        return True
    return moments.before(post, source) and not moments.refers(said.written, source.author)


def _echo(known: Known, post: Carrier, source: Carrier) -> Carrier:
    """The post takes up what the source carried; who of another owner does so first is kept as its taker."""
    lead = moments.gap(source, post)
    takes_up = not source.taker and not source.source and source.owner != post.owner
    if takes_up:
        known.put(replace(source, taker=post.author or post.id, taker_lead=lead))
    return replace(
        post,
        source=source.source or source.id,
        source_author=source.source_author if source.source else source.author,
        lead=lead,
        takes_up=takes_up,
    )


def _carry(known: Known, fragment: int, post: Carrier, moved: str) -> None:
    id, count = known.carrier(fragment)
    found = known.get(id) if id else None
    if found is None or id == moved or moments.over(found, post) or moments.before(post, found):
        id = post.id
    known.carry(fragment, id, min(count + 1, COMMON))
