"""How often the language of a tweet is named, how often rightly, and how fast.

    script/bench language [--data DIR] [--dry]

DIR (by default ../shared) holds data/umsab-tweets-sentiment; its Hindi is written in Latin letters, which the
analysis does not know, and is told apart. No setting was chosen on these tweets. Times are processor time.
"""

from __future__ import annotations

import argparse
import lzma
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from leitstand.analyses import language
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

ROOT = Path(__file__).resolve().parents[1]
CODES = {"arabic": "ar", "english": "en", "french": "fr", "german": "de", "italian": "it", "portuguese": "pt"}
CODES |= {"spanish": "es", "hindi": "hi"}
CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC))


def main() -> None:
    """Score every language, and write one line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    heard("Guten Morgen, wie geht es Ihnen?")  # loads the model
    tweets = {
        code: said(given.data / "data" / "umsab-tweets-sentiment" / f"{name}-val.tsv.xz")
        for name, code in CODES.items()
    }
    began = time.process_time()
    found = {code: heard(*some) for code, some in tweets.items()}
    pace = sum(map(len, tweets.values())) / (time.process_time() - began)
    for code, answers in found.items():
        print(f"{code}: named {share(answers):.3f}, of these right {right(answers, code):.3f}")
    known = [(one, code) for code, answers in found.items() if code != "hi" for one in answers]
    named = [(one, code) for one, code in known if one]
    figure = (
        f"{len(known)} tweets in 7 languages: {len(named) / len(known):.1%} named, of these "
        f"{sum(one == code for one, code in named) / len(named):.1%} right; Hindi in Latin letters: "
        f"{share(found['hi']):.1%} named, {right(found['hi'], 'hi'):.1%} right; {pace:,.0f} posts/s"
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    today = datetime.now(UTC).date()
    line = f"| {today} | language | {figure} |  |  | `script/bench language` | {commit.stdout.strip()} |"
    print(line)
    if not given.dry:
        with (ROOT / "bench" / "results.md").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def said(place: Path) -> list[str]:
    """The tweets of a table: its longest column, without the head."""
    with lzma.open(place, "rt", encoding="utf-8") as file:
        return [max(line.rstrip("\n").split("\t"), key=len) for line in file][1:]


def heard(*contents: str) -> list[str | None]:
    """The language of each."""
    posts = batch.of(Post(id=str(number), content=content) for number, content in enumerate(contents))
    answers: list[str | None] = language.analyse(posts, CONTEXT)["detected_language"].to_pylist()
    return answers


def share(answers: list[str | None]) -> float:
    """How many were named at all."""
    return sum(one is not None for one in answers) / len(answers)


def right(answers: list[str | None], code: str) -> float:
    """How many of those named are right."""
    return sum(one == code for one in answers) / max(sum(one is not None for one in answers), 1)


if __name__ == "__main__":
    main()
