"""Others that find words in texts, each as its makers mean it; run in an environment of its own."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main() -> None:
    """Print microseconds a post as JSON; what is not installed is left out."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    words, texts = given["words"], given["texts"]
    coded, lines = [text.encode() for text in texts], [line.encode() for line in given["lines"]]
    told = {}
    for name, module, make in (
        ("orjson decode", "orjson", lambda m: lambda: [m.loads(line) for line in lines]),
        ("msgspec decode", "msgspec", lambda m: structs(m, lines)),
        ("daachorse", "daachorse", lambda m: double_array(m, words, coded)),
        ("ahocorasick_rs", "ahocorasick_rs", lambda m: automaton(m, words, texts)),
        ("pyahocorasick", "ahocorasick", lambda m: old_automaton(m, words, texts)),
        ("hyperscan", "hyperscan", lambda m: scanner(m, words, coded)),
        ("google-re2 Set", "re2", lambda m: expressions(m, words, texts)),
    ):
        try:
            found = importlib.import_module(module)
        except ImportError:
            continue
        told[name] = best(make(found)) / len(texts) * 1e6
    print(json.dumps(told))


def best(work: Callable[[], object]) -> float:
    """Seconds of the quicker of two runs, after a warm one."""
    work()
    took = []
    for _ in range(2):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return min(took)


def structs(msgspec, lines):
    record = msgspec.defstruct("Record", [("text", str, ""), ("langs", list[str], [])])
    commit = msgspec.defstruct("Commit", [("rkey", str), ("operation", str), ("record", record)])
    decoder = msgspec.json.Decoder(
        msgspec.defstruct("Event", [("did", str), ("time_us", int), ("commit", commit)])
    )
    return lambda: [decoder.decode(line) for line in lines]


def double_array(daachorse, words, coded):
    made = daachorse.DoubleArrayAhoCorasick([word.encode() for word in words])
    return lambda: [made.find_overlapping(text) for text in coded]


def automaton(ahocorasick_rs, words, texts):
    made = ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.ContiguousNFA)
    return lambda: [made.find_matches_as_indexes(text, overlapping=True) for text in texts]


def old_automaton(ahocorasick, words, texts):
    made = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for number, word in enumerate(words):
        made.add_word(word, number)
    made.make_automaton()
    return lambda: [sum(1 for _found in made.iter(text)) for text in texts]


def scanner(hyperscan, words, coded):
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    numbers = list(range(len(words)))
    made.compile(
        expressions=[w.encode() for w in words], ids=numbers, elements=len(words), flags=0, literal=True
    )
    return lambda: [made.scan(text, match_event_handler=lambda *_found: None) for text in coded]


def expressions(re2, words, texts):
    options = re2.Options()
    options.max_mem = 2 << 30
    made = re2.Set.SearchSet(options)
    for word in words:
        made.Add(re2.escape(word))
    made.Compile()
    return lambda: [made.Match(text) for text in texts]


if __name__ == "__main__":
    main()
