"""An arrangement: a function from a wish to a whole scene round its subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from imperium.kit.kinds import discover
from imperium.scene.maker import extent, maker
from imperium.scene.mesh import Array
from imperium.scene.scene import Params, Scene, Thing

Style = Literal["realistic", "cinematic", "studio", "minimalist"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a prompt asks for. `colours` are the subject's colourways, best first; `tags` are its adjectives."""

    title: str
    maker: str
    params: Params
    colours: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    count: int = 1
    style: Style = "realistic"
    aspect: float = 0.8

    def hero(self, colourway: int = 0, **placed: Any) -> Thing:
        """The subject in one of its colourways; `placed` are fields of the thing."""
        chosen = {"color": self.colours[colourway % len(self.colours)], **self.params}
        return Thing(maker=self.maker, params=maker(self.maker).accepted(chosen), **placed)

    def size(self) -> tuple[Array, Array]:
        """Lowest and highest corner of the subject at the origin."""
        return extent(self.hero())


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`build` may use the generator freely: equal generators give equal scenes."""

    build: Callable[[Wish, np.random.Generator], Scene]


@cache
def arrangements() -> dict[str, Arrangement]:
    """Every arrangement by name."""
    return discover("imperium.scene.arrangements", Arrangement, "imperium.scene.arrangements")


def row(wish: Wish, gap: float) -> list[Thing]:
    """The subject in up to three colourways: one in front, the others behind it to both sides."""
    low, high = wish.size()
    wide = float(high[0] - low[0])
    spots = [(0.0, 0.0), (-gap * wide, 0.55 * wide), (gap * wide, 0.7 * wide)]
    return [
        wish.hero(k, at=(x, y, 0.0), turn=(0, 10, -10)[k])
        for k, (x, y) in enumerate(spots[: max(1, min(wish.count, 3))])
    ]


def bounds(things: list[Thing]) -> tuple[Array, Array]:
    """Lowest and highest corner of several placed things."""
    boxes = [np.array(extent(thing)) + np.array(thing.at) for thing in things]
    return np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)


def middle(low: Array, high: Array) -> tuple[float, float, float]:
    x, y, z = (low + high) / 2
    return float(x), float(y), float(z)
