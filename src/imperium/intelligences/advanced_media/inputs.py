"""What can be asked of advanced media."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Purpose = Literal["web", "social", "print", "hdr_display", "compositing", "archive"]
Quality = Literal["draft", "standard", "cinematic"]


class MediaInputs(BaseModel):
    """What is to be seen, and what for. What isn't said is chosen, and the choice explained."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    media_type: Literal["image", "video"] = Field(description="What is to be made.")
    prompt: str = Field(min_length=1, max_length=10_000, description="What it is to show.")
    purpose: Purpose | None = Field(default=None, description="What it is for: decides size, format and light range.")
    resolution: str | None = Field(default=None, max_length=40, description="WIDTHxHEIGHT, HD … 8K, a picture to 16K.")
    quality: Quality | None = Field(default=None, description="draft is quick, cinematic takes its time.")
    style: str | None = Field(default=None, max_length=100, description="Light and grade, or a way to draw.")
    hdr: bool | None = Field(default=None, description="More light than a usual screen shows.")
    pbr: bool = Field(default=True, description="Physically based materials.")
    transparent: bool = Field(default=False, description="A product alone, on a transparent background.")
    fps: int | None = Field(default=None, ge=8, le=120, description="Frames a second of a video.")
    duration: float | None = Field(default=None, ge=1, le=60, description="Seconds of a video.")
    within_seconds: float | None = Field(
        default=None, gt=0, le=86_400, description="It may take so long: quality and size are lowered until it fits."
    )
    model: str | None = Field(default=None, max_length=200, description="The model that was asked for.")
    seed: int | None = Field(default=None, ge=0, lt=2**32, description="Derived from the prompt where not given.")
    brand: str | None = Field(default=None, max_length=22, description="A short name on the product.")
