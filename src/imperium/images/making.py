"""From a request to pictures: who draws, what they are given, and what is told of it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace as with_fields

from imperium.images.delivery import delivered
from imperium.images.engine import Drawn, ImageEngine, ImageOrder, engines
from imperium.images.fitting import check_clouds, check_engine, samples_of
from imperium.images.format import expected_bytes
from imperium.images.request import SEEDS, ImageInputs, ImageOutput
from imperium.images.selection import Selection, named, selected
from imperium.models.media.choice import Choice, choose
from imperium.models.media.wording import worded
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Estimate, Result
from imperium.platform.errors import ImperiumError
from imperium.platform.preview import Preview, Progress
from imperium.scene.brief import composed, seed_of
from imperium.scene.composition import Composition
from imperium.scene.resolution import Size, parse_size

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk


async def generate_image(
    inputs: ImageInputs, context: Context, keys: Path | None = None, desk: Desk | None = None
) -> Result:
    """One picture or several; one that fails doesn't lose the others. `keys` is where the installation's identity for
    content credentials lies, None for pictures without; `desk` is where models of providers are asked.

    Raises InvalidInput for an unknown model, TooLarge or InvalidInput for a size or scene that can't be drawn, and what
    the first of several failed with where all of them did.
    """
    strict = inputs.strict_model or inputs.weights is not None  # no other engine could do what such a request says
    choice = choose(inputs.model, strict, engines(), desk, context.principal)
    size = parse_size(inputs.resolution, choice.engine.max_side)
    check_engine(inputs, choice)
    samples = samples_of(inputs, choice.engine, size)
    selection = selected(inputs.format, inputs.hdr, inputs.transparent, size, lit=choice.engine.draws_scenes)
    work = _Work(choice, size, samples, selection, keys, desk)
    results: list[Result] = []
    failures: list[tuple[int | None, ImperiumError]] = []
    for number in range(inputs.count):
        one = _numbered(inputs, number)
        told = with_fields(
            context, progress=_part(context.progress, number, inputs.count), budget_micro_usd=_left(context, results)
        )
        try:
            results.append(await work.drawn(one, told))
        except ImperiumError as error:
            failures.append((one.seed, error))
    if not results:
        raise failures[0][1]
    first = results[0]
    images = [{"seed": r.output["seed"], "image": r.output["image"], "files": r.output["files"]} for r in results]
    failed = [{"seed": seed, "detail": error.detail, "code": error.code} for seed, error in failures]
    cost = sum(result.cost_micro_usd for result in results)
    output = ImageOutput.model_validate({**first.output, "images": images, "failed": failed, "cost_micro_usd": cost})
    files = tuple(artifact for result in results for artifact in result.artifacts)
    return Result(output.model_dump(), first.engine, first.model, cost, files)


def foreseen(inputs: ImageInputs, desk: Desk | None = None) -> Estimate:
    """Seconds, cost and bytes of all pictures, with what all can use. Raises InvalidInput for an unknown model."""
    choice = choose(inputs.model, False, engines(), desk, LOCAL_ADMIN)
    size = parse_size(inputs.resolution, 2**20)
    samples = inputs.samples or choice.engine.default_samples(size)
    one = choice.engine.estimate(size, samples, choice.model, desk)
    names = named(inputs.format, inputs.hdr and choice.engine.draws_scenes)
    bytes_each = expected_bytes(names, size.pixels)
    return Estimate(one.seconds * inputs.count, one.cost_micro_usd * inputs.count, bytes_each * inputs.count)


class _Work:
    """What is the same for every picture of a request."""

    def __init__(
        self,
        choice: Choice[ImageEngine],
        size: Size,
        samples: int,
        selection: Selection,
        keys: Path | None,
        desk: Desk | None,
    ) -> None:
        self._choice, self._size, self._samples = choice, size, samples
        self._selection, self._keys, self._desk = selection, keys, desk

    async def drawn(self, inputs: ImageInputs, context: Context) -> Result:
        """One picture, with its files as artifacts."""
        composition = await composed(inputs, self._size.aspect, context) if self._choice.engine.draws_scenes else None
        order, told = self._ordered(inputs, composition)
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="imperium-")
        with folder as name:
            drawn = await self._choice.engine.draw(order, Path(name), context, self._desk)
            files = await delivered(drawn, inputs.prompt, context.artifacts)
        output = {
            "image": files[self._selection.formats[0]].as_dict(),
            "hdr_image": files["exr"].as_dict() if "exr" in files else None,
            "files": {kind: artifact.as_dict() for kind, artifact in files.items()},
            "images": [],
            "failed": [],
            "requested_model": inputs.model,
            "variation": inputs.variation,
            "samples": self._samples,
            "seed": order.seed,
            **told,
            **self._told(drawn),
        }
        return Result(output, drawn.engine, drawn.model, drawn.cost_micro_usd, tuple(files.values()))

    def _ordered(self, inputs: ImageInputs, composition: Composition | None) -> tuple[ImageOrder, dict[str, Any]]:
        """What the engine is given, and what its scene tells."""
        recipe = inputs.model_dump(mode="json", exclude={"scene", "count"}, exclude_none=True)
        parameters: dict[str, Any] = {**recipe, "samples": self._samples}
        told: dict[str, Any] = {"setting": None, "unmatched_terms": [], "scene": None}
        scene, seed = None, seed_of(inputs)
        if composition is not None:
            check_clouds(inputs, composition.scene)
            scene = composition.scene.brighter(inputs.brightness)
            unmatched = [{"term": item.term, "drawn": item.drawn} for item in composition.unmatched]
            parameters["scene"] = composition.scene.model_dump(mode="json")
            told = {
                "setting": composition.setting,
                "unmatched_terms": unmatched,
                "scene": scene.model_dump(mode="json"),
            }
        order = ImageOrder(
            scene,
            self._size,
            seed,
            self._samples,
            self._selection.formats,
            inputs.layers,
            inputs.transparent,
            {**parameters, "seed": seed},
            self._keys,
            self._choice.model,
            worded(inputs),
        )
        return order, told

    def _told(self, drawn: Drawn) -> dict[str, Any]:
        native = drawn.native
        return {
            "left_out": self._selection.left_out,
            "credentials": drawn.credentials,
            "engine": drawn.engine,
            "model": drawn.model,
            "notes": [*self._choice.notes],
            "native": {"width": native.width, "height": native.height} if native else None,
            "upscaled": bool(native and (self._size.width > native.width or self._size.height > native.height)),
            "cost_micro_usd": drawn.cost_micro_usd,
            "priced": drawn.priced,
            "details": drawn.details,
            "width": self._size.width,
            "height": self._size.height,
            "seconds": round(drawn.seconds, 2),
            "samples_per_second": drawn.samples_per_second,
            "peak_memory_mb": drawn.peak_memory_mb,
        }


def _left(context: Context, results: list[Result]) -> int | None:
    """Of the budget, after these."""
    budget = context.budget_micro_usd
    return None if budget is None else max(0, budget - sum(result.cost_micro_usd for result in results))


def _numbered(inputs: ImageInputs, number: int) -> ImageInputs:
    """The request for one picture of several."""
    if inputs.count == 1:
        return inputs
    return inputs.model_copy(update={"seed": (seed_of(inputs) + number) % SEEDS, "count": 1})


def _part(progress: Progress, number: int, count: int) -> Progress:
    """Progress of one picture as that of all."""

    def told(fraction: float, message: str, preview: Preview | None = None) -> None:
        before = f"picture {number + 1} of {count}: " if count > 1 else ""
        done = (number + fraction) / count
        progress(done, before + message, preview) if preview else progress(done, before + message)

    return told
