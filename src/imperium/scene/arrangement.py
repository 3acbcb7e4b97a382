"""An arrangement: a function from a wish to a whole scene round its subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from imperium.kit.kinds import discover
from imperium.scene.grouping import box as bounds
from imperium.scene.maker import extent, maker, makers
from imperium.scene.mesh import Array
from imperium.scene.scene import Finish, Params, Scene, Thing

__all__ = ["Arrangement", "Wish", "arrangements", "bounds", "drawable", "focus", "middle", "row"]

LONG = frozenset({"fence", "river", "road", "water"})  # these run on beyond the picture


@dataclass(frozen=True, slots=True)
class Wish:
    """What a prompt asks for. `colours` are the subject's colourways, best first, none where the maker's own are right;
    `tags` are its adjectives. Where several things were asked for, `group` holds all of them, placed."""

    title: str
    maker: str
    params: Params
    colours: tuple[str, ...]
    tags: frozenset[str] = frozenset()
    count: int = 1
    style: str = "realistic"
    aspect: float = 0.8
    finishes: tuple[tuple[str, Finish], ...] = ()
    group: tuple[Thing, ...] = ()

    def hero(self, colourway: int = 0, **placed: Any) -> Thing:
        """The subject in one of its colourways; `placed` are fields of the thing."""
        colour = {"color": self.colours[colourway % len(self.colours)]} if self.colours else {}
        params = maker(self.maker).accepted({**colour, **self.params})
        return Thing(maker=self.maker, params=params, finishes=dict(self.finishes), **placed)

    def size(self) -> tuple[Array, Array]:
        """Lowest and highest corner of what is asked for, standing at the origin."""
        return bounds(self.group) if self.group else extent(self.hero())

    def stand(self, at: tuple[float, float, float] = (0.0, 0.0, 0.0), turn: float = 0.0) -> list[Thing]:
        """What is asked for, at a place: the group, or the subject in its first colourway."""
        if not self.group:
            return [self.hero(0, at=at, turn=turn)]
        return [t.model_copy(update={"at": tuple(np.add(t.at, at).tolist())}) for t in self.group]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`build` may use the generator freely: equal generators give equal scenes."""

    build: Callable[[Wish, np.random.Generator], Scene]


@cache
def arrangements() -> dict[str, Arrangement]:
    """Every arrangement by name."""
    return discover("imperium.scene.arrangements", Arrangement, "imperium.scene.arrangements")


def row(wish: Wish, gap: float) -> list[Thing]:
    """The group; or the subject in up to three colourways, one in front, the others behind it to both sides."""
    if wish.group:
        return _before(wish.group)
    low, high = wish.size()
    wide = float(high[0] - low[0])
    spots = [(0.0, 0.0), (-gap * wide, 0.55 * wide), (gap * wide, 0.7 * wide)]
    return [
        wish.hero(k, at=(x, y, 0.0), turn=(0, 10, -10)[k])
        for k, (x, y) in enumerate(spots[: max(1, min(wish.count, 3))])
    ]


def _before(group: Sequence[Thing]) -> list[Thing]:
    """The group with the middle of what is to fill the picture over the origin."""
    x, y, _ = middle(*focus(group))
    return [thing.model_copy(update={"at": (thing.at[0] - x, thing.at[1] - y, thing.at[2])}) for thing in group]


def drawable(*things: Thing) -> list[Thing]:
    """Those of the things that somebody makes here, with the parameters that their makers take."""
    known = [thing for thing in things if thing.maker in makers()]
    return [t.model_copy(update={"params": maker(t.maker).accepted(t.params)}) for t in known]


def focus(things: Sequence[Thing]) -> tuple[Array, Array]:
    """Lowest and highest corner of what is to fill the picture: of a car on a road, the car's."""
    return bounds([thing for thing in things if thing.maker not in LONG] or things)


def middle(low: Array, high: Array) -> tuple[float, float, float]:
    x, y, z = (low + high) / 2
    return float(x), float(y), float(z)
