"""A light rig: a function from what is lit to lamps, skies and what throws shadows, as plain plug-in dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, ValidationError, validate_call

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import invalid_input
from imperium.platform.errors import NotFound
from imperium.scene import scene
from imperium.scene.material import Node
from imperium.scene.mesh import Array, facing, scaling

CHECKED = ConfigDict(arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True)
class Target:
    """What the light is aimed at: a point (3,) and the radius round it."""

    centre: Array
    reach: float

    def at(self, x: float, y: float, z: float) -> Array:
        """A point given in units of the reach round the centre."""
        return self.centre + self.reach * np.array([x, y, z])


@dataclass(frozen=True, slots=True)
class LightRig:
    """`build` takes the target and keyword parameters with annotations that pydantic checks.

    `exposure` is the stops that show what it lights well, `air` and
    `glow` the colour and brightness of the air that it shines through.
    """

    build: Callable[..., dict[str, Node]]
    exposure: float = 0.0
    air: str = "#b8c4d4"
    glow: float = 0.9

    def accepted(self, params: scene.Params) -> scene.Params:
        """Those of `params` that this rig takes."""
        return {key: value for key, value in params.items() if key in signature(self.build).parameters}

    def light(self, target: Target, params: scene.Params) -> dict[str, Node]:
        """Raises InvalidInput for a parameter that the rig doesn't take."""
        try:
            lights: dict[str, Node] = validate_call(config=CHECKED)(self.build)(target, **params)
        except ValidationError as error:
            raise invalid_input(error, signature(self.build).parameters, "scene.rig.params.") from None
        return lights


def softbox(target: Target, at: Array, width: float, height: float, radiance: NDArray[np.floating[Any]]) -> Node:
    """A rectangular lamp at a point, facing the target; `width` and `height` in units of the reach."""
    size = target.reach / 2
    return {
        "type": "rectangle",
        "to_world": facing(at.tolist(), target.centre.tolist()) @ scaling(width * size, height * size, 1),
        "bsdf": {"type": "diffuse", "reflectance": np.zeros(3, np.float32)},
        "emitter": {"type": "area", "radiance": np.asarray(radiance, np.float32)},
    }


@cache
def rigs() -> dict[str, LightRig]:
    """Every light rig by name."""
    return discover("imperium.scene.rigs", LightRig, "imperium.scene.rigs")


def lamps(rig: scene.Rig) -> dict[str, Node]:
    """Raises NotFound with the nearest known name."""
    try:
        kind = rigs()[rig.kind]
    except KeyError:
        raise NotFound(
            f"There is no light rig {rig.kind!r}.", field="scene.rig.kind", remedy=did_you_mean(rig.kind, rigs())
        ) from None
    return kind.light(Target(np.array(rig.target, float), rig.reach), rig.params)
