"""`imperium image PROMPT`: a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imperium.cli.asynchronous import finish
from imperium.cli.job import given, make
from imperium.cli.options import Config, Data, settings_for


def image(
    prompt: Annotated[str, typer.Argument(help="What the picture is to show.")],
    resolution: Annotated[str | None, typer.Option(help="WIDTHxHEIGHT, HD, 4K …", show_default=False)] = None,
    style: Annotated[str | None, typer.Option(help="realistic, cinematic, studio …", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same picture.", show_default=False)] = None,
    priority: Annotated[str, typer.Option(help="critical, high, normal or low.")] = "normal",
    fields: Annotated[list[str], typer.Option("--set", help="Any other field: --set hdr=true")] = [],  # noqa: B006
    folder: Annotated[Path, typer.Option("--out", help="Where it is saved.")] = Path(),
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a picture."""
    asked = {"prompt": prompt, "resolution": resolution, "style": style, "seed": seed, "priority": priority}
    finish(make(settings_for(data, config), "/api/v1/generate/image", asked | given(fields), folder))
