"""Prompt addons: expert instructions that a task can take along, as data in `addons/`.

A file is a family and gives its entries their category; an entry's key is the name by which tasks select it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Addon:
    """`instruction` is what a language model is told; `summary` is one line for whoever chooses."""

    name: str
    title: str
    category: str
    summary: str
    instruction: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@cache
def load_addons() -> Mapping[str, Addon]:
    """Every shipped addon by name, sorted by category and then as its file has them."""
    return MappingProxyType(by_name(addon for file in _families() for addon in read_family(file)))


def by_name(addons: Iterable[Addon]) -> dict[str, Addon]:
    """The addons under their names. Raises ValueError when two share one: a task could not say which it means."""
    found: dict[str, Addon] = {}
    for addon in addons:
        if other := found.get(addon.name):
            raise ValueError(f"two addons are called {addon.name!r}: in {other.category} and in {addon.category}")
        found[addon.name] = addon
    return found


def read_family(file: Traversable) -> Iterator[Addon]:
    """The addons of one file. Raises TypeError naming a field that is missing or unknown."""
    category = file.name.removesuffix(".toml")
    for name, entry in tomllib.loads(file.read_text("utf-8")).items():
        yield Addon(name=name, category=category, **{key: value.strip() for key, value in entry.items()})


def _families() -> list[Traversable]:
    folder = files("imperium.workflows").joinpath("addons")
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
