"""How long a text is for Mastodon: graphemes, a link counts 23, a handle without its server.

Source: https://docs.joinmastodon.org/user/posting/#text and app/validators/status_length_validator.rb. Pure.
"""

from __future__ import annotations

import regex

PER_LINK = 23
_LINK = regex.compile(r"(?<![\w@/.#$])https?://[^\s<>\"]+", regex.IGNORECASE)
_HANDLE = regex.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@[\w.-]+\w", regex.IGNORECASE)
_CLOSING = {")": "(", "]": "[", "}": "{"}


def length(content: str) -> int:
    """Mastodon's own count of `content`."""
    text = _LINK.sub(lambda link: "x" * PER_LINK + " " * _after(link[0]), content)
    return sum(1 for _grapheme in regex.finditer(r"\X", local_handles(text)))


def local_handles(text: str) -> str:
    """Handles without their server, as Mastodon shows and counts them."""
    local: str = _HANDLE.sub(r"@\1", text)
    return local


def _after(link: str) -> int:
    """How many characters at the end of a link do not belong to it."""
    kept = link
    while kept:
        last = kept[-1]
        if last in ".,;:!?'*_~…" or (last in _CLOSING and kept.count(last) > kept.count(_CLOSING[last])):
            kept = kept[:-1]
        else:
            break
    return len(link) - len(kept)
