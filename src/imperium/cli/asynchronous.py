"""Runs a command's coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

T = TypeVar("T")


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result. Ends the program with 130 on Ctrl-C."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
