"""Turns small functions into machine code that needs no interpreter lock and is kept on disk between runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import resources
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache

Function = TypeVar("Function", bound=Callable[..., Any])


def part(function: Function) -> Function:
    """A piece of a kernel; compiled into the kernels that use it."""
    made: Function = numba.njit(nogil=True, forceinline=True, _nrt=False)(function)
    return made


def step(function: Function) -> Function:
    """A larger piece of a kernel, which is called and not copied into its callers."""
    made: Function = numba.njit(nogil=True, _nrt=False)(function)
    return made


def kernel(function: Function) -> Function:
    """Something that Python calls. Compiled at the first call, and again after any change of this package."""
    made = numba.njit(nogil=True, _nrt=False)(function)
    made._cache = _Cache(function)
    return made  # type: ignore[no-any-return]  # numba is untyped


def _sources() -> str:
    """A fingerprint of this package: numba itself would look at the file of the kernel alone."""
    folder = resources.files(__package__ or "leitstand.firehose")
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name)
    return hashlib.sha256(b"\0".join(one.read_bytes() for one in files)).hexdigest()


_SOURCES = _sources()


class _Cache(FunctionCache):  # type: ignore[misc]  # numba is untyped
    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), _SOURCES)
