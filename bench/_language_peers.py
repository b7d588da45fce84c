"""Asks other people's programs the same questions, in an environment where they are installed.

PYTHON bench/_language_peers.py PEER < texts.jsonl    JSON strings in, one a line; one object out
"""

# ruff: noqa: PLC0415  # only the peer that is asked is imported
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable


def lingua() -> Callable[[str], str | None]:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    rivals = [
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "hi",
        "it",
        "nl",
        "pl",
        "pt",
        "sv",
        "tr",
    ]  # fewer than ours: all 75 need a gigabyte
    detector = LanguageDetectorBuilder.from_iso_codes_639_1(
        *(getattr(IsoCode639_1, code.upper()) for code in rivals)
    ).build()
    return lambda text: (found := detector.detect_language_of(text)) and found.iso_code_639_1.name.lower()


def pycld2() -> Callable[[str], str | None]:
    import pycld2 as cld

    def asked(text: str) -> str | None:
        try:
            code = cld.detect("".join(c for c in text if c.isprintable()))[2][0][1]
        except cld.error:
            return None
        return None if code == "un" else code

    return asked


def langdetect() -> Callable[[str], str | None]:
    import langdetect as asked

    asked.DetectorFactory.seed = 0

    def one(text: str) -> str | None:
        try:
            return asked.detect(text)
        except asked.LangDetectException:
            return None

    return one


def vader() -> Callable[[str], str | None]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    scores = SentimentIntensityAnalyzer().polarity_scores

    def asked(text: str) -> str:
        felt = scores(text)["compound"]
        return "positive" if felt >= 0.05 else "negative" if felt <= -0.05 else "neutral"

    return asked


PEERS = {one.__name__: one for one in (lingua, pycld2, langdetect, vader)}

if __name__ == "__main__":
    ask = PEERS[sys.argv[1]]()
    texts = [json.loads(line) for line in sys.stdin]
    ask("Guten Morgen")
    began = time.process_time()
    answers = [ask(text) for text in texts]
    print(json.dumps({"answers": answers, "seconds": time.process_time() - began}))
