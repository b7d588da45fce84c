"""What is wrong with a query, where, and what to write instead."""

from __future__ import annotations

from leitstand.vocabulary.errors import Invalid


class Mistake(Invalid):
    """The query cannot be read. `column` counts its characters (code points) from 1."""

    def __init__(self, sentence: str, column: int, **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.column = column
