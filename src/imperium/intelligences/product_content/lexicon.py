"""What can be said about a property of a product, by kind of property; data in `knowledge/properties/`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Theme = Literal["use", "details", "power", "build", "size", "origin", "care", "box", "terms"]
THEMES: dict[Theme, str] = {
    "use": "Main data",
    "details": "Details",
    "power": "Power",
    "build": "Build",
    "size": "Size",
    "origin": "Origin",
    "care": "Care",
    "box": "In the box",
    "terms": "Terms",
}
"""In the order in which a reader wants them, with their headings."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of property. `unit` is the dimension its value must have; `only` the categories it holds for."""

    key: str
    names: tuple[str, ...]
    theme: Theme
    weight: int
    unit: str | None
    only: frozenset[str]
    data: dict[str, Any]

    def lines(self, shape: str) -> tuple[str, ...]:
        """The ways to say it in a shape or tone; empty when there are none."""
        return tuple(self.data.get(shape, ()))

    def is_said(self, trait: str) -> bool:
        """Whether the kind has a trait: `proper` values keep their capitals, `bare` ones have no value."""
        return bool(self.data.get(trait))

    def fits(self, things: frozenset[str], dimension: str | None) -> bool:
        """Whether it holds for what the product is and a value of that dimension."""
        wrong_unit = self.unit is not None and self.unit != dimension and not self.is_said("count")
        return not wrong_unit and (not self.only or bool(self.only & things))


def folded(name: str) -> str:
    """A name as it is looked up: lower case, single spaces for underscores and hyphens."""
    return re.sub(r"[\s_-]+", " ", name).strip().lower()


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of property. Those that hold for few categories come first, because they know better."""
    folder = files("imperium.intelligences").joinpath("knowledge", "properties")
    read = (tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    found = [_kind(key, data) for file in read for key, data in file.items()]
    return tuple(sorted(found, key=lambda kind: (not kind.only, kind.key)))


@cache
def by_key() -> dict[str, Kind]:
    return {kind.key: kind for kind in kinds()}


@cache
def by_name() -> dict[str, tuple[Kind, ...]]:
    """The kinds that a folded name may mean."""
    found: dict[str, tuple[Kind, ...]] = {}
    for kind in kinds():
        for name in kind.names:
            found[name] = (*found.get(name, ()), kind)
    return found


def named(name: str, things: frozenset[str], dimension: str | None) -> Kind | None:
    """The kind of property that a name means for a kind of thing, given the dimension of its value."""
    candidates = by_name().get(folded(name), ())
    return next((kind for kind in candidates if not kind.is_said("phrase") and kind.fits(things, dimension)), None)


def phrased(words: str, things: frozenset[str]) -> Kind | None:
    """The kind of property that is the whole of a phrase without a value: `keep-warm function`."""
    candidates = by_name().get(folded(words), ())
    return next((kind for kind in candidates if kind.is_said("phrase") and kind.fits(things, None)), None)


def _kind(key: str, data: dict[str, Any]) -> Kind:
    return Kind(
        key=key,
        names=tuple(dict.fromkeys(folded(name) for name in data["names"])),
        theme=data["theme"],
        weight=data["weight"],
        unit=data.get("unit"),
        only=frozenset(data.get("only", ())),
        data=data,
    )
