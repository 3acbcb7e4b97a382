"""`imperium keys`: API keys, straight in the database, so that the first one can be made before any server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from imperium.cli.asynchronous import finish
from imperium.cli.options import Config, Data, settings_for
from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.database import Database
from imperium.platform.settings import Settings

app = typer.Typer(help="API keys.", no_args_is_help=True)
out = Console(highlight=False)


@contextmanager
def _keys(settings: Settings) -> Iterator[Keys]:
    folder = settings.storage.data_folder
    folder.mkdir(parents=True, exist_ok=True)
    url = settings.storage.database_url
    database = Database(url.get_secret_value() if url else None, folder)
    database.migrate()
    try:
        yield Keys(KeyRepository(database))
    finally:
        database.close()


@app.command("create")
def create(
    role: Annotated[str, typer.Option(help="admin, operator, member or viewer.")] = "member",
    name: Annotated[str, typer.Option(help="What it is for.")] = "",
    days: Annotated[float | None, typer.Option(help="It works this long.", show_default="until revoked")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a key. It is shown this once."""
    if role.upper() not in Role.__members__:
        raise typer.BadParameter("one of admin, operator, member, viewer", param_hint="--role")
    with _keys(settings_for(data, config)) as keys:
        _, token = finish(keys.create(name, Role[role.upper()], expires_in_days=days))
    out.print(token, markup=False, soft_wrap=True)


@app.command("list")
def list_keys(data: Data = None, config: Config = None) -> None:
    """Every key, without its secret."""
    table = Table(Column("id", no_wrap=True), "name", "role", "ends with", "state", box=None)
    with _keys(settings_for(data, config)) as keys:
        for key in finish(keys.all()):
            table.add_row(key.id, key.name, key.role.label, key.hint, "revoked" if key.revoked_at else "in force")
    out.print(table)


@app.command("revoke")
def revoke(key_id: str, data: Data = None, config: Config = None) -> None:
    """Take a key out of force."""
    with _keys(settings_for(data, config)) as keys:
        finish(keys.revoke(key_id))
    out.print(f"{key_id} no longer works.", markup=False)
