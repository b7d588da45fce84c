"""Patterns that people write: refused when they could run away, and given little time when they are asked."""

from __future__ import annotations

from functools import lru_cache

import regex

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

LONGEST = 500
SECONDS = 0.05
_TRIAL_SECONDS = 0.02
_REPEATS = ("*", "+", "{")
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
    for attack in _ATTACKS:
        for tail in ("!", "\x00"):
            try:
                ready.search(attack * 3000 + tail, timeout=_TRIAL_SECONDS)
            except TimeoutError as error:
                raise Invalid(
                    _("This pattern takes too long on long texts. Make its parts exclude each other.")
                ) from error
    return ready


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    """Where it matches. Raises TimeoutError when that takes longer than it may."""
    found = compiled(pattern).finditer(text, timeout=SECONDS)
    return [one.span() for one in found if one.end() > one.start()]


def nested(pattern: str) -> bool:
    """Does a group that repeats without end hold something that repeats without end?

    Atomic groups and possessive repetitions are fine. Choices in a repeated group are allowed when they
    survive the trial of `compiled`.
    """
    groups: list[bool] = []  # for each open group: does it hold an endless repetition?
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 2
        elif letter == "[":
            at = _class_end(pattern, at)
        elif letter == "(":
            groups.append(False)
            at += 1
        elif letter == ")":
            held = groups.pop() if groups else False
            endless = _endless(pattern, at + 1)
            if held and endless:
                return True
            if groups and (held or endless):
                groups[-1] = True
            at += 1
        else:
            if groups and _endless(pattern, at) and letter in _REPEATS:
                groups[-1] = True
            at += 1
    return False


def _endless(pattern: str, at: int) -> bool:
    """Does an endless, not possessive repetition begin here?"""
    if pattern[at : at + 1] in ("*", "+") and at < len(pattern):
        return pattern[at + 1 : at + 2] != "+"
    if pattern[at : at + 1] == "{":
        inner, closed, rest = pattern[at + 1 :].partition("}")
        low, comma, high = inner.partition(",")
        many = not high or not high.isdigit() or int(high) > 20  # as good as endless
        return bool(closed and comma and (low + high).isdigit() and many and not rest.startswith("+"))
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
