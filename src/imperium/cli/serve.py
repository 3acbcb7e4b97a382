"""`imperium serve`: a part of the platform as a process of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imperium.cli.asynchronous import finish
from imperium.cli.options import Config, Data, default_data_folder, settings_for
from imperium.cli.server import listen
from imperium.cli.up import Announced, serve
from imperium.delivery import create_delivery
from imperium.front import Part
from imperium.platform.descriptors import allow_many_descriptors
from imperium.platform.settings import Settings
from imperium.platform.telemetry import logs

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Start a part of the platform by itself.")

Host = Annotated[str | None, typer.Option(help="Where to listen.", show_default="127.0.0.1")]
OwnData = Annotated[
    Path | None, typer.Option("--data", help="Where it keeps everything.", show_default="beside the gateway's")
]


@app.command()
def image(
    host: Host = None,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 5000,
    data: OwnData = None,
    config: Config = None,
) -> None:
    """Pictures: /api/v1/generate/image and what belongs to it."""
    _part("image", host, port, data, config)


@app.command()
def video(
    host: Host = None,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 5001,
    data: OwnData = None,
    config: Config = None,
) -> None:
    """Videos: /api/v1/generate/video and what belongs to it."""
    _part("video", host, port, data, config)


@app.command()
def cdn(
    host: Host = None,
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8080,
    data: Data = None,
    config: Config = None,
) -> None:
    """Published files, from the gateway's data folder, which it only reads."""
    finish(_deliver(settings_for(data, config), host, port))


def _part(part: Part, host: str | None, port: int, data: Path | None, config: Path | None) -> None:
    """A data folder belongs to one process: by default each part has its own, beside the gateway's."""
    usual = default_data_folder()
    own = data or usual.with_name(f"{usual.name}-{part}")
    finish(serve(lambda: settings_for(own, config), host, port, part))


async def _deliver(settings: Settings, host: str | None, port: int) -> None:
    allow_many_descriptors()
    logs.configure(production=settings.system.environment == "production", level=settings.system.log_level)
    host = host or settings.server.host
    bound = listen(host, port)
    await Announced(create_delivery(settings, host=host)).serve(sockets=[bound])
