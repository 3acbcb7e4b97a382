"""The scene: what is in a picture, as versioned JSON. Lengths are centimetres, angles degrees, z points up."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from imperium.kit.kinds import names
from imperium.kit.suggest import did_you_mean
from imperium.scene.colour import Hex

Cm = Annotated[float, Field(ge=-1e6, le=1e6)]
Point = tuple[Cm, Cm, Cm]
Params = dict[str, Any]
MAX_THINGS = 400
RENAMED_RIGS = {"softboxes": "studio", "night": "night_city"}  # in scenes that were kept


@cache
def _known(folder: str) -> frozenset[str]:
    """The names of what makes a part of scenes, here and in other packages; none of it is loaded."""
    group = f"imperium.scene.{folder}"
    return frozenset(names(group)) | {entry.name for entry in entry_points(group=group)}


def _maker(name: str) -> str:
    return _one_of("makers", name)


def _material(name: str) -> str:
    return _one_of("materials", name)


def _rig(name: str) -> str:
    return _one_of("rigs", RENAMED_RIGS.get(name, name))


def _one_of(folder: str, name: str) -> str:
    if name not in _known(folder):
        hint = did_you_mean(name[:80], _known(folder))
        known = {"folder": folder, "name": repr(name[:80]), "hint": hint}
        raise PydanticCustomError("unknown_name", "there is no {name} among the {folder}. {hint}", known)
    return name


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Finish(_Part):
    """A material by name, with its parameters."""

    kind: Annotated[str, AfterValidator(_material)] = Field(description="Name of a material.")
    params: Params = Field(default_factory=dict, description="The material's parameters.")


class Thing(_Part):
    """An object: who makes it, of what, and where it stands."""

    maker: Annotated[str, AfterValidator(_maker)] = Field(description="Name of a maker.")
    params: Params = Field(default_factory=dict, description="The maker's parameters.")
    finishes: dict[str, Finish] = Field(default_factory=dict, description="Materials that replace the maker's own.")
    at: Point = Field(default=(0.0, 0.0, 0.0), description="Where its origin stands.")
    turn: float = Field(default=0.0, description="Rotation about the vertical.")
    scale: float = Field(default=1.0, gt=0, le=1000, description="Size against the maker's own.")


class Rig(_Part):
    """The light, by name, aimed at the middle of what the picture is about."""

    kind: Annotated[str, AfterValidator(_rig)] = Field(description="Name of a light rig.")
    params: Params = Field(default_factory=dict, description="The rig's parameters.")
    target: Point = Field(default=(0.0, 0.0, 10.0), description="What the light is aimed at.")
    reach: float = Field(default=20.0, gt=0, description="Radius of what is lit; the rig scales with it.")


class Camera(_Part):
    origin: Point
    target: Point
    fov: float = Field(default=28.0, gt=1, lt=150, description="Angle over the larger side of the picture.")
    aperture: float = Field(default=0.0, ge=0, le=100, description="Lens radius; 0 keeps everything sharp.")
    focus: float | None = Field(default=None, gt=0, description="Distance in focus; the target's by default.")


class Haze(_Part):
    """Air between the camera and what it sees."""

    colour: Hex = "#b8c4d4"
    distance: float = Field(gt=0, description="Distance after which 63 % of the light is the air's own.")
    glow: float = Field(default=1.0, ge=0, le=50, description="Brightness of the air.")


class Grade(_Part):
    exposure: float = Field(default=0.0, ge=-8, le=8, description="Stops.")
    contrast: float = Field(default=1.0, ge=0.3, le=2.5)
    saturation: float = Field(default=1.0, ge=0, le=2.5)
    warmth: float = Field(default=0.0, ge=-1, le=1, description="Towards amber, or towards blue below 0.")
    bloom: float = Field(default=0.04, ge=0, le=0.5, description="Share of the light that glows round bright places.")
    vignette: float = Field(default=0.12, ge=0, le=1, description="How much the corners darken.")
    haze: Haze | None = None


class Clouds(_Part):
    """A sea of clouds, marched through instead of meshed. Lengths are metres."""

    cover: float = Field(default=0.42, ge=0.05, le=0.95)
    sun_height: float = Field(default=12.0, ge=-2, le=85, description="Degrees above the horizon.")
    sun_side: float = Field(default=25.0, ge=-180, le=180, description="Degrees to the right of the flight.")
    warmth: float = Field(default=0.6, ge=0, le=1, description="0 is noon blue, 1 a red evening.")
    altitude: float = Field(default=760.0, ge=0, le=3000)
    seed: int = Field(default=0, ge=0, lt=2**32)


class Move(_Part):
    """How the camera travels in a video."""

    kind: Literal["orbit", "push", "dolly", "crane", "fly"] = "orbit"
    amount: float = Field(default=1.0, ge=-4, le=4, description="1 is a calm move; below 0 the other way.")


class Scene(_Part):
    """Everything that a renderer needs, except size and samples."""

    version: Literal[1] = 1
    title: str = Field(default="", max_length=200)
    things: tuple[Thing, ...] = Field(default=(), max_length=MAX_THINGS)
    rig: Rig = Rig(kind="studio")
    camera: Camera = Camera(origin=(0, -70, 25), target=(0, 0, 10))
    grade: Grade = Grade()
    style: str = Field(default="realistic", max_length=100, description="Name of a style; how light becomes a picture.")
    move: Move = Move()
    clouds: Clouds | None = None

    def brighter(self, stops: float) -> Scene:
        """The same scene, `stops` brighter."""
        if not stops:
            return self
        exposure = min(max(self.grade.exposure + stops, -8.0), 8.0)
        return self.model_copy(update={"grade": self.grade.model_copy(update={"exposure": exposure})})
