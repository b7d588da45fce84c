"""What the machine can do at once and numba has no words for: many bytes compared, copied or fetched."""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]  # llvmlite brings no types
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

WIDE = 32
"""Bytes that are looked at in one step."""


def _zeros(typing: Any, word: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], context.get_constant(types.boolean, True))

    return types.uint64(types.uint64), code


zeros_below: Any = intrinsic(_zeros)
"""How many zeros stand below the lowest one of a word of 64 bits, which is not 0."""


_made: Any = make_array
_tuple: Any = types.UniTuple
_function: Any = cgutils.get_or_insert_function


def _pointer(context: Any, builder: Any, signature: Any, given: Any, kind: Any) -> Any:
    """Where the elements of an array lie from a place on, as a pointer to values of another kind."""
    array = _made(signature.args[0])(context, builder, given[0])
    return builder.bitcast(builder.gep(array.data, [given[1]]), kind.as_pointer())


def _load(typing: Any, array: Any, at: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.load(_pointer(context, builder, signature, given, ir.IntType(64)), align=1)

    return types.uint64(array, types.int64), code


eight: Any = intrinsic(_load)
"""The eight bytes of an array from a place on. Nothing is checked: all eight must be there."""


def _equal(typing: Any, array: Any, at: Any, byte: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = ir.VectorType(ir.IntType(8), WIDE)
        held = builder.load(_pointer(context, builder, signature, given, kind), align=1)
        one = builder.insert_element(ir.Constant(kind, ir.Undefined), given[2], ir.IntType(32)(0))
        same = ir.Constant(ir.VectorType(ir.IntType(32), WIDE), [0] * WIDE)
        found = builder.icmp_unsigned("==", held, builder.shuffle_vector(one, one, same))
        return builder.zext(builder.bitcast(found, ir.IntType(WIDE)), ir.IntType(64))

    return types.uint64(array, types.int64, types.uint8), code


equal: Any = intrinsic(_equal)
"""One bit for each of `WIDE` bytes from a place on: is it this one? Nothing is checked: all must be there."""


def _copy(typing: Any, out: Any, to: Any, array: Any, at: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = ir.VectorType(ir.IntType(8), WIDE)
        target = _pointer(context, builder, signature, given, kind)
        source = types.void(*signature.args[2:])
        held = builder.load(_pointer(context, builder, source, given[2:], kind), align=1)
        builder.store(held, target, align=1)
        return context.get_dummy_value()

    return types.void(out, types.int64, array, types.int64), code


copied_wide: Any = intrinsic(_copy)
"""Copy `WIDE` bytes. Nothing is checked: there must be room for all, even if fewer are meant."""


def _all(byte: int) -> Any:
    return ir.Constant(ir.VectorType(ir.IntType(8), WIDE), [byte] * WIDE)


def _within(builder: Any, some: Any, first: int, count: int) -> Any:
    """Which bytes are one of so many from the first on?"""
    return builder.icmp_unsigned("<", builder.sub(some, _all(first)), _all(count))


def _lower(typing: Any, out: Any, kind: Any, array: Any, where: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        wide = ir.VectorType(ir.IntType(8), WIDE)
        to, at = (builder.extract_value(given[3], each) for each in (0, 1))
        source = types.void(signature.args[2])
        held = builder.load(_pointer(context, builder, source, (given[2], at), wide), align=1)
        capital = builder.select(_within(builder, held, 65, 26), _all(32), _all(0))
        small = builder.or_(held, capital)
        word = builder.or_(_within(builder, small, 97, 26), _within(builder, small, 48, 10))
        word = builder.or_(word, builder.icmp_unsigned("==", small, _all(95)))
        for number, value in ((0, small), (1, builder.sext(word, wide))):
            target = types.void(signature.args[number])
            place = _pointer(context, builder, target, (given[number], to), wide)
            builder.store(value, place, align=1)
        beyond = builder.icmp_signed("<", held, _all(0))
        return builder.zext(builder.bitcast(beyond, ir.IntType(WIDE)), ir.IntType(64))

    return types.uint64(out, kind, array, _tuple(types.int64, 2)), code


lowered: Any = intrinsic(_lower)
"""Copy `WIDE` bytes to the first of two places from the second, letters A to Z made small.

Into the second array go 255 for letters, digits and _, else 0. Answers one bit for each byte beyond ASCII.
Nothing is checked: there must be room for all.
"""


def _prefetch(typing: Any, array: Any, at: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = _pointer(context, builder, signature, given, ir.IntType(8))
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        name = "llvm.prefetch.p0" if "i8*" not in str(place.type) else "llvm.prefetch.p0i8"
        fetch = _function(builder.module, kind, name)
        builder.call(fetch, [place, number(1), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), code


soon: Any = intrinsic(_prefetch)
"""The element of an array at a place will be needed soon."""
