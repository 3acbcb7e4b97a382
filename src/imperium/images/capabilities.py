"""The capability `image_generation`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from imperium.images.engine import Drawn, ImageEngine, ImageOrder, engines
from imperium.platform.artifacts import Artifact
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import TooLarge
from imperium.scene.brief import composed
from imperium.scene.colour import hex_colour
from imperium.scene.resolution import Size, parse_size
from imperium.scene.scene import Scene


class ImageInputs(BaseModel):
    """What a picture is to show, and how."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(min_length=1, max_length=10_000, description="What the picture is to show.")
    style: Literal["realistic", "cinematic", "studio", "minimalist"] | None = Field(
        default=None, description="Light and grade; realistic unless the prompt names another."
    )
    resolution: str = Field(default="768x960", max_length=40, description="WIDTHxHEIGHT, 1024 for a square, HD, 4K …")
    hdr: bool = Field(default=False, description="Also give the linear light as an OpenEXR file.")
    pbr: bool = Field(default=True, description="Physically based materials; the embedded engine always uses them.")
    model: str | None = Field(default=None, max_length=200, description="The image model that was asked for.")
    seed: int | None = Field(default=None, ge=0, lt=2**32, description="Derived from the prompt where not given.")
    variation: int = Field(default=0, ge=0, le=63, description="Another setting, colourway and arrangement.")
    samples: int | None = Field(default=None, ge=1, le=1024, description="Samples a pixel; chosen by size by default.")
    brand: str | None = Field(default=None, max_length=22, description="A short name printed on the product.")
    brightness: float = Field(default=0.0, ge=-2, le=2, description="Stops brighter, or darker below 0.")
    color: str | None = Field(default=None, max_length=40, description="The product's colour: #rrggbb, or its name.")
    scene: Scene | None = Field(default=None, description="A scene to draw instead of one made from the prompt.")

    @field_validator("color")
    @classmethod
    def _colour(cls, value: str | None) -> str | None:
        return hex_colour(value) if value else None


class ImageOutput(BaseModel):
    image: dict[str, Any]
    hdr_image: dict[str, Any] | None
    engine: str
    requested_model: str | None
    seed: int
    variation: int
    width: int
    height: int
    samples: int
    seconds: float
    samples_per_second: int
    setting: str
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any]


def _engine() -> ImageEngine:
    return engines()["embedded"]


async def generate_image(inputs: ImageInputs, context: Context) -> Result:
    """Raises TooLarge or InvalidInput for a size or a scene that can't be drawn."""
    engine = _engine()
    size = parse_size(inputs.resolution, engine.max_side)
    samples = _samples(inputs, engine, size)
    composition, seed = await asyncio.to_thread(composed, inputs, size.aspect)
    scene = composition.scene.brighter(inputs.brightness)
    recipe = inputs.model_dump(mode="json", exclude={"scene"}, exclude_none=True)
    order = ImageOrder(scene, size, seed, samples, inputs.hdr, {**recipe, "seed": seed, "samples": samples})
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="imperium-")
    with folder as name:
        drawn = await engine.draw(order, Path(name), context)
        files = await _kept(drawn, inputs.prompt, context)
    output = ImageOutput(
        image=files[0].as_dict(),
        hdr_image=files[1].as_dict() if len(files) > 1 else None,
        engine=drawn.engine,
        requested_model=inputs.model,
        seed=seed,
        variation=inputs.variation,
        width=size.width,
        height=size.height,
        samples=samples,
        seconds=round(drawn.seconds, 2),
        samples_per_second=drawn.samples_per_second,
        setting=composition.setting,
        unmatched_terms=[{"term": item.term, "drawn": item.drawn} for item in composition.unmatched],
        scene=scene.model_dump(mode="json"),
    )
    return Result(output=output.model_dump(), engine=drawn.engine, artifacts=files)


def _samples(inputs: ImageInputs, engine: ImageEngine, size: Size) -> int:
    samples = inputs.samples or engine.default_samples(size)
    if samples * size.pixels > engine.max_work:
        most = engine.max_work // size.pixels
        raise TooLarge(
            f"samples: {samples} at {size} is more than this engine takes on.",
            field="samples",
            value=samples,
            limit=most,
            remedy=f"Ask for at most {most} samples at this size.",
        )
    return samples


async def _kept(drawn: Drawn, prompt: str, context: Context) -> tuple[Artifact, ...]:
    files = [await context.artifacts.put_file(drawn.png, prompt, "png")]
    if drawn.exr:
        files.append(await context.artifacts.put_file(drawn.exr, prompt, "exr"))
    return tuple(files)


def _estimate(inputs: ImageInputs) -> Estimate:
    size = parse_size(inputs.resolution, 2**20)
    return _engine().estimate(size, inputs.samples or _engine().default_samples(size))


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="image_generation",
        summary="Draw a picture of a product, place or idea, path-traced from a scene that the prompt describes.",
        inputs=ImageInputs,
        outputs=ImageOutput,
        run=generate_image,
        purposes=(
            "image",
            "images",
            "picture",
            "pictures",
            "photo",
            "photos",
            "illustration",
            "illustrations",
            "product image",
            "product images",
            "product photo",
            "product imagery",
            "imagery",
            "visual",
            "visuals",
            "mock-up",
            "mockup",
            "render",
            "banner",
            "packshot",
        ),
        resources=Resources(cpu=2.0, memory_mb=1500),
        estimate=_estimate,
        timeout_s=600.0,
    ),
)
