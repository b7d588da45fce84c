"""Turns small functions into machine code that needs no interpreter lock and is kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache

Function = TypeVar("Function", bound=Callable[..., Any])

Int = Any
"""A whole number of the machine: signed, 64 bits unless it is said otherwise."""

Bool = Any
"""Yes or no, to a machine."""

_compiled: Any = numba.njit
_OPTIONS = {"nogil": True, "_nrt": False}
"""Kernels allocate nothing, so nothing is counted in them."""
_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""What Python never calls needs no door for it; the doors are half of the compiling."""


def part(function: Function) -> Function:
    """A piece of a kernel, copied into whatever uses it."""
    made: Function = _compiled(**_OPTIONS, **_INSIDE, forceinline=True)(function)
    return made


def step(function: Function) -> Function:
    """A larger piece of a kernel, which is called."""
    made: Function = _compiled(**_OPTIONS, **_INSIDE)(function)
    return made


def kernel(function: Function) -> Function:
    """Something that Python calls. Compiled at the first call, and again after any change of this package."""
    made: Any = _compiled(**_OPTIONS)(function)
    with suppress(RuntimeError):  # nowhere to keep it: then it is compiled at every start
        made._cache = _cache(function)
    whole: Function = made
    return whole


def _sources() -> str:
    """A fingerprint of this package: numba itself would look at the file of the kernel alone."""
    folder = resources.files(__package__ or "leitstand.firehose")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name)
    return hashlib.sha256(b"\0".join(one.read_bytes() for one in files)).hexdigest()


_SOURCES = _sources()


class _Cache(FunctionCache):
    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        above: Any = super()
        return (*above._index_key(sig, codegen), _SOURCES)


_cache: Any = _Cache
