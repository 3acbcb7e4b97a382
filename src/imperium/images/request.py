"""What can be asked of a picture, and what is told of one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from imperium.images.layer_name import Layer
from imperium.images.selection import FORMAT_NAMES
from imperium.kit.suggest import did_you_mean
from imperium.scene.colour import hex_colour
from imperium.scene.scene import Scene
from imperium.weights.request import WeightsRequest

MOST_PICTURES = 16
SEEDS = 2**32


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class ImageInputs(BaseModel):
    """What a picture is to show, and how."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(min_length=1, max_length=10_000, description="What the picture is to show.")
    style: str | None = Field(
        default=None, max_length=100, description="Light and grade, or a way to draw; realistic by default."
    )
    resolution: str = Field(default="768x960", max_length=40, description="WIDTHxHEIGHT, 1024 for a square, HD … 16K.")
    format: Annotated[tuple[str, ...] | str, BeforeValidator(_several)] = Field(
        default=("png",), max_length=8, description=f"One or several of {', '.join(FORMAT_NAMES)}."
    )
    hdr: bool = Field(default=False, description="Also the linear light as OpenEXR, and an AVIF for HDR displays.")
    layers: tuple[Layer, ...] = Field(
        default=(), max_length=5, description="Auxiliary layers, each a file of its own, for compositing."
    )
    transparent: bool = Field(default=False, description="The product alone, cut out, on a transparent background.")
    pbr: bool = Field(default=True, description="Physically based materials; the embedded engine always uses them.")
    model: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="The model that draws; the embedded engine by default.",
    )
    strict_model: bool = Field(default=False, description="Fail where that model isn't ready, instead of drawing here.")
    seed: int | None = Field(default=None, ge=0, lt=SEEDS, description="Derived from the prompt where not given.")
    count: int = Field(default=1, ge=1, le=MOST_PICTURES, description="Pictures, with seeds that count up.")
    variation: int = Field(default=0, ge=0, le=63, description="Another setting, colourway and arrangement.")
    samples: int | None = Field(default=None, ge=1, le=1024, description="Samples a pixel; chosen by size by default.")
    brand: str | None = Field(default=None, max_length=22, description="A short name printed on the product.")
    brightness: float = Field(default=0.0, ge=-2, le=2, description="Stops brighter, or darker below 0.")
    color: str | None = Field(default=None, max_length=40, description="The product's colour: #rrggbb, or its name.")
    scene: Scene | None = Field(default=None, description="A scene to draw instead of one made from the prompt.")
    weights: WeightsRequest | None = Field(
        default=None, description="More for a `model` that is weights on this machine, such as sdxl."
    )

    @field_validator("color")
    @classmethod
    def _colour(cls, value: str | None) -> str | None:
        return hex_colour(value) if value else None

    @field_validator("format")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in FORMAT_NAMES:
                raise ValueError(f"{name[:20]!r} is no picture format. {did_you_mean(name[:20], FORMAT_NAMES)}")
        return tuple(dict.fromkeys(value)) or ("png",)

    @model_validator(mode="after")
    def _weights_of_a_model(self) -> ImageInputs:
        if self.weights is not None and self.model is None:
            raise PydanticCustomError("weights", "weights: say which with `model`, such as sdxl")
        return self


class ImageOutput(BaseModel):
    """The first picture's figures stand on top; `images` has all of them, `failed` what went wrong with others.

    `model` is the one that was used, `notes` say where that isn't what was asked for. `native` is the size that it
    drew, where the picture is `upscaled` or cut from that. `scene` and `unmatched_terms` are of engines that draw one.
    """

    image: dict[str, Any]
    hdr_image: dict[str, Any] | None
    files: dict[str, dict[str, Any]]
    images: list[dict[str, Any]]
    failed: list[dict[str, Any]]
    left_out: list[dict[str, str]]
    credentials: str
    engine: str
    requested_model: str | None
    model: str | None
    notes: list[str]
    native: dict[str, int] | None
    upscaled: bool
    cost_micro_usd: int
    priced: bool
    details: dict[str, Any]
    seed: int
    variation: int
    width: int
    height: int
    samples: int
    seconds: float
    samples_per_second: int
    peak_memory_mb: int
    setting: str | None
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any] | None
