"""How long a text is for X: by weight, as its text library counts (twitter-text, configuration v3). Pure."""

from __future__ import annotations

import unicodedata

import regex

PER_LINK = 23
_LINK = regex.compile(
    r"(?<![\w@#$])(?:https?://)[^\s<>\"]+|(?<![\w@#$.-])(?:[\w-]+\.)+(?:com|de|org|net|eu|at|ch|info|edu|gov)"
    r"\b(?:/[^\s<>\"]*)?",
    regex.IGNORECASE,
)
_EMOJI = regex.compile(
    r"(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|"
    r"\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?"
    r"(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*)"
)
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_TRAILING = ".,;:!?'\"”“)]}…"


def length(content: str) -> int:
    """X's own count of `content`; 280 is the most."""
    text = unicodedata.normalize("NFC", content)
    weight, rest = 0, []
    at = 0
    for link in _LINK.finditer(text):
        rest.append(text[at : link.start()])
        whole = link[0].rstrip(_TRAILING)
        weight, at = weight + PER_LINK, link.start() + len(whole)
    rest.append(text[at:])
    for part in rest:
        bare, emoji = _EMOJI.subn("", part)
        weight += 2 * emoji + sum(1 if _light(ord(letter)) else 2 for letter in bare)
    return weight


def _light(point: int) -> bool:
    return any(first <= point <= last for first, last in _LIGHT)
