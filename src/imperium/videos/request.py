"""What can be asked of a video, and what of it can be made."""

from __future__ import annotations

import math
from importlib.util import find_spec
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.scene.colour import hex_colour
from imperium.scene.resolution import Size, parse_size
from imperium.scene.scene import Scene
from imperium.videos.engine import CodecName, Delivery, Hdr, Quality, VideoEngine

PICTURE_MOVES = ("pan", "zoom", "parallax")
H264_PIXELS = 4096 * 2304  # larger ones play in few places as H.264
MAX_UPLOAD = 14_000_000  # characters of base64


class VideoInputs(BaseModel):
    """What a video is to show, how long, and how the camera moves."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(min_length=1, max_length=10_000, description="What the video is to show.")
    duration: float = Field(default=5.0, ge=1, le=60, description="Seconds.")
    fps: int = Field(default=24, ge=8, le=120, description="Frames a second.")
    resolution: str = Field(default="640x360", max_length=40, description="WIDTHxHEIGHT, HD, 1080p, 4K, 8K …")
    quality: Quality = Field(
        default="standard",
        description="draft is quick; standard draws from traced views; cinematic traces every frame.",
    )
    codec: CodecName | None = Field(default=None, description="h264 up to 4K unless HDR is asked for, else hevc.")
    hdr: Hdr = Field(
        default="none", description="hdr10 or hdr10plus: ten bits, PQ, BT.2020; an SDR file comes with it."
    )
    hls: bool = Field(default=False, description="Also a zip of an HLS playlist and its pieces.")
    subframes: int = Field(
        default=1,
        ge=1,
        le=32,
        description="Points of lens and shutter a frame is averaged over: blur by focus and motion.",
    )
    style: str | None = Field(
        default=None, max_length=100, description="Light and grade; realistic unless the prompt names another."
    )
    camera: Literal["orbit", "push", "dolly", "crane", "fly", "pan", "zoom", "parallax"] | None = Field(
        default=None, description="The camera's move: the last three over a picture, the others through a scene."
    )
    image: str | None = Field(
        default=None,
        max_length=80,
        pattern=r"^[0-9a-f]{64}\.[a-z0-9]{1,8}$",
        description="Name of a picture to move over.",
    )
    image_data: str | None = Field(default=None, max_length=MAX_UPLOAD, description="Such a picture itself, as base64.")
    use_nerf: bool = Field(
        default=False,
        description="Learn a radiance field of the scene first, and fly through it; where PyTorch is installed.",
    )
    model: str | None = Field(
        default=None, min_length=1, max_length=200, description="The model that films; the embedded engine by default."
    )
    strict_model: bool = Field(default=False, description="Fail where that model isn't ready, instead of filming here.")
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

    @model_validator(mode="after")
    def _fits_together(self) -> VideoInputs:
        if self.hdr != "none" and self.codec == "h264":
            raise ValueError("codec: h264 carries no HDR here; ask for hevc, or leave the codec out")
        if self.hdr == "hdr10plus" and self.codec == "av1":
            raise ValueError("codec: HDR10+ is written into hevc; ask for hevc, or for hdr10 with av1")
        if self.image and self.image_data:
            raise ValueError("image: give a stored picture's name or the picture itself, not both")
        if self.camera and (self.camera in PICTURE_MOVES) != self.of_picture:
            raise ValueError("camera: pan, zoom and parallax move over an image; the other moves go through a scene")
        return self

    @property
    def of_picture(self) -> bool:
        return bool(self.image or self.image_data)

    @property
    def frames(self) -> int:
        return max(1, round(self.duration * self.fps))

    def recipe(self) -> dict[str, Any]:
        """What the video is made from, without what is kept beside it."""
        return self.model_dump(mode="json", exclude={"scene", "image_data"}, exclude_none=True)


def radiance_note(inputs: VideoInputs, scene: Scene | None) -> str | None:
    """Why no radiance field is flown through although one was asked for; None where none was, or nothing is in the
    way."""
    if not inputs.use_nerf:
        return None
    if scene is None:
        return "A picture has no second view to learn a place from."
    if scene.clouds:
        return "Clouds have no surface to learn: they are flown through as they are."
    if find_spec("torch") is None:
        return "PyTorch is not installed here (pip install 'imperium[radiance]'): drawn from traced views instead."
    return None


def delivery_of(inputs: VideoInputs, engine: VideoEngine) -> Delivery:
    """Raises InvalidInput or TooLarge, with the nearest that is possible."""
    size = parse_size(inputs.resolution, engine.max_side, even=True)
    _check_rate(inputs, size, engine)
    _check_work(inputs, size, engine)
    codec: CodecName = inputs.codec or ("hevc" if inputs.hdr != "none" or size.pixels > H264_PIXELS else "h264")
    return Delivery(size, inputs.fps, inputs.frames, codec, inputs.hdr, inputs.hls, inputs.quality, inputs.subframes)


def _check_rate(inputs: VideoInputs, size: Size, engine: VideoEngine) -> None:
    if size.pixels * inputs.fps <= engine.max_rate:
        return
    most = engine.max_rate // size.pixels
    if most < 8:
        raise InvalidInput(f"resolution: {size} has more pixels than 8K.", field="resolution", value=inputs.resolution)
    raise TooLarge(
        f"fps: {inputs.fps} frames a second at {size} are more than a screen's decoder takes.",
        field="fps",
        value=inputs.fps,
        limit=most,
        nearest=most,
        remedy=f"Ask for {most} frames a second at this size, or for a smaller size.",
    )


def _check_work(inputs: VideoInputs, size: Size, engine: VideoEngine) -> None:
    tracing = 30 if inputs.quality == "cinematic" else inputs.subframes
    if size.pixels * inputs.frames * tracing <= engine.max_work:
        return
    most = math.floor(engine.max_work / (size.pixels * tracing) / inputs.fps)
    raise TooLarge(
        f"duration: {inputs.frames} frames at {size} are more than this engine takes on.",
        field="duration",
        value=inputs.duration,
        limit=most,
        nearest=most if most >= 1 else None,
        remedy=f"Ask for at most {most} seconds at this size, or for a smaller size."
        if most >= 1
        else "Ask for a smaller size, fewer subframes, or another quality.",
    )
