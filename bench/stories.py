"""How well, and how fast, posts are grouped into stories: beside published figures and the plain way.

    script/bench stories [--data DIR] [--dry]

DIR (by default ../shared) holds data/short-text-streams, data/crisislex-t26 and prototypes/stories; what is
not there is left out. Every setting of the analysis was chosen on the first half of News-T's stories (and
shuffles of these) and the eight earliest CrisisLexT26 events; rows marked "held out" hold none of them.
Times are processor time of the whole chain (batch, copy, story), so that a busy machine says the same.
"""

from __future__ import annotations

import argparse
import importlib.util
import lzma
import math
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from leitstand.analyses import copy, matched, story
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Post

ROOT = Path(__file__).resolve().parents[1]
ROWS = 500
PUBLISHED = {"News": "MStreamF NMI .797, MStream .834", "News-T": "MStreamF NMI .873, MStream .850"}
EARLIEST = 8
HEAD = "| date | bench | figure | peer | ratio | command | commit |\n|---|---|---|---|---|---|---|\n"

Labelled = list[tuple[str, Post]]  # truth ("" where a post has no story) and post


def main() -> None:
    """Score every stream there is, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    lines = []
    for name, stream in streams(given.data).items():
        first, revised, pace = ours(stream)
        mine, later = scores(stream, first), scores(stream, revised)
        figure = f"{shown(mine)}; revised {shown(later)}; {pace:,.0f} posts/s"
        peer, ratio = PUBLISHED.get(name, ""), ""
        if (plain := plain_way(given.data)) is not None:
            theirs = scores(stream, [str(plain(post.content)) for _truth, post in stream])
            peer = "; ".join(filter(None, (f"plain_stories {shown(theirs)}", peer)))
            ratio = f"F1 {mine['f1'] / theirs['f1']:.2f}"
        lines.append(row(f"stories {name}", figure, peer, ratio))
        print(lines[-1])
    if lines and not given.dry:
        write(lines)


def streams(shared: Path) -> dict[str, Labelled]:
    """Every stream that is there, whole and, where settings were chosen on a part, held out."""
    found: dict[str, Labelled] = {}
    titles = shared / "data" / "short-text-streams"
    if titles.is_dir():
        news, sorted_news = (_titles(titles / f"{name}.tsv.xz") for name in ("News", "News-T"))
        half = Counter(truth for truth, _post in sorted_news[: len(sorted_news) // 2])
        whole = Counter(truth for truth, _post in sorted_news)
        seen = {truth for truth in whole if 2 * half[truth] > whole[truth]}
        found = {"News": news, "News-T": sorted_news}
        found["News held out"] = [pair for pair in news if pair[0] not in seen]
        found["News-T held out"] = [pair for pair in sorted_news if pair[0] not in seen]
    if (events := shared / "data" / "crisislex-t26" / "tweets.tsv.xz").exists():
        every = _tweets(events)
        first = {event: place for place, (event, _truth, _post) in reversed(list(enumerate(every)))}
        early = set(sorted(first, key=first.__getitem__)[:EARLIEST])
        found["CrisisLexT26"] = [(truth, post) for _event, truth, post in every]
        found["CrisisLexT26 held out"] = [(t, post) for event, t, post in every if event not in early]
        timed = [(truth, replace(post, published=_moment(post.id))) for _event, truth, post in every]
        found["CrisisLexT26 with times"] = timed
    return found


def _titles(place: Path) -> Labelled:
    rows = (line.split("\t") for line in _lines(place))
    return [(cluster, Post(id=id, content=said)) for id, cluster, said in rows]


def _tweets(place: Path) -> list[tuple[str, str, Post]]:
    """(event, truth, post); truth is "" for tweets that the annotators found unrelated. No time is given."""
    fields = [line.split("\t") for line in _lines(place)]
    return [(f[2], f[2] if f[5].startswith("Related") else "", Post(id=f[0], content=f[6])) for f in fields]


def _moment(id: str) -> datetime:
    """When a tweet was written: its id says so, in milliseconds since 4 November 2010."""
    return datetime.fromtimestamp(((int(id) >> 22) + 1_288_834_974_657) / 1000, UTC)


def _lines(place: Path) -> list[str]:
    """The lines of a packed table, without its head."""
    with lzma.open(place, "rt", encoding="utf-8") as file:
        return file.read().splitlines()[1:]


def ours(stream: Labelled) -> tuple[list[str], list[str], float]:
    """The stories first told, those after corrections, and posts a second."""
    context = Context(now=datetime(2026, 1, 1, tzinfo=UTC))
    known, copies = story.START, copy.START
    first: dict[str, str] = {}
    revised: dict[str, str] = {}
    began = time.process_time()
    for start in range(0, len(stream), ROWS):
        rows = batch.of(post for _truth, post in stream[start : start + ROWS])
        rows = batch.widen(rows, matched.analyse(rows, context))
        columns, copies = copy.analyse(rows, copies, context)
        answer, known = story.analyse(batch.widen(rows, columns), known, context)
        told = dict(zip(rows["id"].to_pylist(), answer["story"].to_pylist(), strict=True))
        first |= told
        revised |= told | dict(story.corrections(known))
    pace = len(stream) / (time.process_time() - began)
    ids = [post.id for _truth, post in stream]
    return [first[id] for id in ids], [revised[id] for id in ids], pace


def plain_way(shared: Path) -> Callable[[str], int] | None:
    """The plain one-pass centroid grouping, as the mark to beat, if it is there."""
    place = shared / "prototypes" / "stories" / "plain_stories.py"
    if not place.exists():
        return None
    spec = importlib.util.spec_from_file_location("plain_stories", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    add: Callable[[str], int] = module.PlainStories().add
    return add


def scores(stream: Labelled, told: Sequence[str]) -> dict[str, float]:
    """NMI (arithmetic mean), BCubed precision, recall and F1 (Amigó et al. 2009), numbers of stories."""
    pairs = Counter((truth, one) for (truth, _post), one in zip(stream, told, strict=True) if truth)
    n = pairs.total()
    truths, ones = Counter[str](), Counter[str]()
    for (truth, one), count in pairs.items():
        truths[truth] += count
        ones[one] += count
    precision = sum(count * count / ones[one] for (_t, one), count in pairs.items()) / n
    recall = sum(count * count / truths[truth] for (truth, _o), count in pairs.items()) / n
    shared = sum(c / n * math.log(c * n / (truths[t] * ones[o])) for (t, o), c in pairs.items())
    spread = sum(-c / n * math.log(c / n) for counts in (truths, ones) for c in counts.values())
    f1 = 2 * precision * recall / (precision + recall)
    return {
        "nmi": 2 * shared / spread, "precision": precision, "recall": recall, "f1": f1,
        "stories": len(ones), "truth": len(truths),
    }  # fmt: skip


def shown(s: dict[str, float]) -> str:
    """One score in a few words."""
    return (
        f"BCubed F1 {s['f1']:.3f} (P {s['precision']:.3f} R {s['recall']:.3f}), NMI {s['nmi']:.3f}, "
        f"{s['stories']:.0f} stories of {s['truth']:.0f}"
    )


def row(bench: str, figure: str, peer: str, ratio: str) -> str:
    """One line of the table."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    today = datetime.now(UTC).date()
    return f"| {today} | {bench} | {figure} | {peer} | {ratio} | `script/bench stories` | {commit} |"


def write(lines: Sequence[str]) -> None:
    """Append to bench/results.md."""
    place = ROOT / "bench" / "results.md"
    if not place.exists():
        place.write_text(f"# Results\n\n{HEAD}", encoding="utf-8")
    with place.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
