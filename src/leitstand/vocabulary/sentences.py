"""Where sentences end, and how a long text is cut into parts that fit, where people would cut it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

CUT = "---"
"""A line of its own that says: here the next part of the thread begins."""

_SHORT = (
    r"z\. ?B|d\. ?h|u\. ?a|i\. ?d\. ?R|o\. ?ä|e\.g|i\.e|[a-zäöü]|"
    "Dr|Prof|Dipl|Hr|Fr|Nr|Str|St|ca|bzw|usw|vgl|ggf|evtl|inkl|Abs|Art|Mr|Mrs|Ms|vs|etc|approx"
)
_END = regex.compile(rf"(?<!\b(?:{_SHORT}|\d{{1,2}}))[.!?…]+[\"'”“»«’)\]]*(?=\s|$)|\n{{2,}}", regex.VERSION1)
"""A full stop after an abbreviation or after a day's number ("11. Januar") ends no sentence."""

_PARAGRAPH, _WORD = regex.compile(r"\n\s*\n"), regex.compile(r"\s+")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Each sentence from its first letter to behind its end; paragraphs end sentences. Pure."""
    start = 0
    for end in [hit.end() for hit in _END.finditer(text)] + [len(text)]:
        said = text[start:end]
        if said.strip():
            yield start + len(said) - len(said.lstrip()), start + len(said.rstrip())
        start = end


def parts(text: str) -> list[str]:
    """The parts of a thread, as its author cut it by lines of `CUT`; one part where there is none."""
    found = [one.strip() for one in regex.split(rf"(?m)^[ \t]*{CUT}[ \t]*$", text)]
    return [one for one in found if one] or [""]


def cut(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Parts of at most `limit` by `length`: cut between paragraphs, else sentences, words, at last letters.

    Only white space at the cuts is lost. Raises ValueError where not even one letter fits.
    """
    if limit < 1:
        raise ValueError("a part must hold at least one letter")
    done: list[str] = []
    rest = text.strip()
    while rest and length(rest) > limit:
        at = _best(rest, limit, length)
        done.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*done, rest] if rest or not done else done


def _best(text: str, limit: int, length: Callable[[str], int]) -> int:
    """The last good place for a cut, of the first kind that gives one worth having."""

    def fits(at: int) -> bool:
        return length(text[:at].rstrip()) <= limit

    paragraphs = (hit.start() for hit in _PARAGRAPH.finditer(text))
    for places in (
        paragraphs,
        (end for _start, end in spans(text)),
        (hit.start() for hit in _WORD.finditer(text)),
    ):
        if at := _last(places, fits):
            return at
    at = 0
    for hit in regex.finditer(r"\X", text):
        if not fits(hit.end()):
            break
        at = hit.end()
    if not at:
        raise ValueError("not even one letter fits")
    return at


def _last(places: Iterator[int], fits: Callable[[int], bool]) -> int:
    last = 0
    for at in places:
        if at and not fits(at):
            break
        last = at
    return last
