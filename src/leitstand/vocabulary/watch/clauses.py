"""A query as clauses that must all hold: quicker to ask than its steps, and few for what people write."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import product

from leitstand.vocabulary.watch.query import Operator

Clause = tuple[frozenset[int], frozenset[int]]
"""Holds where one of the first numbers is true, or one of the second is not."""

MOST = 16
"""Queries that would need more clauses keep their steps."""


def clauses(steps: Iterable[int | Operator]) -> list[Clause] | None:
    """The clauses of a query (conjunctive normal form), or None where they would be many."""
    stack: list[list[Clause]] = []
    for step in steps:
        if isinstance(step, int):
            stack.append([(frozenset({step}), frozenset())])
        elif step is Operator.NOT:
            stack.append(_none_of(stack.pop()))
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(left + right if step is Operator.AND else _either(left, right))
        if not 0 < len(stack[-1]) <= MOST:
            return None
    return stack.pop()


def hold(asked: list[Clause], true: Set[int]) -> bool:
    """Whether all clauses hold when exactly these numbers are true."""
    for one_of, unless_all in asked:  # noqa: SIM110  # runs for every candidate: a generator costs more
        if one_of.isdisjoint(true) and unless_all <= true:
            return False
    return True


def _either(left: list[Clause], right: list[Clause]) -> list[Clause]:
    if len(left) * len(right) > MOST:
        return []
    return [(p | q, m | n) for (p, m), (q, n) in product(left, right)]


def _none_of(inner: list[Clause]) -> list[Clause]:
    """NOT of clauses, where one side is simple enough (De Morgan); else nothing."""
    if len(inner) == 1:
        [(one_of, unless_all)] = inner
        nots = [(frozenset[int](), frozenset({number})) for number in sorted(one_of)]
        return nots + [(frozenset({number}), frozenset[int]()) for number in sorted(unless_all)]
    if all(len(one_of) + len(unless_all) == 1 for one_of, unless_all in inner):
        return [
            (frozenset[int]().union(*(n for _p, n in inner)), frozenset[int]().union(*(p for p, _n in inner)))
        ]
    return []
