"""Which queries hold when exactly some atoms are true: asked are only those that wait behind one of them."""

from __future__ import annotations

from typing import Any

from leitstand.firehose import tables, work
from leitstand.firehose.jit import Bool, Int, part, step
from leitstand.firehose.tables import Queries
from leitstand.firehose.work import Found, Truth


@part
def ask(queries: Queries, truth: Truth, found: Found, row: Int) -> Bool:
    """Put down every query that holds for this row; False where the room for findings is too small."""
    serial, pairs = truth.n[work.SERIAL], found.n[0]
    for each in range(truth.n[work.HITS]):
        node = queries.anchored[truth.hit[each]]
        while node >= 0:
            query = queries.node[node, 0]
            node = queries.node[node, 1]
            if truth.asked[query] == serial or not queries.alive[query]:
                continue
            truth.asked[query] = serial
            if _holds(queries.code, queries.program[query], truth.stamp, serial, truth.stack):
                if pairs == len(found.row):
                    return False
                found.row[pairs], found.query[pairs] = row, query
                pairs += 1
    found.n[0] = pairs
    return True


@part
def _holds(code: Any, at: Int, stamp: Any, serial: Int, stack: Any) -> Bool:
    """Does each clause hold: one atom is true, or one that must not be is not?"""
    count = code[at]
    if count < 0:
        return _steps(code, at, stamp, serial, stack)
    at += 1
    for _clause in range(count):
        end = at + 1 + code[at]
        holds = False
        for each in range(at + 1, end):
            if (stamp[code[each] >> 1] == serial) != (code[each] & 1 == 1):
                holds = True
                break
        if not holds:
            return False
        at = end
    return True


@step
def _steps(code: Any, at: Int, stamp: Any, serial: Int, stack: Any) -> Bool:
    top = 0
    for each in range(at + 1, at + 1 - code[at]):
        what = code[each]
        if what & 3 == 0:
            stack[top] = stamp[what >> 2] == serial
            top += 1
        elif what == tables.NOT:
            stack[top - 1] = 1 - stack[top - 1]
        else:
            top -= 1
            left, right = stack[top - 1], stack[top]
            stack[top - 1] = left & right if what == tables.AND else left | right
    return stack[0] == 1
