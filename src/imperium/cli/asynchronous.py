"""Runs a command's coroutine, and turns what can go wrong into a sentence and an exit code."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import aiohttp
import typer
from rich.console import Console

from imperium.cli.client import ApiError
from imperium.platform.errors import ImperiumError

T = TypeVar("T")
errors = Console(stderr=True, highlight=False)


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result. Ends the program with 1 and a plain sentence when it fails, with 130 on Ctrl-C."""
    try:
        return asyncio.run(work)
    except ImperiumError as error:
        say(" ".join(filter(None, (error.detail, error.remedy))))
    except ApiError as error:
        say(str(error))
    except aiohttp.ClientError as error:
        say(f"The server can't be reached: {error}. Start it with `imperium up`.")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    raise typer.Exit(1)


def say(sentence: str) -> None:
    errors.print(sentence, style="red", markup=False)
