"""What goes wrong is said in a sentence on standard error, and the exit code is 1."""

from __future__ import annotations

from typing import Any

import aiohttp
import typer
from rich.console import Console
from typer.core import TyperGroup

from imperium.cli.client import ApiError
from imperium.platform.errors import ImperiumError

_errors = Console(stderr=True, highlight=False)


class Commands(TyperGroup):
    """Every command, with its failures in words."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ImperiumError as error:
            say(" ".join(filter(None, (error.detail, error.remedy))))
        except ApiError as error:
            say(str(error))
        except aiohttp.ClientError as error:
            say(f"The server can't be reached: {error}. Start it with `imperium up`.")
        except OSError as error:
            say(f"{error.filename or 'The system'}: {error.strerror or error}.")
        raise typer.Exit(1)


def say(sentence: str) -> None:
    _errors.print(sentence, style="red", markup=False, soft_wrap=True)
