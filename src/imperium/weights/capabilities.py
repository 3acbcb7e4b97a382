"""The capability `image_finetuning`: from a handful of photos to a LoRA that draws their subject."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import NotBuilt
from imperium.weights.request import Name, PictureFile
from imperium.weights.shelf import Weights, chosen, require_packages

JOB = "imperium.weights.jobs:finetune"
TIMEOUT_S = 21_600.0
SECONDS_A_STEP = 1.2
"""Of SDXL at 1024×1024 on a data centre's GPU; a CPU takes about half an hour."""
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{2,20}$")]


class FinetuningInputs(BaseModel):
    """Photos of one subject, and what to call it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    photos: tuple[PictureFile, ...] = Field(
        min_length=1, max_length=50, description="Artifacts: 3 to 20 photos of the subject, from several sides."
    )
    token: Token = Field(description="A rare word that will stand for the subject, such as sks.")
    subject: str = Field(
        min_length=1, max_length=80, pattern=r"^[^\n\r]+$", description="What kind of thing it is: bottle, dog, chair."
    )
    model: Name | None = Field(default=None, description="SDXL weights on this machine; the first by default.")
    steps: int = Field(default=500, ge=1, le=5_000, description="Steps of training.")
    rank: int = Field(default=8, ge=1, le=128, description="How much the LoRA can hold.")
    learning_rate: float = Field(default=1e-4, ge=1e-7, le=1e-1, description="How far a step goes.")
    resolution: int = Field(default=1024, ge=64, le=1024, multiple_of=8, description="Pixels of a photo's side.")
    prior_pictures: int = Field(
        default=0, ge=0, le=200, description="Pictures of other such things that are drawn first, so that those stay."
    )
    seed: int = Field(default=0, ge=0, lt=2**32)


class FinetuningOutput(BaseModel):
    """`lora` is the artifact for `weights.loras` of a picture whose prompt says `prompt`; `curve` is (step, loss)."""

    lora: dict[str, Any]
    prompt: str
    model: str
    curve: list[tuple[int, float]]
    loss: float
    parameters: int
    steps: int
    rank: int
    seed: int
    device: str
    seconds: float
    peak_memory_mb: int


async def finetune(inputs: FinetuningInputs, context: Context, folder: Path | None = None) -> Result:
    """Raises NotBuilt without the packages or a folder of weights, NotFound for weights or photos that aren't there,
    InvalidInput for such as can't be used."""
    weights = _weights(inputs, folder)
    prompt = f"a photo of {inputs.token} {inputs.subject}"
    with tempfile.TemporaryDirectory(prefix="imperium-") as scratch:
        target = Path(scratch, "lora.safetensors")
        made = await context.workers.run(
            JOB,
            {"weights": weights.as_dict(), "target": str(target), "lesson": _lesson(inputs, prompt, context)},
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or TIMEOUT_S,
        )
        lora = await context.artifacts.put_file(target, f"{inputs.token} {inputs.subject} lora", "safetensors")
    name = f"diffusers:{weights.name}"
    output = FinetuningOutput(
        lora=lora.as_dict(),
        prompt=prompt,
        model=name,
        loss=made["curve"][-1][1],
        steps=inputs.steps,
        rank=inputs.rank,
        seed=inputs.seed,
        **made,
    )
    return Result(output.model_dump(mode="json"), engine=name, model=name, artifacts=(lora,))


def _weights(inputs: FinetuningInputs, folder: Path | None) -> Weights:
    require_packages()
    if folder is None:
        raise NotBuilt(
            "No weights are on this machine that could be taught something.",
            field="model",
            remedy='Name their folder in orchestration_config.json: {"media": {"weightsFolder": "…"}}.',
        )
    return chosen(folder, inputs.model, "sdxl")


def _lesson(inputs: FinetuningInputs, prompt: str, context: Context) -> dict[str, Any]:
    taken = ("prior_pictures", "steps", "rank", "learning_rate", "resolution", "seed")
    return {
        "photos": [str(context.artifacts.path(photo)) for photo in inputs.photos],
        "prompt": prompt,
        "prior": f"a photo of a {inputs.subject}",
        **{name: getattr(inputs, name) for name in taken},
    }


def _estimate(inputs: FinetuningInputs) -> Estimate:
    """On a data centre's GPU; training tells the time left as measured from its first step on."""
    each = SECONDS_A_STEP * (inputs.resolution / 1024) ** 2 * (2 if inputs.prior_pictures else 1)
    return Estimate(seconds=30 + inputs.steps * each + 10 * inputs.prior_pictures)


def capabilities(folder: Path | None) -> tuple[Capability[Any], ...]:
    """Over the weights in that folder; None where there is none."""
    return (
        Capability(
            name="image_finetuning",
            summary="Teach SDXL weights on this machine a subject from a few photos: a LoRA by DreamBooth.",
            inputs=FinetuningInputs,
            outputs=FinetuningOutput,
            run=partial(finetune, folder=folder),
            purposes=("dreambooth", "lora", "fine-tuning", "finetuning", "fine-tune"),
            resources=Resources(cpu=2.0, memory_mb=4000),
            estimate=_estimate,
            timeout_s=TIMEOUT_S,
        ),
    )
