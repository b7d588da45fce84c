"""Patterns that people write: refused when they could run away, and given little time when they are asked."""

from __future__ import annotations

from functools import lru_cache

import regex

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

LONGEST = 500
SECONDS = 0.05
PIECE, OVERLAP = 10_000, 500
"""A text is read in pieces of this many characters, each with this much of the next one."""

_TRIAL_LENGTH, _TRIAL_SECONDS = 500, 0.03
_ATTACKS = ("a", "A", "0", " ", "-", ".", "ab", "a ", "0.", "a0", "aA", ",a", "\n", "é", "#a", "/a", "a,")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> regex.Pattern[str]:
    """The pattern, ready to be asked. Raises Invalid when it is none, matches nothing, or could run away."""
    if len(pattern) > LONGEST:
        raise Invalid(_("This pattern is longer than %(most)s characters; divide it."), most=LONGEST)
    try:
        ready = regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, RecursionError, OverflowError) as error:
        raise Invalid(_("This is no pattern: %(why)s."), why=error) from error
    if nested(pattern):
        raise Invalid(
            _("A repetition inside a repetition, as in (a+)+, can take for ever. Repeat only one of them.")
        )
    if ready.search(""):
        raise Invalid(_("This pattern matches nothing at all, so it would match everywhere."))
    if _runs_away(ready) and _runs_away(ready):  # twice, for the machine may have been busy
        raise Invalid(_("This pattern takes too long on long texts. Make its parts exclude each other."))
    return ready


def _runs_away(ready: regex.Pattern[str]) -> bool:
    """Does it need more than a moment for one of the texts that such patterns choke on?"""
    letters = "".join(one for one in ready.pattern if one.isalnum())
    for attack in _ATTACKS:
        for tail in ("!", "\x00", letters + "!"):
            try:
                ready.search(attack * (_TRIAL_LENGTH // len(attack)) + tail, timeout=_TRIAL_SECONDS)
            except TimeoutError:
                return True
    return False


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    """Where it matches. Raises TimeoutError when that takes longer than it may."""
    found: dict[tuple[int, int], None] = {}
    for start in range(0, max(len(text), 1), PIECE):
        # The library looks at the clock only now and then: on pieces it looks often enough.
        end = min(start + PIECE + OVERLAP, len(text))
        hits = compiled(pattern).finditer(text, start, end, timeout=SECONDS)
        found.update(dict.fromkeys(one.span() for one in hits if one.end() > one.start()))
    return sorted(found)


def nested(pattern: str) -> bool:
    """Does a group that repeats without end hold something that repeats without end?

    Atomic groups and possessive repetitions are fine. Choices in a repeated group are allowed when they
    survive the trial of `compiled`.
    """
    groups: list[tuple[bool, bool]] = []  # each open group: is it atomic, does it hold an endless repetition?
    at = 0
    while at < len(pattern):
        behind = _past(pattern, at)
        if behind > at:
            at = behind
            continue
        if pattern[at] == "(":
            groups.append((pattern.startswith("(?>", at), False))
        elif pattern[at] == ")":
            atomic, held = groups.pop() if groups else (False, False)
            endless = _endless(pattern, at + 1)
            if held and endless and not atomic:
                return True
            if groups and ((held and not atomic) or endless):
                groups[-1] = (groups[-1][0], True)
        elif groups and _endless(pattern, at):
            groups[-1] = (groups[-1][0], True)
        at += 1
    return False


def _past(pattern: str, at: int) -> int:
    """The place behind an escaped letter, a class or a possessive repetition; `at` itself for all else."""
    if pattern[at] == "\\" or (pattern[at] in "*+?}" and pattern[at + 1 : at + 2] == "+"):
        return at + 2
    return _class_end(pattern, at) if pattern[at] == "[" else at


def _endless(pattern: str, at: int) -> bool:
    """Does an endless, not possessive repetition begin here?"""
    if pattern[at : at + 1] in ("*", "+") and at < len(pattern):
        return pattern[at + 1 : at + 2] != "+"
    if pattern[at : at + 1] == "{":
        inner, closed, rest = pattern[at + 1 :].partition("}")
        low, comma, high = inner.partition(",")
        many = not high or not high.isdecimal() or int(high) > 20  # as good as endless
        return bool(closed and comma and (low + high).isdecimal() and many and not rest.startswith("+"))
    return False


def _class_end(pattern: str, at: int) -> int:
    """The place behind a class of characters such as [^]a-z]."""
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        end += 2 if pattern[end] == "\\" else 1
    return end + 1
