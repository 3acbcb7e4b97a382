"""A material: a function from a surface and parameters to a BSDF.

A BSDF is the plain dictionary of a Mitsuba plug-in in which textures are float32 arrays, (h, w, 3) linear colours or
(h, w) values; the stage turns them into bitmaps. A key `emission` next to `bsdf` makes the surface shine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

from pydantic import ValidationError, validate_call

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import invalid_input
from imperium.platform.errors import NotFound
from imperium.scene.scene import Finish

Node = dict[str, Any]
MAX_TEXELS = 1536


@dataclass(frozen=True, slots=True)
class Surface:
    """The centimetres that one unit of u and of v spans."""

    width: float
    height: float

    def texels(self, per_cm: float, at_most: int = MAX_TEXELS) -> tuple[int, int]:
        """Width and height of a texture with about `per_cm` texels a centimetre."""
        return tuple(int(min(max(side * per_cm, 32), at_most)) for side in (self.width, self.height))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Material:
    """`build` takes the surface and keyword parameters with annotations that pydantic checks."""

    build: Callable[..., Node]

    def accepted(self, params: dict[str, Any]) -> dict[str, Any]:
        """Those of `params` that this material takes."""
        return {key: value for key, value in params.items() if key in signature(self.build).parameters}

    def dress(self, surface: Surface, params: dict[str, Any]) -> Node:
        """Raises InvalidInput for a parameter that the material doesn't take."""
        try:
            return validate_call(self.build)(surface, **params)
        except ValidationError as error:
            raise invalid_input(error, signature(self.build).parameters, "scene.finishes.params.") from None


@cache
def materials() -> dict[str, Material]:
    """Every material by name."""
    return discover("imperium.scene.materials", Material, "imperium.scene.materials")


def bsdf(finish: Finish, surface: Surface) -> Node:
    """Raises NotFound with the nearest known name."""
    try:
        kind = materials()[finish.kind]
    except KeyError:
        raise NotFound(
            f"There is no material {finish.kind!r}.",
            field="scene.finishes.kind",
            remedy=did_you_mean(finish.kind, materials()),
        ) from None
    return kind.dress(surface, finish.params)
