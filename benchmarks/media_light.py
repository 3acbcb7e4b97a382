"""Light of the benchmark's scene without the rest of a picture: python -m benchmarks.media_light JOBS, a JSON list.

A job is {"file", "side", "samples", "seed", "denoise"}; the file is a PNG, or linear light as an array (.npy). Prints a
JSON list of wall and CPU seconds of each, its stage and its file included, and of the peak memory so far in MiB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.media_stills import PROMPT
from imperium.scene.composition import derived_seed
from imperium.scene.grammar import compose
from imperium.scene.part_lens import PartLens
from imperium.scene.render import LAYER_SAMPLES
from imperium.scene.scene import Scene
from imperium.scene.stage import sensor
from imperium.scene.tone import Picture, display
from imperium.scene.trace import Looks, denoised, guides, samples_a_pass, traced
from imperium.scene.variant import compiles, use_variant, working_variant
from imperium.scene.window import Box


def scene() -> Scene:
    """What both renderers draw."""
    return compose(PROMPT, derived_seed(PROMPT), aspect=1.0).scene


def light(scene: Scene, job: dict[str, Any]) -> Picture:
    mitsuba, side = use_variant(*_variant()), job["side"]
    world, lens = Looks(scene, side, side), mitsuba.load_dict(sensor(scene.camera, side, side))
    if compiles(mitsuba.variant()):
        lens = PartLens(lens, side, side, Box(0, 0, side, side))
    a_pass = samples_a_pass(side * side)
    drawn = traced(world.lit, lens, job["samples"], job["seed"], lambda *_: None, depth=world.depth, a_pass=a_pass)
    return denoised(drawn, guides(world, lens, LAYER_SAMPLES, 0)) if job["denoise"] else drawn


def _variant() -> tuple[str, str | None]:
    variant = working_variant()
    return variant.name, variant.llvm


def keep(drawn: Picture, scene: Scene, file: Path) -> None:
    if file.suffix == ".npy":
        np.save(file, drawn)
    else:
        Image.fromarray(display(drawn, scene.grade)).save(file)


def done(scene: Scene, job: dict[str, Any]) -> dict[str, float]:
    began, busy = time.perf_counter(), time.process_time()
    keep(light(scene, job), scene, Path(job["file"]))
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - busy,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    use_variant(*_variant())
    composed = scene()
    print(json.dumps([done(composed, job) for job in json.loads(sys.argv[1])]))


if __name__ == "__main__":
    main()
