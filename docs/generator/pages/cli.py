"""Every command and option."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from page import Page, code, codes, section, sections, table

from imperium.cli.main import app

NAMES = {int: "integer", float: "number", Path: "path", bool: "flag"}


def body() -> str:
    return sections(_commands("imperium", typer.main.get_command(app)))


def _commands(path: str, command: Any) -> Iterator[str]:
    if not hasattr(command, "list_commands"):
        yield section(code(_usage(path, command)), command.help or "", _options(command))
        return
    for name in command.list_commands(None):
        yield from _commands(f"{path} {name}", command.get_command(None, name))


def _usage(path: str, command: Any) -> str:
    arguments = [str(p.name).upper() for p in command.params if p.param_type_name == "argument"]
    return " ".join([path, *arguments])


def _options(command: Any) -> str:
    rows = [
        (
            codes(p.opts) if p.param_type_name == "option" else code(str(p.name).upper()),
            _kind(p),
            _default(p),
            p.help or "",
        )
        for p in command.params
        if p.name != "help"
    ]
    return table(("option", "type", "default", "meaning"), rows) if rows else ""


def _kind(parameter: Any) -> str:
    kind = NAMES.get(parameter.type_descriptor.annotation, "text")
    return kind if parameter.min is None else f"{kind}, {parameter.min} to {parameter.max}"


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    return code(parameter.default) if parameter.default not in (None, "") else ""


PAGE = Page(
    title="Command line",
    about="every command and option.",
    intro=(
        "Inside a checkout `python3 dev.py imperium …` is the same as `imperium …`. Each command talks to the server "
        "that owns the data folder, and where none runs to one inside itself. `IMPERIUM_API_KEY` holds the key for a "
        "server that asks for one."
    ),
    body=body,
)
