"""Which atoms a query cannot do without: one of its anchors is true wherever the query is."""

from __future__ import annotations

from leitstand.vocabulary.watch.query import Atom, Field, Hashtag, Operator, Step, Words

_Anchors = frozenset[Atom] | None
"""None: true without anything being there."""

_NEVER_CHEAP = 1000.0


def anchors(steps: tuple[Step, ...]) -> frozenset[Atom]:
    """The rarest set of anchors, by a rough guess at how common each atom is.

    Each part of the query carries two answers: what it needs to be true, and to be false. A query
    that is false for an empty post always has anchors (its conjunctions inherit the rarer side's,
    its alternatives those of both sides).
    """
    stack: list[tuple[_Anchors, _Anchors]] = []
    for step in steps:
        if step is Operator.NOT:
            stack.append(stack.pop()[::-1])
        elif isinstance(step, Operator):
            (right, not_right), (left, not_left) = stack.pop(), stack.pop()
            if step is Operator.AND:
                stack.append((_both(left, right), _either(not_left, not_right)))
            else:
                stack.append((_either(left, right), _both(not_left, not_right)))
        else:
            stack.append((frozenset({step}), None))
    found = stack.pop()[0]
    if found is None:
        raise ValueError("a query that holds for an empty post has no anchors")
    return found


def _both(one: _Anchors, other: _Anchors) -> _Anchors:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=_commonness)


def _either(one: _Anchors, other: _Anchors) -> _Anchors:
    return None if one is None or other is None else one | other


def _commonness(some: frozenset[Atom]) -> float:
    return sum(map(_common, some))


def _common(atom: Atom) -> float:
    """A guess: short words are common, the beginnings of words more so, languages and networks everywhere."""
    match atom:
        case Words():
            length = sum(map(len, atom.words)) * (1 if len(atom.words) == 1 else 2)
            return (4 if atom.open else 1) * 2.0**-length
        case Hashtag():
            return 2.0 ** -(len(atom.word) + 4)
        case Field(name="lang" | "network"):
            return _NEVER_CHEAP
        case _:
            return 2.0**-8
