"""What runs in worker processes: plain data in, plain data out."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

from imperium.platform.errors import InvalidInput
from imperium.platform.preview import Report
from imperium.weights.pictures import write_png
from imperium.weights.request import WeightsRequest
from imperium.weights.shelf import Weights


def paint(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Draws `prompt` with the SDXL `weights` at `width` and `height`, as the `wish` says, and writes `target`, a PNG.

    `files` leads from artifact names to paths; `control` are the weights of a ControlNet, or None. Returns what is
    worth telling of the picture.
    """
    from imperium.weights.sdxl.painting import Canvas
    from imperium.weights.sdxl.painting import paint as painted

    wish = WeightsRequest.model_validate(job["wish"])
    canvas = Canvas(job["prompt"], job["width"], job["height"], job["seed"], wish, job["files"])
    made = painted(_weights(job["weights"]), canvas, report, _weights(job["control"]) if job["control"] else None)
    write_png(made.pixels, Path(job["target"]))
    told = {"scheduler": made.scheduler, "steps": wish.steps, "guidance": wish.guidance, "device": made.device}
    return told | {"unread": made.unread, "peak_memory_mb": _peak_mb()}


def synthesize(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """As `paint`, with a StyleGAN3 generator: its pictures are as large as they are, and no prompt is read."""
    from imperium.weights.stylegan3.painting import synthesize as synthesized

    wish = WeightsRequest.model_validate(job["wish"])
    folder = generator_of(_weights(job["weights"]))
    pixels, device = synthesized(folder, job["seed"], wish.truncation, wish.category, report)
    write_png(pixels, Path(job["target"]))
    told = {"truncation": wish.truncation, "category": wish.category, "device": device}
    return told | {"unread": job["prompt"], "peak_memory_mb": _peak_mb()}


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _weights(job: dict[str, Any]) -> Weights:
    return Weights(job["name"], job["kind"], Path(job["path"]))


def finetune(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Teaches a `lesson` to the weights at `path` and writes `target`. Returns the curve of the loss, how many numbers
    were learned, where, and in which time."""
    from imperium.weights.sdxl.dreambooth import Lesson, teach

    weights = _weights(job["weights"])
    lesson = Lesson(**{**job["lesson"], "photos": tuple(job["lesson"]["photos"])})
    taught = teach(weights, lesson, Path(job["target"]), report)
    return {
        "curve": [list(point) for point in taught.curve],
        "parameters": taught.parameters,
        "device": taught.device,
        "seconds": taught.seconds,
        "peak_memory_mb": _peak_mb(),
    }


def generator_of(weights: Weights) -> Path:
    """Where the generator lies as safetensors: a pickle is converted beside itself, once."""
    if weights.kind == "stylegan3":
        return weights.path
    from imperium.weights.stylegan3.conversion import convert

    folder = weights.path.with_suffix("")
    try:
        convert(weights.path, folder)
    except PermissionError as error:
        raise InvalidInput(
            f"{weights.path.name} can't be converted: its folder can't be written.",
            field="model",
            remedy="Let Imperium write there once, or give the converted folder.",
        ) from error
    return folder
