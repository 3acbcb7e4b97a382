"""Plain word lists, as data in `knowledge/words.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(files("imperium.intelligences").joinpath("knowledge", "words.toml").read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """The list of that name."""
    return frozenset(_lists()[name])
