"""What does a post hand on, and which accounts hand on the same things together beyond chance?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from leitstand.analyses.coordination.groups import ERROR_RATE, LEAST, WINDOWS, Evidence, Group, groups
from leitstand.analyses.coordination.sharing import Sharing
from leitstand.vocabulary import text
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.watch import folding

__all__ = [
    "ERROR_RATE", "GIVES", "LEAST", "NEEDS", "WINDOWS", "Evidence", "Group", "Sharing", "analyse", "groups",
]  # fmt: skip

NEEDS = ("id", "content", "media_type", "url", "tag", "attachment", "announces", "copy_of")
GIVES = pa.schema([pa.field("shares", pa.list_(pa.string()), nullable=False)])
SCORES = "planted pairs: precision .99 at recall .57 to .77, fixed window .51 to .66 (script/bench origin)"

MOST = 20
"""So many things of one post count; a post with fifty hashtags hands on none of them on purpose."""
_PAGES = frozenset({"Link", "Page", "Article"})
_PICTURES = ("image/", "Image")


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`shares`: what each post hands on, each under one name that is the same for everybody.

    `link:` a page it links to or is, `tag:` a hashtag, `text:` its words, named by the first post that said
    them (`copy_of`), `image:` a picture by its address, `post:` the post it announces, and then nothing else.
    Which accounts act together is asked of many posts at once: collect them in `Sharing`, call `groups`.
    """
    answers = [list(dict.fromkeys(_things(row)))[:MOST] for row in posts.select(NEEDS).to_pylist()]
    return pa.record_batch([pa.array(answers, GIVES.field(0).type)], schema=GIVES)


def _things(post: Mapping[str, Any]) -> Iterator[str]:
    if post["announces"]:
        yield f"post:{post['announces']}"
        return
    said = text.bare(post["content"], post["media_type"])
    attached = post["attachment"] or ()
    pages = [one["url"] for one in attached if one["type"] in _PAGES]
    for link in (*said.links, *pages, *([post["url"]] if post["url"] else ())):
        if (page := text.canonical(link)) is not None:
            yield f"link:{page}"
    for one in attached:
        if _PICTURES[0] in (one["media_type"] or "") or one["type"] == _PICTURES[1]:
            yield f"image:{one['url']}"
    if said.text:
        yield f"text:{post['copy_of'] or post['id']}"
    marked = [one["name"] for one in post["tag"] or () if one["type"] == "Hashtag"]
    written = folding.hashtags(folding.alike(said.text))
    for tag in (*map(folding.alike, marked), *written):
        yield f"tag:{tag.lstrip('#＃')}"
