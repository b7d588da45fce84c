"""Many queries asked at once: each post is looked up word by word, never query by query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from leitstand.vocabulary.watch.anchors import anchors
from leitstand.vocabulary.watch.query import Atom, Field, Handle, Hashtag, Link, Operator, Query, Words, holds


class WordTable(dict[str, tuple[Atom, ...]]):
    """Word -> the atoms that it makes true; answers are worked out once and kept while they are few."""

    KEPT = 200_000

    def __init__(self) -> None:
        super().__init__()
        self._whole: dict[str, list[Atom]] = defaultdict(list)
        self._begun: dict[int, dict[str, list[Atom]]] = {}
        self.used = False

    def file(self, atom: Atom, word: str, *, open: bool) -> None:
        """`atom` is true where `word` is (`open`: or begins)."""
        self.used = True
        table = self._begun.setdefault(len(word), defaultdict(list)) if open else self._whole
        table[word].append(atom)

    def __missing__(self, word: str) -> tuple[Atom, ...]:
        if len(self) >= self.KEPT:
            self.clear()
        found = list(self._whole.get(word, ()))
        for length, table in self._begun.items():
            if length <= len(word):
                found += table.get(word[:length], ())
        self[word] = answer = tuple(found)
        return answer


class Index:
    """Every atom filed under the one thing a post must have for it; every query under its anchors."""

    def __init__(self, queries: Sequence[Query]) -> None:
        self.words = WordTable()
        self.hashtags = WordTable()
        self.handles: dict[str, list[Handle]] = defaultdict(list)
        self.links: dict[str, list[Link]] = defaultdict(list)
        self.fields: dict[str, set[str]] = defaultdict(set)
        self._phrases: dict[Atom, list[tuple[str, Words]]] = defaultdict(list)
        self._steps = [query.steps for query in queries]
        self._plain = [not {Operator.AND, Operator.NOT} & set(steps) for steps in self._steps]
        self._anchored: dict[Atom, list[int]] = defaultdict(list)
        for atom in {step for steps in self._steps for step in steps if not isinstance(step, Operator)}:
            self._file(atom)
        for number, steps in enumerate(self._steps):
            for atom in anchors(steps):
                self._anchored[atom].append(number)

    def _file(self, atom: Atom) -> None:
        match atom:
            case Words(words=(word,)):
                self.words.file(atom, word, open=atom.open)
            case Words():
                self._file_phrase(atom)
            case Hashtag():
                self.hashtags.file(atom, atom.word, open=atom.open)
            case Handle():
                self.handles[atom.name].append(atom)
            case Link():
                self.links[atom.host].append(atom)
            case Field():
                self.fields[atom.name].add(atom.value)

    def _file_phrase(self, phrase: Words) -> None:
        """A phrase waits behind its longest whole word, and is then looked for as a piece of text."""
        key = max(phrase.words[:-1] if phrase.open else phrase.words, key=len)
        trigger = Words((key, ""))
        if trigger not in self._phrases:
            self.words.file(trigger, key, open=False)
        needle = " " + " ".join(phrase.words) + ("" if phrase.open else " ")
        self._phrases[trigger].append((needle, phrase))

    def phrases(self, true: set[Atom], texts: Iterable[list[str]]) -> list[Atom]:
        """The phrases in the words of the texts of a post whose triggers are true."""
        triggers = true & self._phrases.keys() if self._phrases else ()
        if not triggers:
            return []
        said = "\n".join(f" {' '.join(words)} " for words in texts)
        return [phrase for t in triggers for needle, phrase in self._phrases[t] if needle in said]

    def matching(self, true: set[Atom]) -> list[int]:
        """The numbers of the queries that hold when exactly these atoms are true, in order."""
        anchored = self._anchored
        numbers = {number for atom in true if atom in anchored for number in anchored[atom]}
        return [n for n in sorted(numbers) if self._plain[n] or holds(self._steps[n], true)]
