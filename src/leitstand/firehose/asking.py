"""Which queries hold when exactly some atoms are true: asked are only those that wait behind one of them."""

from __future__ import annotations

import numpy as np

from leitstand.firehose import tables, work
from leitstand.firehose.jit import part, step
from leitstand.firehose.tables import Tables
from leitstand.firehose.work import Found, Room


@step
def ask(t: Tables, room: Room, found: Found, row: int) -> bool:
    """Put down every query that holds for this row; False where the room for findings is too small."""
    serial, pairs = room.n[work.SERIAL], found.n[0]
    for each in range(room.n[work.HITS]):
        node = t.anchored[room.hit[each]]
        while node >= 0:
            query = t.node[node, 0]
            node = t.node[node, 1]
            if room.asked[query] == serial or not t.alive[query]:
                continue
            room.asked[query] = serial
            if _holds(t, room, t.program[query], serial):
                if pairs == len(found.row):
                    return False
                found.row[pairs], found.query[pairs] = row, query
                pairs += 1
    found.n[0] = pairs
    return True


@part
def _holds(t: Tables, room: Room, at: int, serial: int) -> bool:
    count = np.int64(t.code[at])
    return _clauses(t, room, at + 1, count, serial) if count >= 0 else _steps(t, room, at + 1, -count, serial)


@part
def _clauses(t: Tables, room: Room, at: int, count: int, serial: int) -> bool:
    """Does each clause hold: one atom is true, or one that must not be is not?"""
    for _clause in range(count):
        end = at + 1 + t.code[at]
        holds = False
        for each in range(at + 1, end):
            atom = t.code[each]
            if (room.stamp[atom >> 1] == serial) != (atom & 1 == 1):
                holds = True
                break
        if not holds:
            return False
        at = end
    return True


@step
def _steps(t: Tables, room: Room, at: int, count: int, serial: int) -> bool:
    top = 0
    for each in range(at, at + count):
        what = t.code[each]
        if what & 3 == 0:
            room.stack[top] = room.stamp[what >> 2] == serial
            top += 1
        elif what == tables.NOT:
            room.stack[top - 1] = 1 - room.stack[top - 1]
        else:
            top -= 1
            left, right = room.stack[top - 1], room.stack[top]
            room.stack[top - 1] = left & right if what == tables.AND else left | right
    return room.stack[0] == 1
