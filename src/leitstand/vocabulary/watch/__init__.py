"""The watch language: one question asked of every post, "is this about us?"."""

from leitstand.vocabulary.watch.mistake import Mistake
from leitstand.vocabulary.watch.query import Query
from leitstand.vocabulary.watch.reading import read_query
from leitstand.vocabulary.watch.watches import COLUMNS, Watches
from leitstand.vocabulary.watch.watchfile import WatchFileProblem, read_watch_file

__all__ = [
    "COLUMNS",
    "Mistake",
    "Query",
    "WatchFileProblem",
    "Watches",
    "read_query",
    "read_watch_file",
]
