"""The words that the grammar knows and what each stands for: the files in `words`, one a theme."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

Table = dict[str, str]


@cache
def words(theme: str) -> dict[str, Any]:
    """What stands in a theme's file."""
    return tomllib.loads((files("imperium.scene") / "words" / f"{theme}.toml").read_text("utf-8"))


@cache
def table(theme: str) -> Table:
    """Word or phrase → meaning, of a theme whose file lists the words of each meaning."""
    return _spread(words(theme))


@cache
def subjects() -> Table:
    """Word or phrase → maker of what is drawn as itself."""
    folder = files("imperium.scene") / "words" / "subjects"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {word: maker for name in names for word, maker in table(f"subjects/{name.removesuffix('.toml')}").items()}


@cache
def styles_instead() -> Table:
    """Word or phrase → the style nearest to one that nobody draws."""
    return _spread(words("styles")["instead"])


@cache
def materials() -> dict[str, dict[str, Any]]:
    """Word or phrase → `kind` and `params` of a material."""
    listed = words("materials")["material"]
    return {word: {"params": {}, **entry} for entry in listed for word in entry["words"]}


@cache
def among(theme: str, key: str) -> frozenset[str]:
    """The words that a theme lists under one key."""
    return frozenset(words(theme)[key])


@cache
def nature(maker: str) -> str:
    """Under which nature a maker is listed; `plain` where it isn't."""
    kinds = words("natures")
    return next((name for name, entry in kinds.items() if "settings" in entry and maker in entry["makers"]), "plain")


def _spread(listed: dict[str, Any]) -> Table:
    return {word: meaning for meaning, entries in listed.items() if isinstance(entries, list) for word in entries}


COLOURS: Table = words("colours")
