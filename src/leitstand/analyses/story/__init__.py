"""Which posts tell the same story? Decided online, in one pass, for all networks together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from leitstand.analyses.story.known import FAINT, FAINT_MEMORY, Known, Said
from leitstand.analyses.story.packed import pack, unpack
from leitstand.analyses.story.splitting import SPLIT_EVERY, split
from leitstand.analyses.story.terms import stems
from leitstand.analyses.story.tidying import EVERY, tidy
from leitstand.vocabulary import text
from leitstand.vocabulary.analysis import Context

__all__ = ["GIVES", "NEEDS", "START", "Known", "analyse", "corrections", "pack", "unpack"]

NEEDS = (
    "id", "content", "media_type", "name", "published", "in_reply_to", "url", "attachment", "copy_of",
    "matched",
)  # fmt: skip
GIVES = pa.schema([pa.field("story", pa.string(), nullable=False)])
SCORES = "BCubed F1 .76 on News, .72 on News-T, .88 on CrisisLexT26, held-out parts (script/bench stories)"

START = Known()
_PAGES = frozenset({"Link", "Page", "Article"})


def analyse(posts: pa.RecordBatch, known: Known, context: Context) -> tuple[pa.RecordBatch, Known]:
    """`story`: an opaque id, made from that of the story's first post. `known` stays as it was.

    A post belongs to the story of a page it links to or is, of the post it copies, of the post it answers;
    else to the story that is nearest in its rare words (cosine of tf-idf, idf learned on the way; after
    Allan, Lavrenko and Jin 2000), else it opens one. Across languages only links, copies and answers help.
    The words of the watches that found a post weigh nothing in it: everything found by them has those.
    Stories that turn out to be one, or two, are so for the posts to come; `corrections` tells the earlier
    posts.
    """
    known = known.copy()
    named = posts.select(NEEDS).set_column(4, "published", posts["published"].cast(pa.int64()))
    shared = {name: stems(query.words()) for name, query in context.watches.queries.items()}
    answers = [_story(known, row, shared) for row in named.to_pylist()]
    return pa.record_batch([pa.array(answers, pa.string())], schema=GIVES), known


def corrections(known: Known) -> list[tuple[str, str]]:
    """(post, story) for earlier posts, of the last `analyse`, which were found to belong elsewhere."""
    return list(known.revised)


def _story(known: Known, post: Mapping[str, Any], shared: Mapping[str, frozenset[str]]) -> str:
    at_home = known.home.get(post["id"])
    if at_home is not None and at_home in known.stories:  # an id that comes again stays where it is
        return known.stories[at_home].id
    known.count += 1
    said = text.bare(post["content"], post["media_type"])
    pages = list(_pages(post, said.links))
    found_by = frozenset().union(*(shared.get(name, frozenset()) for name in post["matched"] or ()))
    weights = known.rarity.weights(f"{post['name']} {said.text}" if post["name"] else said.text, found_by)
    moment = post["published"]
    number, pours = _by_reference(known, post, pages), True
    if number is None:
        answered = known.home.get(post["in_reply_to"]) if post["in_reply_to"] else None
        if answered is not None and answered in known.stories:
            number, pours = answered, False  # an answer belongs to the talk, but strays from its subject
    if number is None:
        number, nearness = known.nearest(weights, moment)
        known.faint += ((nearness < FAINT) - known.faint) / FAINT_MEMORY
        if number is None or not known.joins(number, nearness):
            number = known.open(post["id"])
    else:
        known.faint -= known.faint / FAINT_MEMORY
    _join(known, number, post["id"], moment, pages)
    ties = (post["id"], *pages, *(tie for tie in (post["copy_of"], post["in_reply_to"]) if tie))
    if pours:
        known.pour(weights, number)
    known.said.put(post["id"], Said(weights if pours else {}, ties))
    name = known.stories[number].id
    if known.count % EVERY == 0:
        tidy(known)
    if known.count % SPLIT_EVERY == 0:
        split(known)
    return name


def _join(known: Known, number: int, id: str, moment: int | None, pages: list[str]) -> None:
    known.stories[number].grow(known.count, moment)
    known.touched[number] = known.grown[number] = None
    known.home.put(id, number)
    for page in pages:
        known.links.put(page, number)


def _by_reference(known: Known, post: Mapping[str, Any], pages: list[str]) -> int | None:
    """The story of a page that is linked, or of the post that is copied."""
    told = [known.links.get(page) for page in pages]
    told.append(known.home.get(post["copy_of"]) if post["copy_of"] else None)
    return next((one for one in told if one is not None and one in known.stories), None)


def _pages(post: Mapping[str, Any], links: tuple[str, ...]) -> Iterator[str]:
    """The pages that a post links to or is, under one name each."""
    attached = [one["url"] for one in post["attachment"] or () if one["type"] in _PAGES]
    for link in dict.fromkeys([*links, *attached, *([post["url"]] if post["url"] else ())]):
        if (page := text.canonical(link)) is not None:
            yield page
