"""`imperium video PROMPT`: a video."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imperium.cli.asynchronous import finish
from imperium.cli.job import given, make
from imperium.cli.options import Config, Data, settings_for


def video(
    prompt: Annotated[str, typer.Argument(help="What the video is to show.")],
    duration: Annotated[float | None, typer.Option(help="Seconds.", show_default=False)] = None,
    resolution: Annotated[str | None, typer.Option(help="WIDTHxHEIGHT, HD, 1080p …", show_default=False)] = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second.", show_default=False)] = None,
    style: Annotated[str | None, typer.Option(help="realistic, cinematic, studio …", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same video.", show_default=False)] = None,
    priority: Annotated[str, typer.Option(help="critical, high, normal or low.")] = "normal",
    fields: Annotated[list[str], typer.Option("--set", help="Any other field: --set camera=orbit")] = [],  # noqa: B006
    folder: Annotated[Path, typer.Option("--out", help="Where it is saved.")] = Path(),
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a video."""
    asked = {"prompt": prompt, "duration": duration, "resolution": resolution, "fps": fps, "style": style}
    asked |= {"seed": seed, "priority": priority}
    finish(make(settings_for(data, config), "/api/v1/generate/video", asked | given(fields), folder))
