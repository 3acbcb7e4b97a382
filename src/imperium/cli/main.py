"""`imperium`: one command, or one group of them, a file. Only the command that was asked for is loaded."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from imperium.cli.errors import ApiError, Unreachable
from imperium.cli.failure import say
from imperium.platform.errors import ImperiumError

COMMANDS = (
    "up",
    "serve",
    "run",
    "image",
    "video",
    "build",
    "review",
    "chat",
    "runs",
    "models",
    "keys",
    "secrets",
    "advisories",
    "doctor",
)
"""Their files hold a function of that name, or an `app` of several."""


def _build_schemas_late() -> None:
    """When one is first used: all of them are 5 MB, and of one server most endpoints are never asked. FastAPI builds
    with this warning off, and isn't there any more when they are built."""
    from pydantic import BaseModel
    from pydantic.warnings import UnsupportedFieldAttributeWarning

    BaseModel.model_config["defer_build"] = True
    warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)


class Commands(TyperGroup):
    """Every command, with its failures in words: a sentence on standard error, and the exit code 1."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        _build_schemas_late()
        module = import_module(f"imperium.cli.{cmd_name}")
        if hasattr(module, "app"):
            group = typer.main.get_group(module.app)
            group.name = cmd_name
            return group
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name)(getattr(module, cmd_name))
        return typer.main.get_command(alone)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except ImperiumError as error:
            say(" ".join(filter(None, (error.detail, error.remedy))))
        except (ApiError, Unreachable) as error:
            say(str(error))
        except OSError as error:
            say(f"{error.filename or 'The system'}: {error.strerror or error}.")
        raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    name="imperium",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def imperium() -> None:
    """An objective becomes a finished, paid-for, delivered piece of work."""
