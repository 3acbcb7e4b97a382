"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from imperium.platform.settings import Settings, load_settings


def default_data_folder() -> Path:
    """`IMPERIUM_DATA`, else `imperium` in the user's data folder (XDG base directory specification)."""
    if given := os.environ.get("IMPERIUM_DATA"):
        return Path(given)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "imperium"


Data = Annotated[
    Path | None,
    typer.Option("--data", help="Where everything is kept.", show_default="IMPERIUM_DATA or ~/.local/share"),
]
Config = Annotated[Path | None, typer.Option("--config", help="An orchestration_config.json.", show_default=False)]


def settings_for(data: Path | None, config: Path | None) -> Settings:
    return load_settings(config, (data or default_data_folder()).expanduser().resolve(), os.environ)
