"""`imperium secrets`: the master over what is sealed, straight in the database; a server that runs goes on."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from imperium.cli.asynchronous import finish
from imperium.cli.options import Config, Data, settings_for
from imperium.models.catalog import Catalog
from imperium.models.dialect import dialects
from imperium.models.keys.platform_providers import Entry
from imperium.models.keys.records import ProviderDocument
from imperium.models.keys.rotation import Rotation
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.keys.secret import check_sendable, overwrite
from imperium.platform.database import Database
from imperium.platform.settings import Settings

app = typer.Typer(help="Sealed keys of providers, and the master over them.", no_args_is_help=True)
out = Console(highlight=False)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[RuntimeProviders]:
    folder = settings.storage.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    url = settings.storage.database_url
    database = Database(url.get_secret_value() if url else None, folder)
    database.migrate()
    runtime = RuntimeProviders(settings, folder, database, Catalog(settings))
    try:
        await runtime.platform.start()
        yield runtime
    finally:
        await runtime.close()
        database.close()


@app.command("add")
def add(
    provider: Annotated[str, typer.Argument(help="For example openai.")],
    base_url: Annotated[str | None, typer.Option(help="Where it is; needed for one that isn't known.")] = None,
    dialect: Annotated[str | None, typer.Option(help="openai_chat, anthropic_messages or gemini.")] = None,
    model: Annotated[str, typer.Option(help="What it serves for every role.")] = "",
    data: Data = None,
    config: Config = None,
) -> None:
    """Seal a provider's key, which is asked for or read from standard input. The server never sees the text."""
    if dialect is not None and dialect not in dialects():
        raise typer.BadParameter(f"one of {', '.join(dialects())}", param_hint="--dialect")
    text = typer.prompt("Key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    check_sendable(text, "the key")
    document = ProviderDocument(base_url=base_url, dialect=dialect, model=model)
    finish(_add(settings_for(data, config), provider, document, text))
    out.print(f"{provider} is connected; a server that runs asks it from now on.", markup=False)


async def _add(settings: Settings, name: str, document: ProviderDocument, text: str) -> None:
    key = bytearray(text, "ascii")
    async with _opened(settings) as runtime:
        await runtime.platform.put(Entry(name, document, key))
    overwrite(key)


@app.command("status")
def status(data: Data = None, config: Config = None) -> None:
    """How many keys are sealed, and by which version of which master."""
    finish(_status(settings_for(data, config)))


async def _status(settings: Settings) -> None:
    table = Table("master", "version", "keys", box=None)
    async with _opened(settings) as runtime:
        for master, version, count in await runtime.secrets.by_version():
            table.add_row(master, version, str(count))
    out.print(table)


@app.command("rotate")
def rotate(data: Data = None, config: Config = None) -> None:
    """Make a new version of the master, and wrap every data key by it. No key is opened."""
    finish(_rewrap(settings_for(data, config), rotate_first=True))


@app.command("retire")
def retire(
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False, data: Data = None, config: Config = None
) -> None:
    """Forget the local master's earlier versions, once nothing is under them: a copy of them opens nothing then."""
    settings = settings_for(data, config)
    if not yes:
        typer.confirm(OTHERS, abort=True)
    dropped = finish(_retire(settings))
    out.print(f"Forgotten: version {', '.join(dropped)}." if dropped else "There is no earlier version.", markup=False)


OTHERS = "Keys of other data folders that use the same key file are lost unless they were wrapped anew too. Go on?"


async def _retire(settings: Settings) -> list[str]:
    async with _opened(settings) as runtime:
        return await Rotation(runtime.secrets, runtime.masters).retire()


@app.command("rewrap")
def rewrap(data: Data = None, config: Config = None) -> None:
    """Wrap by the master that the settings name what isn't yet: after a change of it, or an interruption."""
    finish(_rewrap(settings_for(data, config), rotate_first=False))


async def _rewrap(settings: Settings, *, rotate_first: bool) -> None:
    async with _opened(settings) as runtime:
        rotation, done = Rotation(runtime.secrets, runtime.masters), 0
        if rotate_first:
            out.print(f"The master's current version is {await rotation.rotate()}.", markup=False)
        async for done in rotation.rewrap():
            out.print(f"{done:,} keys wrapped anew", markup=False)
    if not done:
        out.print("Nothing to wrap anew.")
