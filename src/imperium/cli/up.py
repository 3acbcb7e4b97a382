"""`imperium up`: the server."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from imperium.app import create_app
from imperium.cli.asynchronous import finish
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.server import Server, address_of, listen
from imperium.front import Part
from imperium.models.keys.process import forbid_core_dumps
from imperium.platform.auth.bind import check_bind
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.descriptors import allow_many_descriptors
from imperium.platform.settings import Settings
from imperium.platform.telemetry import logs


def up(
    host: Annotated[str | None, typer.Option(help="Where to listen.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="0 takes a free one.", show_default="8000")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Start the server."""
    if sys.platform != "win32":
        import uvloop

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    finish(serve(lambda: settings_for(data, config), host, port))


async def serve(load: Callable[[], Settings], host: str | None, port: int | None, part: Part = "all") -> None:
    """A part of the application, until it is told to stop."""
    settings = load()
    production = settings.system.environment == "production"
    forbid_core_dumps(production=production)
    allow_many_descriptors()
    logs.configure(production=production, level=settings.system.log_level)
    host = host or settings.server.host
    bound = listen(host, settings.server.port if port is None else port)
    app = create_app(settings, host=host, address=address_of(bound), part=part)
    check_bind(host, await KeyRepository(app.state.platform.database).any_in_force())
    await Announced(app).serve(sockets=[bound])


class Announced(Server):
    """Says where it is when it answers there."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            typer.echo(f"Imperium is at {address_of(sockets[0])}", err=True)
