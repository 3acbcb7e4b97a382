"""The capability `image_generation`."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from msgspec.structs import replace as with_fields
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from imperium.images.delivery import delivered
from imperium.images.engine import ImageEngine, ImageOrder, engines
from imperium.images.layer_name import Layer
from imperium.images.selection import FORMAT_NAMES, Selection, selected
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import ImperiumError, InvalidInput, TooLarge
from imperium.platform.preview import Preview, Progress
from imperium.scene.brief import composed
from imperium.scene.colour import hex_colour
from imperium.scene.resolution import Size, parse_size
from imperium.scene.scene import Scene

MOST_PICTURES = 16
SEEDS = 2**32
TIMEOUT_S = 21_600.0


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
    model: str | None = Field(default=None, max_length=200, description="The image model that was asked for.")
    seed: int | None = Field(default=None, ge=0, lt=SEEDS, description="Derived from the prompt where not given.")
    count: int = Field(default=1, ge=1, le=MOST_PICTURES, description="Pictures, with seeds that count up.")
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

    @field_validator("format")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in FORMAT_NAMES:
                raise ValueError(f"{name[:20]!r} is no picture format. {did_you_mean(name[:20], FORMAT_NAMES)}")
        return tuple(dict.fromkeys(value)) or ("png",)


class ImageOutput(BaseModel):
    """The first picture's figures stand on top; `images` has all of them, `failed` what went wrong with others."""

    image: dict[str, Any]
    hdr_image: dict[str, Any] | None
    files: dict[str, dict[str, Any]]
    images: list[dict[str, Any]]
    failed: list[dict[str, Any]]
    left_out: list[dict[str, str]]
    credentials: str
    engine: str
    requested_model: str | None
    seed: int
    variation: int
    width: int
    height: int
    samples: int
    seconds: float
    samples_per_second: int
    peak_memory_mb: int
    setting: str
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any]


def _engine() -> ImageEngine:
    return engines()["embedded"]


async def generate_image(inputs: ImageInputs, context: Context, keys: Path | None = None) -> Result:
    """One picture or several; one that fails doesn't lose the others. `keys` is where the installation's identity for
    content credentials lies, None for pictures without.

    Raises TooLarge or InvalidInput for a size or a scene that can't be drawn; what the first of several failed with
    where all of them did.
    """
    size = parse_size(inputs.resolution, _engine().max_side)
    samples = _samples(inputs, _engine(), size)
    selection = selected(inputs.format, inputs.hdr, inputs.transparent, size)
    results, failures = [], []
    for number in range(inputs.count):
        one = _numbered(inputs, number)
        told = with_fields(context, progress=_part(context.progress, number, inputs.count))
        try:
            results.append(await _drawn(one, size, samples, selection, keys, told))
        except ImperiumError as error:
            failures.append((one.seed, error))
    if not results:
        raise failures[0][1]
    first = results[0]
    images = [{"seed": r.output["seed"], "image": r.output["image"], "files": r.output["files"]} for r in results]
    failed = [{"seed": seed, "detail": error.detail, "code": error.code} for seed, error in failures]
    output = ImageOutput.model_validate({**first.output, "images": images, "failed": failed})
    files = tuple(artifact for result in results for artifact in result.artifacts)
    return Result(output=output.model_dump(), engine=first.engine, artifacts=files)


async def _drawn(
    inputs: ImageInputs, size: Size, samples: int, selection: Selection, keys: Path | None, context: Context
) -> Result:
    composition, seed = await asyncio.to_thread(composed, inputs, size.aspect)
    _check_clouds(inputs, composition.scene)
    scene = composition.scene.brighter(inputs.brightness)
    recipe = inputs.model_dump(mode="json", exclude={"scene", "count"}, exclude_none=True)
    drawn_of = composition.scene.model_dump(mode="json")
    parameters = {**recipe, "seed": seed, "samples": samples, "scene": drawn_of}
    order = ImageOrder(
        scene, size, seed, samples, selection.formats, inputs.layers, inputs.transparent, parameters, keys
    )
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="imperium-")
    with folder as name:
        drawn = await _engine().draw(order, Path(name), context)
        files = await delivered(drawn, inputs.prompt, context.artifacts)
    output = {
        "image": files[selection.formats[0]].as_dict(),
        "hdr_image": files["exr"].as_dict() if "exr" in files else None,
        "files": {kind: artifact.as_dict() for kind, artifact in files.items()},
        "left_out": selection.left_out,
        "credentials": drawn.credentials,
        "engine": drawn.engine,
        "requested_model": inputs.model,
        "seed": seed,
        "variation": inputs.variation,
        "width": size.width,
        "height": size.height,
        "samples": samples,
        "seconds": round(drawn.seconds, 2),
        "samples_per_second": drawn.samples_per_second,
        "peak_memory_mb": drawn.peak_memory_mb,
        "setting": composition.setting,
        "unmatched_terms": [{"term": item.term, "drawn": item.drawn} for item in composition.unmatched],
        "scene": scene.model_dump(mode="json"),
    }
    return Result(output=output, engine=drawn.engine, artifacts=tuple(files.values()))


def _numbered(inputs: ImageInputs, number: int) -> ImageInputs:
    """The request for one picture of several."""
    if inputs.count == 1:
        return inputs
    from imperium.scene.grammar import derived_seed

    seed = derived_seed(inputs.prompt) if inputs.seed is None else inputs.seed
    return inputs.model_copy(update={"seed": (seed + number) % SEEDS, "count": 1})


def _part(progress: Progress, number: int, count: int) -> Progress:
    """Progress of one picture as that of all."""

    def told(fraction: float, message: str, preview: Preview | None = None) -> None:
        before = f"picture {number + 1} of {count}: " if count > 1 else ""
        done = (number + fraction) / count
        progress(done, before + message, preview) if preview else progress(done, before + message)

    return told


def _check_clouds(inputs: ImageInputs, scene: Scene) -> None:
    """A sea of clouds has no surfaces."""
    for field in ("layers", "transparent"):
        if scene.clouds and getattr(inputs, field):
            raise InvalidInput(
                f"{field}: a sea of clouds has no surfaces to tell apart.",
                field=field,
                remedy="Leave it out, or ask for a picture of things.",
            )


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


def _estimate(inputs: ImageInputs) -> Estimate:
    size = parse_size(inputs.resolution, 2**20)
    one = _engine().estimate(size, inputs.samples or _engine().default_samples(size))
    return Estimate(one.seconds * inputs.count, one.cost_micro_usd * inputs.count)


def signing(capabilities: Iterable[Capability[Any]], keys: Path | None) -> tuple[Capability[Any], ...]:
    """The capabilities, of which those that draw here sign what they draw with the identity in that folder."""
    return tuple(
        replace(one, run=partial(generate_image, keys=keys)) if one.run is generate_image else one
        for one in capabilities
    )


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
        resources=Resources(cpu=2.0, memory_mb=2500),
        estimate=_estimate,
        timeout_s=TIMEOUT_S,
    ),
)
