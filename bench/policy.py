"""How often each rule is right, and how long a check takes.

    script/bench policy [--dry] [--show] [--data DIR]

The sentences in tests/rules/data were written before the rules were tuned on two thirds of them; the third
chosen by the hash of the sentence was not looked at for that. Those in data/later were written
after that and tuned on in turn, those in data/last were written last, read once, and
then tuned on too: their first figures stand in results.md.
Intervals are Wilson's, 95 %. Times are processor time of policy.check with a whole starter policy, so that a
busy machine says the same. DIR (by default ../shared/data) holds posts of others, in which hardly anything
should be found; what is not there is left out.
"""

from __future__ import annotations

import argparse
import lzma
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _labelled, _ledger
from leitstand import registry
from leitstand.vocabulary import policy
from leitstand.vocabulary.policy.planned import around, planned

Z = 1.959963984540054
OTHERS = (
    "germeval2017-bahn/dev.tsv.xz",
    "germeval2021-toxic/train.tsv.xz",
    "umsab-tweets-sentiment/english-train.tsv.xz",
    "umsab-tweets-sentiment/german-train.tsv.xz",
)
LETTERS = str.maketrans("0123456789", "abcdefghij")
WORDS = ("telephone", "mail", "iban", "plate", "advertising", "confidential", "hashtag", "capitals")
PARTS: dict[str, Callable[[_labelled.Labelled], bool]] = {
    "first batch": lambda one: one.batch == "first",
    "first batch, held out": lambda one: one.batch == "first" and one.held,
    "later batch, since tuned on": lambda one: one.batch == "later",
    "last batch, since tuned on": lambda one: one.batch == "last",
}


def main() -> None:
    """Score every rule, time every starter policy, and write a line for each part."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    asked.add_argument("--show", action="store_true", help="print what is wrong in the tuned part")
    asked.add_argument("--data", type=Path, default=_ledger.ROOT.parent / "shared" / "data")
    given = asked.parse_args()
    sentences = list(_labelled.every())
    judged = [(one, bool(one.findings())) for one in sentences]
    if given.show:
        for one, found in judged:
            if found is not one.bad and one.batch != "last" and not (one.held and one.batch == "first"):
                print(f"{one.rule}: {'missed' if one.bad else 'false'}: {one.text}  {dict(one.facts) or ''}")
    for name, belongs in PARTS.items():
        part = [pair for pair in judged if belongs(pair[0])]
        figure = f"{len(part)} sentences, {sum(one.bad for one, _found in part)} bad: {table(part)}"
        say(f"policy rules, {name}", figure, dry=given.dry)
    say("policy", times(sentences), dry=given.dry)
    if others := strangers(given.data):
        say("policy rules, posts of others", alarms(others), dry=given.dry)


def say(bench: str, figure: str, *, dry: bool) -> None:
    """Print a line, and write it into the results."""
    print(f"{bench}: {figure}")
    if not dry:
        _ledger.write("policy", f"{bench.partition(', ')[2] or 'time'}: {figure}")


def table(judged: Iterable[tuple[_labelled.Labelled, bool]]) -> str:
    """Precision and recall of each rule, and of all sentences together."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one, found in judged:
        for name in (one.rule, "together"):
            counts[name][0] += one.bad and found
            counts[name][1] += found and not one.bad
            counts[name][2] += one.bad and not found
    names = [name for name in counts if name != "together"] + ["together"]
    return "; ".join(
        f"{name} P {share(c[0], c[0] + c[1])} R {share(c[0], c[0] + c[2])}"
        for name in names
        for c in [counts[name]]
    )


def share(right: int, of: int) -> str:
    """A share with Wilson's interval: ".93 (.84-.97)"."""
    if not of:
        return "-"
    p, mid = right / of, 1 + Z * Z / of
    centre = (p + Z * Z / (2 * of)) / mid
    wide = Z * math.sqrt(p * (1 - p) / of + Z * Z / (4 * of * of)) / mid
    return f"{p:.2f} ({max(centre - wide, 0):.2f}-{min(centre + wide, 1):.2f}) of {of}"


def strangers(data: Path) -> list[str]:
    """Posts of others, at most 2,500 of each set: tweets, comments, mails to a railway."""
    found = []
    for place in sorted(data / name for name in OTHERS):
        if place.exists():
            with lzma.open(place, "rt", encoding="utf-8") as file:
                lines = [line for _number, line in zip(range(2501), file, strict=False)][1:]
            found += [line.rstrip("\n").rpartition("\t")[2] for line in lines]
    return found


def alarms(texts: Sequence[str]) -> str:
    """In how many posts each rule that reads words finds something."""
    counts: Counter[str] = Counter()
    for text in texts:
        post = planned(around({}, text), now=_labelled.NOW)
        counts.update({one.rule for one in policy.every_rule(post.note, post.situation, registry.rules())})
    told = ", ".join(f"{name} {counts[name]}" for name in WORDS)
    return f"{len(texts)} posts, found in: {told}"


def times(sentences: Sequence[_labelled.Labelled]) -> str:
    """Milliseconds to check one post with each starter policy, and a long one of 5,000 characters."""
    rules = registry.rules()
    posts = [planned(around(dict(one.facts), one.text), now=_labelled.NOW) for one in sentences]
    long = planned(around({}, " ".join(one.text for one in sentences)[:5000]), now=_labelled.NOW)
    told = []
    for name in policy.STARTERS:
        ours = policy.read({name: policy.starter(name)}, rules)
        for post in posts[:50]:
            policy.check(ours, post.note, post.situation, rules)
        took = []
        for post in posts:
            began = time.process_time()
            policy.check(ours, post.note, post.situation, rules)
            took.append((time.process_time() - began) * 1000)
        began = time.process_time()
        policy.check(ours, long.note, long.situation, rules)
        last = (time.process_time() - began) * 1000
        took.sort()
        median, late = took[len(took) // 2], took[int(len(took) * 0.99)]
        told.append(
            f"{name} median {median:.2f}, p99 {late:.2f}, longest {took[-1]:.2f}, 5,000 characters {last:.1f}"
        )
    return f"ms a post ({len(posts)} posts): " + "; ".join([*told, crowd()])


def crowd() -> str:
    """Milliseconds to look for 5,000 names in a post."""
    firsts, lasts = (
        ["Jana", "Emil", "Mara", "Jonte", "Lisa"],
        ["Brod", "Tarn", "Holt", "Kern", "Ried", "Wolf", "Seer", "Auen"],
    )
    names = [
        {"name": f"{first} {last}{at:03}".translate(LETTERS)}
        for first in firsts
        for last in lasts
        for at in range(125)
    ]
    post = planned(
        around({"roster": names}, "Jana Brodaab trifft Emil und Frau Holtabc. " * 6), now=_labelled.NOW
    )
    rule = registry.rules()["roster"]
    list(rule.check(post.note, post.situation))
    began = time.process_time()
    for _round in range(20):
        found = list(rule.check(post.note, post.situation))
    took = (time.process_time() - began) / 20 * 1000
    return f"a roster of {len(names)} names {took:.1f} ({len(found)} found)"


if __name__ == "__main__":
    main()
