"""The dated tables beside this package, `data/*.toml`: published figures, limits, currencies, assumptions."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def figures(name: str) -> dict[str, dict[str, Any]]:
    """The table of that name, read once."""
    return tomllib.loads(files(__package__).joinpath("data", f"{name}.toml").read_text("utf-8"))
