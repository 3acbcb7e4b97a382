"""The capability `video_generation`."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import TooLarge
from imperium.scene.brief import composed
from imperium.scene.colour import hex_colour
from imperium.scene.resolution import Size, parse_size
from imperium.scene.scene import Move, Scene
from imperium.videos.engine import VideoEngine, VideoOrder, engines


class VideoInputs(BaseModel):
    """What a video is to show, how long, and how the camera moves."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(min_length=1, max_length=10_000, description="What the video is to show.")
    duration: float = Field(default=5.0, ge=1, le=60, description="Seconds.")
    fps: int = Field(default=24, ge=8, le=60, description="Frames a second.")
    resolution: str = Field(default="640x360", max_length=40, description="WIDTHxHEIGHT, HD, 1080p …")
    style: str | None = Field(
        default=None,
        max_length=100,
        description="A style by name, or in words; realistic unless the prompt names another.",
    )
    camera: Literal["orbit", "push", "dolly", "crane", "fly"] | None = Field(
        default=None, description="The camera's move; chosen from the prompt by default."
    )
    use_nerf: bool = Field(default=False, description="Accepted; the embedded engine doesn't use radiance fields.")
    model: str | None = Field(default=None, max_length=200, description="The video model that was asked for.")
    seed: int | None = Field(default=None, ge=0, lt=2**32, description="Derived from the prompt where not given.")
    variation: int = Field(default=0, ge=0, le=63, description="Another setting, colourway and arrangement.")
    brand: str | None = Field(default=None, max_length=22, description="A short name: on the product, and at the end.")
    brightness: float = Field(default=0.0, ge=-2, le=2, description="Stops brighter, or darker below 0.")
    color: str | None = Field(default=None, max_length=40, description="The product's colour: #rrggbb, or its name.")
    scene: Scene | None = Field(default=None, description="A scene to film instead of one made from the prompt.")

    @field_validator("color")
    @classmethod
    def _colour(cls, value: str | None) -> str | None:
        return hex_colour(value) if value else None

    @property
    def frames(self) -> int:
        return max(1, round(self.duration * self.fps))


class VideoOutput(BaseModel):
    video: dict[str, Any]
    poster: dict[str, Any]
    engine: str
    requested_model: str | None
    nerf_used: bool
    seed: int
    variation: int
    width: int
    height: int
    fps: int
    frames: int
    duration: float
    camera: str
    seconds: float
    setting: str
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any]


def _engine() -> VideoEngine:
    return engines()["embedded"]


async def generate_video(inputs: VideoInputs, context: Context) -> Result:
    """Raises TooLarge or InvalidInput for a size, a length or a scene that can't be filmed."""
    size = _size(inputs, _engine())
    composition, seed = await asyncio.to_thread(composed, inputs, size.aspect)
    scene = _moved(composition.scene.brighter(inputs.brightness), inputs)
    recipe = inputs.model_dump(mode="json", exclude={"scene"}, exclude_none=True)
    order = VideoOrder(scene, size, inputs.fps, inputs.frames, seed, inputs.brand or "", {**recipe, "seed": seed})
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="imperium-")
    with folder as name:
        shot = await _engine().shoot(order, Path(name), context)
        video = await context.artifacts.put_file(shot.mp4, inputs.prompt, "mp4")
        poster = await context.artifacts.put_file(shot.poster, f"{inputs.prompt[:70]} poster", "png")
    output = VideoOutput(
        video=video.as_dict(),
        poster=poster.as_dict(),
        engine=shot.engine,
        requested_model=inputs.model,
        nerf_used=False,
        seed=seed,
        variation=inputs.variation,
        width=size.width,
        height=size.height,
        fps=inputs.fps,
        frames=inputs.frames,
        duration=round(inputs.frames / inputs.fps, 3),
        camera=scene.move.kind,
        seconds=round(shot.seconds, 2),
        setting=composition.setting,
        unmatched_terms=[{"term": item.term, "drawn": item.drawn} for item in composition.unmatched],
        scene=scene.model_dump(mode="json"),
    )
    return Result(output=output.model_dump(), engine=shot.engine, artifacts=(video, poster))


def _size(inputs: VideoInputs, engine: VideoEngine) -> Size:
    size = parse_size(inputs.resolution, engine.max_side, even=True)
    if size.pixels * inputs.frames > engine.max_work:
        most = engine.max_work // size.pixels
        raise TooLarge(
            f"duration: {inputs.frames} frames at {size} are more than this engine takes on.",
            field="duration",
            value=inputs.duration,
            limit=most / inputs.fps,
            remedy=f"Ask for at most {most / inputs.fps:.0f} seconds at this size, or for a smaller size.",
        )
    return size


def _moved(scene: Scene, inputs: VideoInputs) -> Scene:
    """The scene with the asked camera move; clouds are always flown through."""
    if inputs.camera is None or scene.clouds:
        return scene
    return scene.model_copy(update={"move": Move(kind=inputs.camera, amount=scene.move.amount)})


def _estimate(inputs: VideoInputs) -> Estimate:
    size = parse_size(inputs.resolution, 2**20, even=True)
    return _engine().estimate(inputs.scene, size, inputs.fps, inputs.frames)


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="video_generation",
        summary="Film a product, place or idea: a camera travels through a scene that the prompt describes.",
        inputs=VideoInputs,
        outputs=VideoOutput,
        run=generate_video,
        purposes=(
            "video",
            "videos",
            "promotional video",
            "promo video",
            "product video",
            "clip",
            "film",
            "footage",
            "animation",
            "trailer",
            "teaser",
            "motion",
            "reel",
            "flythrough",
        ),
        resources=Resources(cpu=2.0, memory_mb=1500),
        estimate=_estimate,
        timeout_s=1800.0,
    ),
)
