"""In which language is a post written, whatever its author said?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import pyarrow as pa
from py3langid import langid

from leitstand.analyses.language.words import LANGUAGES_OF, WEIGHTS
from leitstand.vocabulary import text
from leitstand.vocabulary.analysis import Context

NEEDS = ("content", "media_type", "name", "language", "content_map")
GIVES = pa.schema([("detected_language", pa.string()), ("language_confidence", pa.float64())])
SCORES = "right for 97.5 % of tweets in seven languages, wrong for 0.8 %, else silent (script/bench language)"

SURE = 0.4
"""Below this probability nothing is said."""
OFTEN = {"de": 3.0, "en": 2.0, "fr": 1.5, "es": 1.5, "it": 1.5, "pt": 1.5}
"""How much likelier a language is than the rarer ones, before anything is read."""
LEAST_CHANCE = 1e-3
"""What letters leave at least to a language that we know small words of. These settings were fixed on our own
sentences and on the training parts of the tweets that script/bench language scores."""
DECLARED = 6.0
"""The language that the author or the network named is believed so many times more than any other."""
LEAST_LETTERS = 4
LONGEST = 1_000
"""Characters that are looked at."""
_CODES = (
    "ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id is it ja ko lb lt lv mk ms nl no pl pt "
    "ro ru sk sl sq sr sv sw ta te th tl tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())
"""Those that are told apart (ISO 639-1): with fewer rivals a short sentence is judged better."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile(r"[a-zà-ÿ]")
_HASHTAG = re.compile(r"[#＃]\w+")


@cache
def _identifier() -> langid.LanguageIdentifier:
    """The model inside py3langid's wheel (Lui and Baldwin 2012), loaded when first asked."""
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def analyse(posts: pa.RecordBatch, context: Context) -> pa.RecordBatch:
    """`detected_language` (ISO 639-1) and `language_confidence` (0.5 to 1); both null when unsure.

    Links, handles and hashtags are left out. A declared language (`language`, else the only key of
    `content_map`) is a prior: it helps where the text says little and gives way where it says much.
    """
    rows = zip(*(posts[column].to_pylist() for column in NEEDS), strict=True)
    answers = [
        _spoken(_shown(content, media_type, name), _declared(language, content_map))
        for content, media_type, name, language, content_map in rows
    ]
    columns = zip(*answers, strict=True) if answers else ((), ())
    kinds = (field.type for field in GIVES)
    return pa.record_batch([pa.array(c, kind) for c, kind in zip(columns, kinds, strict=True)], schema=GIVES)


def _shown(content: str, media_type: str | None, name: str | None) -> str:
    said = text.bare(content, media_type).text
    return _HASHTAG.sub(" ", f"{name}. {said}" if name else said)[:LONGEST]


def _declared(language: str | None, content_map: Iterable[tuple[str, str]] | None) -> str | None:
    said = language or ""
    if not said and len(keys := [key for key, _text in content_map or ()]) == 1:
        said = keys[0]
    return said.strip().replace("_", "-").partition("-")[0].lower() or None


def _spoken(shown: str, declared: str | None) -> tuple[str | None, float | None]:
    if sum(map(str.isalpha, shown)) < LEAST_LETTERS:
        return None, None
    weighed = _weighed(shown, declared)
    best = max(weighed, key=weighed.__getitem__)
    confidence = weighed[best] / sum(weighed.values())
    return (best, confidence) if confidence >= SURE else (None, None)


def _weighed(shown: str, declared: str | None) -> dict[str, float]:
    """What letters say (the model), times what small words say, times what was to be expected."""
    lowered = shown.lower().replace("’", "'")
    heard = Counter(language for word in _WORD.findall(lowered) for language in LANGUAGES_OF.get(word, ()))
    least = LEAST_CHANCE if _LATIN.search(lowered) else 0.0
    odds = {}
    for language, probability in _identifier().rank(shown):
        chance = max(probability * OFTEN.get(language, 1.0), least if language in WEIGHTS else 0.0, 1e-12)
        known = DECLARED if language == declared else 1.0
        odds[language] = math.log(chance * known) + WEIGHTS.get(language, 0.0) * heard[language]
    highest = max(odds.values())
    return {language: math.exp(odd - highest) for language, odd in odds.items()}
