"""Link only to what is there; a look before publishing says whether it is."""

from __future__ import annotations

from collections.abc import Iterator

from leitstand.vocabulary.finding import Finding, Level, Situation
from leitstand.vocabulary.policy.article import Example
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Link
from leitstand.vocabulary.words import _

ARTICLE = "8.1"
_URL = "https://auenried.example/plan"


def _link(**probe: object) -> dict[str, object]:
    return {"links": [{"url": _URL, **probe}]}


GOOD = (
    Example(f"Der Plan: {_URL}", _link(status=200)),
    Example(f"Der Plan: {_URL}", _link(status=403)),
    f"Der Plan: {_URL}",
)
BAD = (
    Example(f"Der Plan: {_URL}", _link(status=404)),
    Example(f"Der Plan: {_URL}", _link(gone=True)),
)

_DEAD = (404, 410, 451)
_BROKEN = 500


def check(note: Note, situation: Situation, *, broken: bool = True) -> Iterator[Finding]:
    """One finding for each link behind which a look found nothing; with `broken`, also a broken server.

    Pages that ask for a password (401, 403) or a pause (429) are there. Nobody looked: silent.
    """
    for at, link in enumerate(situation.links):
        why = _wrong(link, broken=broken)
        if why:
            start = note.content.find(link.url)
            yield Finding(
                Level.ASK,
                why,
                max(start, 0),
                start + len(link.url) if start >= 0 else 0,
                where="content" if start >= 0 else f"link:{at}",
                way_out=_("Open it yourself; mend the address or leave it out."),
                facts={"url": link.url, "status": link.status},
            )


def _wrong(link: Link, *, broken: bool) -> str:
    if link.gone:
        return _("%(url)s leads nowhere: there is no such server.")
    if link.status in _DEAD:
        return _("%(url)s leads nowhere: its server says %(status)s.")
    if broken and link.status is not None and link.status >= _BROKEN:
        return _("The server of %(url)s is broken right now (%(status)s).")
    return ""
