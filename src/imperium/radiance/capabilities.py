"""The capability `radiance_field`: from pictures with known cameras to a place that can be flown through."""

from __future__ import annotations

import asyncio
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import InvalidInput, NotBuilt
from imperium.scene.brief import scene_of
from imperium.scene.composition import Composition, derived_seed
from imperium.scene.scene import Scene
from imperium.scene.variant import working_variant

JOBS = "imperium.radiance.jobs"
SAMPLES = 64
SECONDS = {"draft": 12.0, "standard": 45.0, "high": 110.0}
"""Of training at 100×100 pixels on one core of an AMD EPYC, measured; gathering the views comes on top."""
SECONDS_A_VIEW = 0.35
TIMEOUT_S = 3600.0
Archive = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.zip$")]


class RadianceInputs(BaseModel):
    """What to learn: a scene (given, or made from a prompt), rendered from all around; or photos with their cameras."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str | None = Field(default=None, min_length=1, max_length=10_000, description="A scene is made from it.")
    scene: Scene | None = Field(default=None, description="A scene to learn.")
    photos: Archive | None = Field(default=None, description="Artifact: a ZIP of photos and their transforms.json.")
    views: int = Field(default=48, ge=9, le=200, description="Pictures of the scene; one in eight is held out.")
    size: int = Field(default=100, ge=32, le=400, description="Pixels of the longer side.")
    quality: Literal["draft", "standard", "high"] = "standard"
    seed: int | None = Field(default=None, ge=0, lt=2**32)

    @model_validator(mode="after")
    def _one_source(self) -> RadianceInputs:
        if (self.prompt is None and self.scene is None) == (self.photos is None):
            raise PydanticCustomError("source", "give photos, or else a prompt or a scene")
        return self


class RadianceOutput(BaseModel):
    """`psnr` in dB on the views held out; `curve` says how it grew with the steps of training."""

    field: dict[str, Any]
    points: dict[str, Any]
    held_out: dict[str, Any]
    engine: str
    psnr: float
    curve: list[tuple[int, float]]
    views: int
    views_held_out: int
    quality: str
    seed: int
    gathered_seconds: float
    training_seconds: float
    unmatched_terms: list[dict[str, str]]


async def learn(inputs: RadianceInputs, context: Context) -> Result:
    """Raises NotBuilt without PyTorch; InvalidInput or TooLarge for photos that can't be learned from."""
    require_torch()
    with tempfile.TemporaryDirectory(prefix="imperium-") as folder:
        job: dict[str, Any] = {"size": inputs.size, "quality": inputs.quality, "folder": folder}
        unmatched: list[dict[str, str]] = []
        if inputs.photos is not None:
            job |= {"photos": str(context.artifacts.path(inputs.photos)), "seed": inputs.seed or 0}
        else:
            more, unmatched = await _scene_job(inputs, context)
            job |= more
        made = await context.workers.run(
            f"{JOBS}:of_photos" if inputs.photos else f"{JOBS}:of_scene",
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or TIMEOUT_S,
        )
        title = inputs.prompt or "radiance field"
        field = await context.artifacts.put_file(Path(folder, "field.npz"), title, "npz")
        points = await context.artifacts.put_file(Path(folder, "points.ply"), title, "ply")
        shown = await context.artifacts.put_file(Path(folder, "held_out.png"), f"{title[:70]} held out", "png")
    engine = f"embedded:radiance-{made['device']}"
    output = RadianceOutput(
        field=field.as_dict(),
        points=points.as_dict(),
        held_out=shown.as_dict(),
        engine=engine,
        views_held_out=made["held_out"],
        unmatched_terms=unmatched,
        **{key: made[key] for key in ("psnr", "curve", "views", "quality", "seed")},
        gathered_seconds=made["gathered_seconds"],
        training_seconds=made["training_seconds"],
    )
    return Result(output=output.model_dump(mode="json"), engine=engine, artifacts=(field, points, shown))


def require_torch() -> None:
    """Raises NotBuilt where PyTorch isn't installed."""
    if find_spec("torch") is None:
        raise NotBuilt(
            "Radiance fields are learned with PyTorch, which is not installed here.",
            remedy="Install it beside Imperium (pip install 'imperium[radiance]'; its CPU build is enough), "
            "then start the server again.",
        )


async def _scene_job(inputs: RadianceInputs, context: Context) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What the worker needs of a scene, and the terms of the prompt that it doesn't show."""
    prompt = inputs.prompt or ""
    seed = derived_seed(prompt) if inputs.seed is None else inputs.seed
    made = Composition(inputs.scene, "given") if inputs.scene else await scene_of(prompt, seed, context)
    if made.scene.clouds is not None:
        raise InvalidInput(
            "scene: clouds have no surface to learn.",
            field="scene",
            remedy="Film them: video_generation flies through.",
        )
    variant = await asyncio.to_thread(working_variant)
    job = {"scene": made.scene.model_dump(mode="json"), "views": inputs.views, "samples": SAMPLES, "seed": seed}
    unmatched = [{"term": item.term, "drawn": item.drawn} for item in made.unmatched]
    return {**job, "variant": variant.name, "llvm": variant.llvm}, unmatched


def _estimate(inputs: RadianceInputs) -> Estimate:
    rendering = 0.0 if inputs.photos else inputs.views * SECONDS_A_VIEW
    return Estimate(seconds=rendering + SECONDS[inputs.quality])


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="radiance_field",
        summary="Learn a place from photos with known cameras, or from renders of a scene, to fly through it freely.",
        inputs=RadianceInputs,
        outputs=RadianceOutput,
        run=learn,
        purposes=("radiance field", "nerf", "3d reconstruction", "neural radiance field", "photogrammetry"),
        resources=Resources(cpu=1.0, memory_mb=2000),
        estimate=_estimate,
        timeout_s=TIMEOUT_S,
    ),
)
