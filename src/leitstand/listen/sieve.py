"""What a live source brings, sorted: posts a watch may ask for, and of all others no more than their moment.

Few posts are parsed one by one. As soon as they come in full pages, or the watches are many, the kernels of
`leitstand.firehose` are fetched, where they are installed; they mean the same.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from leitstand import firehose
from leitstand.listen import memory, reading
from leitstand.listen.models import Source
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Page
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Watches

if TYPE_CHECKING:
    from leitstand.firehose.hearing import Ear

FULL = 200
"""Events of a page from which on the kernels are worth their loading."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A page, the posts in it that are to be matched, and when the others were published (microseconds)."""

    page: Page
    posts: Sequence[Post]
    unasked: Sequence[int] = ()


class Sieve:
    """Sorts the pages of one source."""

    def __init__(self, source: Source) -> None:
        self._talk = reading.network(source)
        self._organization = source.organization_id
        self._ear: Ear | None = None
        self._loader: threading.Thread | None = None
        heard_whole = source.keep == Source.ALL or source.addressed
        theirs = getattr(self._talk, "events", "") == firehose.JETSTREAM
        self._able = theirs and not heard_whole and firehose.installed()
        self._full = False
        self._heard_with = Watches()

    def refresh(self) -> None:
        """Bring the watches up to date; called now and then, in a thread that may ask the database."""
        watches = memory.watches(self._organization)
        if self._ear and watches is not self._heard_with:
            self._heard_with = watches
            self._ear = firehose.ear(watches, self._ear)
        elif not self._loader and self._able and (self._full or len(watches) >= firehose.MANY):
            self._heard_with = watches
            self._loader = threading.Thread(target=self._load, args=(watches,), daemon=True)
            self._loader.start()

    def sift(self, page: Page) -> Sifted:
        """What a page holds. Raises Invalid when it cannot be read at all."""
        if not page.raw:
            return Sifted(page, ())
        ear = self._ear
        if ear is None:
            self._full = self._full or page.raw.count(b"\n") >= FULL - 1
            return Sifted(page, list(self._talk.parse(page.raw, page.url)))
        heard = ear.hear(page.raw)
        posts: list[Post] = []
        with suppress(Invalid):  # of a torn line there is nothing to be read
            posts += self._talk.parse(b"\n".join(heard.lines), page.url)
        return Sifted(page, posts, heard.moments)

    def columns(self, pages: Sequence[Page]) -> pa.RecordBatch:
        """Every post of these pages, whether a watch asks for it or not."""
        raw = b"\n".join(page.raw for page in pages if page.raw)
        columns: pa.RecordBatch = self._talk.columns(raw)  # type: ignore[attr-defined]  # an ear hears its events
        return columns

    def _load(self, watches: Watches) -> None:
        """Meanwhile pages are sorted without kernels."""
        self._ear = firehose.ear(watches, None)
