"""How texts are compared: what nobody sees, what is the same letter, and where a word ends."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import chain, groupby
from typing import NamedTuple

_PLAIN_WORD = re.compile(r"\w+")

# The planes where marks and format characters are (no ideographs); a test looks through all there are.
_PLANES = (range(0x3400), range(0xA600, 0xAC00), range(0xFB00, 0x17000), range(0x1A000, 0x1F000))
_TAGS = range(0xE0000, 0xE0200)


class _Patterns(NamedTuple):
    unseen: re.Pattern[str]
    word: re.Pattern[str]
    hashtag: re.Pattern[str]
    handle: re.Pattern[str]
    handle_or_word: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The regular expressions of rules 2 and 5: made when first needed, for it takes some 30 ms.

    Python's `\\w` is exactly the categories L and N and `_`; the marks follow one of these.
    """
    formats, marks = _class("Cf"), _class("M")
    # A word most often ends at a blank, which the lookahead settles before the long class is asked.
    word = rf"\w++(?:(?![\x00-\u02ff])[{marks}][\w{marks}]*+)?+"
    name = rf"{word}(?:[.\-]{word})*+"
    handle = rf"[@＠]({name})(?:@({name}))?"
    return _Patterns(
        unseen=re.compile(rf"[{formats}\ufe00-\ufe0f]+"),
        word=re.compile(word),
        hashtag=re.compile(rf"[#＃]({word})"),
        handle=re.compile(handle),
        # A word takes the `@` after it along, so that what is left are handles that no word touches.
        handle_or_word=re.compile(rf"(?:{handle}|{word})[@＠]?"),
    )


def _class(category: str) -> str:
    """The characters of a category as ranges: single ones beyond U+FFFF would be compared one by one."""
    chars = (chr(point) for point in chain(*_PLANES, _TAGS))
    wanted = [ord(char) for char in chars if unicodedata.category(char).startswith(category)]
    runs = groupby(enumerate(wanted), key=lambda pair: pair[1] - pair[0])
    edges = ([point for _n, point in run] for _key, run in runs)
    return "".join(f"{re.escape(chr(run[0]))}-{re.escape(chr(run[-1]))}" for run in edges)


def visible(text: str) -> str:
    """Without the characters that nobody sees (Cf, variation selectors), then NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", _patterns().unseen.sub("", text))


def folded(text: str) -> str:
    """With the difference between capitals and small letters gone: full case folding, then NFC."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text.casefold())


def alike(text: str) -> str:
    """The form in which words of queries and posts are compared."""
    return folded(visible(text))


@lru_cache(maxsize=4096)
def value(text: str) -> str:
    """The form in which values of `lang` and `network` are compared."""
    return alike(text).strip()


def author(name: str) -> str:
    """The form in which names of authors are compared: a leading `@` aside."""
    return value(name).removeprefix("@").strip()


def words(text: str) -> list[str]:
    """The words of a folded text, in order."""
    return _PLAIN_WORD.findall(text) if text.isascii() else _patterns().word.findall(text)


def ends_in_a_word(text: str, least: int) -> bool:
    """Whether the folded text ends with a word of at least `least` characters, nothing after it."""
    found = words(text)
    return bool(found) and len(found[-1]) >= least and text.endswith(found[-1])


def hashtags(text: str) -> list[str]:
    """The words of a folded text directly after `#`."""
    return _patterns().hashtag.findall(text) if "#" in text or "＃" in text else []


def handles(text: str) -> list[tuple[str, str]]:
    """The handles in a folded text: name, and server or ""."""
    if "@" not in text and "＠" not in text:
        return []
    found: list[tuple[str, str]] = _patterns().handle_or_word.findall(text)
    return [handle for handle in found if handle[0]]


def handle(text: str, *, whole: bool) -> tuple[str, str] | None:
    """The handle with which a folded text begins (`whole`: which is the text), or None."""
    pattern = _patterns().handle
    found = pattern.fullmatch(text) if whole else pattern.match(text)
    return (found[1], found[2] or "") if found else None
