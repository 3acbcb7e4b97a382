"""Kernels: functions of arrays that are compiled to machine code when they are first called, and kept on disk.

They make no arrays of their own. So whoever holds which array needs no count, which in a loop over pixels takes most of
the time; the compiler refuses a kernel that does make one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """The compiled function. It runs without the interpreter's lock, and divides by zero as IEEE 754 does."""
    return _compiled(function)


def inlined(function: Function) -> Function:
    """A part of kernels, compiled into each that calls it."""
    return _compiled(function, forceinline=True)


def _compiled(function: Function, **options: bool) -> Function:
    numba: Any = import_module("numba")
    told = {"cache": _can_keep(), "nogil": True, "error_model": "numpy", "_nrt": False, **options}
    compiled: Function = numba.njit(**told)(function)
    return compiled


def _can_keep() -> bool:
    """Whether compiled code can be stored: the compiler raises an error where it can't."""
    cache = Path(os.environ.get("NUMBA_CACHE_DIR") or Path.home() / ".cache")
    folders = Path(__file__).parent / "__pycache__", Path(__file__).parent, cache, cache.parent
    return any(folder.is_dir() and os.access(folder, os.W_OK) for folder in folders)
