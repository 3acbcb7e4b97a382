"""What a request may say to weights on this machine, beside its prompt."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""A file or folder directly in the folder of weights."""
PictureFile = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.(png|jpg|webp)$")]
LoraFile = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.safetensors$")]
SchedulerName = Literal["euler", "euler_ancestral", "ddim", "dpmpp_2m", "dpmpp_2m_karras", "heun", "pndm", "unipc"]


class Lora(BaseModel):
    """A small addition to the weights; 0 leaves them as they are."""

    model_config = ConfigDict(extra="forbid")

    artifact: LoraFile = Field(description="Artifact: what image_finetuning gave, or any LoRA for SDXL.")
    scale: float = Field(default=1.0, ge=0, le=2, description="How much of it.")


class Control(BaseModel):
    """A picture whose edges, depth or pose the new one follows, as its ControlNet was trained."""

    model_config = ConfigDict(extra="forbid")

    model: Name = Field(description="Name of a ControlNet for SDXL among the weights.")
    image: PictureFile = Field(description="Artifact: the edges, depths or pose, as a picture.")
    scale: float = Field(default=0.8, ge=0, le=2, description="How closely it is followed.")


class WeightsRequest(BaseModel):
    """How weights draw. Read only where a request's `model` leads to weights on this machine."""

    model_config = ConfigDict(extra="forbid")

    steps: int = Field(default=30, ge=1, le=150, description="Steps of the scheduler.")
    guidance: float = Field(default=5.0, ge=0, le=30, description="How closely the prompt is followed.")
    scheduler: SchedulerName | None = Field(default=None, description="Instead of the one that came with the weights.")
    negative_prompt: str = Field(default="", max_length=2_000, description="What the picture is not to show.")
    image: PictureFile | None = Field(default=None, description="Artifact: a picture to begin with.")
    mask: PictureFile | None = Field(default=None, description="Artifact: white where that picture is drawn anew.")
    strength: float = Field(default=0.6, gt=0, le=1, description="How far from that picture: 1 forgets it.")
    loras: tuple[Lora, ...] = Field(default=(), max_length=4, description="Additions to the weights.")
    control: Control | None = None
    tiling: bool | None = Field(default=None, description="Decode in tiles, for little memory; by size by default.")
    truncation: float = Field(default=0.7, ge=0, le=1, description="StyleGAN3 only: 0 is the mean picture.")
    category: int | None = Field(default=None, ge=0, lt=4096, description="StyleGAN3 with classes only: which one.")

    @model_validator(mode="after")
    def _mask_of_something(self) -> WeightsRequest:
        if self.mask is not None and self.image is None:
            raise PydanticCustomError("mask", "a mask needs the image that it belongs to")
        return self

    def artifacts(self) -> list[str]:
        """Every file that it names."""
        named = [self.image, self.mask, self.control.image if self.control else None]
        return [name for name in named if name] + [lora.artifact for lora in self.loras]
