"""A maker: a function from parameters to the parts of a thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from inspect import signature
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError, validate_call
from pydantic.fields import FieldInfo

from imperium.kit.kinds import discover
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import invalid_input
from imperium.platform.errors import NotFound
from imperium.scene.mesh import Array, Mesh
from imperium.scene.scene import Finish, Params, Thing

CACHED_THINGS = 24

Seed = Annotated[int, Field(ge=0, lt=2**32)]


@dataclass(frozen=True, slots=True)
class Part:
    """A mesh of one material. `size` is the centimetres that one unit of u and of v spans."""

    slot: str
    mesh: Mesh
    finish: Finish
    size: tuple[float, float] = (10.0, 10.0)


@dataclass(frozen=True, slots=True)
class Maker:
    """`build` takes keyword parameters with annotations that pydantic checks; its origin stands on z=0."""

    build: Callable[..., tuple[Part, ...]]

    def make(self, params: Params) -> tuple[Part, ...]:
        """Raises InvalidInput for a parameter that the maker doesn't take."""
        try:
            return validate_call(self.build)(**params)
        except ValidationError as error:
            raise invalid_input(error, signature(self.build).parameters, "scene.things.params.") from None

    def accepted(self, params: Params) -> Params:
        """Those of `params` that this maker takes."""
        return {key: value for key, value in params.items() if key in signature(self.build).parameters}

    def bounded(self, params: Params) -> Params:
        """The parameters with every number moved to the nearest that the maker takes."""
        declared = signature(self.build).parameters
        return {key: _bounded(value, declared[key].default) for key, value in params.items() if key in declared}


def _bounded(value: Any, declared: Any) -> Any:
    """The nearest value within the limits of a pydantic field."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isinstance(declared, FieldInfo):
        return value
    for limit in declared.metadata:
        value = max(value, getattr(limit, "ge", value))
        value = min(value, getattr(limit, "le", value))
    return value


def finish(kind: str, /, **params: Any) -> Finish:
    return Finish(kind=kind, params=params)


@cache
def makers() -> dict[str, Maker]:
    """Every maker by name."""
    return discover("imperium.scene.makers", Maker, "imperium.scene.makers")


def maker(name: str) -> Maker:
    """Raises NotFound with the nearest known name."""
    try:
        return makers()[name]
    except KeyError:
        raise NotFound(
            f"There is no maker {name!r}.", field="scene.things.maker", remedy=did_you_mean(name, makers())
        ) from None


def parts_of(thing: Thing) -> tuple[Part, ...]:
    """What the thing's maker makes, kept for a while: a scene's composing asks for the same thing many times.

    Raises NotFound and InvalidInput as `maker` and `make` do.
    """
    return _made(thing.maker, json.dumps(thing.params, sort_keys=True))


@lru_cache(CACHED_THINGS)
def _made(name: str, params: str) -> tuple[Part, ...]:
    return maker(name).make(json.loads(params))


def extent(thing: Thing) -> tuple[Array, Array]:
    """Lowest and highest corner (3,) of the thing at the origin, turned and scaled."""
    meshes = [part.mesh.turned((0, 0, 1), thing.turn) for part in parts_of(thing)]
    corners = np.array([mesh.bounds for mesh in meshes]) * thing.scale
    return corners[:, 0].min(0), corners[:, 1].max(0)
