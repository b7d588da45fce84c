"""Many queries asked at once: each post is looked up word by word, never query by query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from leitstand.vocabulary.watch import links
from leitstand.vocabulary.watch.anchors import anchors
from leitstand.vocabulary.watch.clauses import clauses, hold
from leitstand.vocabulary.watch.query import Atom, Field, Handle, Hashtag, Link, Operator, Query, Words, holds

Number = int
"""An atom by its number in the index: quicker to gather and compare than the atom."""


class WordTable(dict[str, tuple[Number, ...]]):
    """Word -> the atoms that it makes true; answers are worked out once and kept while they are few."""

    KEPT = 200_000

    def __init__(self) -> None:
        super().__init__()
        self._whole: dict[str, list[Number]] = defaultdict(list)
        self._begun: dict[int, dict[str, list[Number]]] = {}

    def file(self, atom: Number, word: str, *, open: bool) -> None:
        """`atom` is true where `word` is (`open`: or begins)."""
        table = self._begun.setdefault(len(word), defaultdict(list)) if open else self._whole
        table[word].append(atom)

    @property
    def used(self) -> bool:
        """Whether anything was filed."""
        return bool(self._whole or self._begun)

    def found(self, words: Iterable[str]) -> Iterator[Number]:
        """The atoms that these words make true."""
        return chain.from_iterable(map(self.__getitem__, words))

    def __missing__(self, word: str) -> tuple[Number, ...]:
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
        self.handles: dict[str, list[tuple[str | None, Number]]] = defaultdict(list)
        self.links: dict[str, list[tuple[str, Number]]] = defaultdict(list)
        self.fields: dict[str, dict[str, Number]] = defaultdict(dict)
        self._phrases: dict[Number, list[tuple[str, Number]]] = {}
        self._triggers: dict[str, Number] = {}
        numbers: dict[Atom, Number] = {}
        for query in queries:
            for step in query.steps:
                if not isinstance(step, Operator) and step not in numbers:
                    numbers[step] = len(numbers)
                    self._file(step, numbers[step])
        self._steps = [tuple(s if isinstance(s, Operator) else numbers[s] for s in q.steps) for q in queries]
        self._clauses = [clauses(steps) for steps in self._steps]
        self._anchored: dict[Number, list[int]] = defaultdict(list)
        for place, query in enumerate(queries):
            for atom in anchors(query.steps):
                self._anchored[numbers[atom]].append(place)

    def _file(self, atom: Atom, number: Number) -> None:
        match atom:
            case Words(words=(word,)):
                self.words.file(number, word, open=atom.open)
            case Words():
                self._file_phrase(atom, number)
            case Hashtag():
                self.hashtags.file(number, atom.word, open=atom.open)
            case Handle():
                self.handles[atom.name].append((atom.server, number))
            case Link():
                self.links[atom.host].append((atom.rest, number))
            case Field():
                self.fields[atom.name][atom.value] = number

    def _file_phrase(self, phrase: Words, number: Number) -> None:
        """A phrase waits behind its longest whole word, and is then looked for as a piece of text."""
        key = max(phrase.words[:-1] if phrase.open else phrase.words, key=len)
        if key not in self._triggers:
            self._triggers[key] = trigger = -1 - len(self._triggers)
            self._phrases[trigger] = []
            self.words.file(trigger, key, open=False)
        needle = " " + " ".join(phrase.words) + ("" if phrase.open else " ")
        self._phrases[self._triggers[key]].append((needle, number))

    def in_words(self, texts: Sequence[list[str]]) -> set[Number]:
        """The words and phrases in the words of the texts of a post."""
        true = set(self.words.found(chain.from_iterable(texts)))
        if self._phrases and (triggers := self._phrases.keys() & true):
            said = "\n".join(f" {' '.join(words)} " for words in texts)
            true.update(n for t in triggers for needle, n in self._phrases[t] if needle in said)
        return true

    def in_handles(self, handles: Iterable[tuple[str, str]]) -> Iterator[Number]:
        """The handles among these."""
        for name, server in handles:
            for wanted, number in self.handles.get(name, ()):
                if wanted is None or wanted == server:
                    yield number

    def in_links(self, addresses: Iterable[str]) -> Iterator[Number]:
        """The links among these."""
        for address in addresses:
            host, rest = links.parts(address)
            for above in links.hosts_above(host):
                for wanted, number in self.links.get(above, ()):
                    if rest.startswith(wanted):
                        yield number

    def in_field(self, name: str, values: Iterable[str]) -> Iterator[Number]:
        """The values of a field among these."""
        wanted = self.fields[name]
        return (wanted[value] for value in values if value in wanted)

    def matching(self, true: set[Number]) -> list[int]:
        """The places of the queries that hold when exactly these atoms are true, in order."""
        anchored = self._anchored
        places = {place for number in true if number in anchored for place in anchored[number]}
        return [place for place in sorted(places) if self._holds(place, true)]

    def _holds(self, place: int, true: set[Number]) -> bool:
        asked = self._clauses[place]
        return holds(self._steps[place], true) if asked is None else hold(asked, true)
