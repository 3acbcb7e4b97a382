"""`imperium image PROMPT`: a picture; `imperium image --again FILE`: one that was made before, once more."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from imperium.cli.asynchronous import finish
from imperium.cli.job import given, make
from imperium.cli.options import Config, Data, settings_for
from imperium.platform.errors import InvalidInput

COMPOSING = frozenset({"prompt", "style", "seed", "variation", "brand", "color"})
"""Fields that a scene is made of: with another of these it is made anew."""


def image(
    prompt: Annotated[str | None, typer.Argument(help="What the picture is to show.", show_default=False)] = None,
    resolution: Annotated[str | None, typer.Option(help="WIDTHxHEIGHT, HD, 4K …", show_default=False)] = None,
    style: Annotated[str | None, typer.Option(help="realistic, cinematic, studio …", show_default=False)] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same picture.", show_default=False)] = None,
    priority: Annotated[str, typer.Option(help="critical, high, normal or low.")] = "normal",
    fields: Annotated[list[str], typer.Option("--set", help="Any other field: --set hdr=true")] = [],  # noqa: B006
    again: Annotated[
        Path | None,
        typer.Option(help="A picture that was made here: the same once more, but for what is given besides."),
    ] = None,
    folder: Annotated[Path, typer.Option("--out", help="Where it is saved.")] = Path(),
    data: Data = None,
    config: Config = None,
) -> None:
    """Make a picture."""
    said = {"prompt": prompt, "resolution": resolution, "style": style, "seed": seed}
    changed = {name: value for name, value in said.items() if value is not None} | given(fields)
    asked = {**_made_with(again, changed), **changed, "priority": priority}
    finish(make(settings_for(data, config), "/api/v1/generate/image", asked, folder))


def _made_with(picture: Path | None, changed: dict[str, Any]) -> dict[str, Any]:
    """What a picture was asked for with, of which `changed` keeps no scene that it contradicts."""
    if picture is None and "prompt" not in changed:
        raise InvalidInput(
            "prompt: nothing says what the picture is to show.",
            field="prompt",
            remedy="Say it in words, or name a picture with --again.",
        )
    if picture is None:
        return {}
    from imperium.images.reading import read_request  # it knows every format

    asked = read_request(picture)
    return {key: value for key, value in asked.items() if key != "scene" or not COMPOSING & changed.keys()}
