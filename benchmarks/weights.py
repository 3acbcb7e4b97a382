"""How fast weights draw and learn on this machine: those of yours, and StyleGAN3 generators of random numbers.

    python3 dev.py bench weights [--weights FOLDER] [--steps 30] [--size 1024] [--photo FILE] [--generators T256 R256]

Needs `imperium[weights]`. Processor time counts without a GPU, wall time with one. Learning is measured with --photo,
over twenty steps.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from rich.table import Table

from imperium.weights.jobs import generator_of
from imperium.weights.request import WeightsRequest
from imperium.weights.sdxl.dreambooth import Lesson, teach
from imperium.weights.sdxl.loading import place
from imperium.weights.sdxl.painting import Canvas, paint
from imperium.weights.shelf import Weights, shelved
from imperium.weights.stylegan3.generator import Generator
from imperium.weights.stylegan3.painting import synthesize
from imperium.weights.stylegan3.plan import Config

R = {"conv_kernel": 1, "channel_base": 65536, "channel_max": 1024, "use_radial_filters": True}
GENERATORS = {f"{kind}{side}": Config(side, **(R if kind == "R" else {})) for kind in "TR" for side in (256, 512, 1024)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench weights", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--weights", type=Path, help="a folder of weights")
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--size", type=int, default=1024)
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--generators", nargs="*", choices=[*GENERATORS], default=["T256", "R256"])
    options = parser.parse_args()
    table = Table("weights", "work", "seconds", "peak MB")
    for name in options.generators:
        table.add_row(name, *measured("a picture", lambda name=name: random_picture(GENERATORS[name])))
    for weights in shelved(options.weights).values() if options.weights else ():
        for row in of_weights(weights, options):
            table.add_row(weights.name, *row)
    console = Console(highlight=False)
    console.print(table)
    where = place()
    console.print(f"{where.device}, {where.dtype}, {torch.get_num_threads()} threads; peaks are of the run so far.")


def of_weights(weights: Weights, options: Any) -> Iterator[tuple[str, str, str]]:
    if weights.kind == "sdxl":
        wish = WeightsRequest(steps=options.steps)
        canvas = Canvas("a green bottle on slate", options.size, options.size, 7, wish, {})
        said = f"{options.steps} steps at {options.size}², loading included"
        yield measured(said, lambda: paint(weights, canvas, quiet))
        if options.photo:
            lesson = Lesson((str(options.photo),), "a photo of sks thing", "", 0, 20, 8, 1e-4, options.size, 0)
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder, "lora.safetensors")
                yield measured("20 steps of learning, loading included", lambda: teach(weights, lesson, target, quiet))
    elif weights.kind != "controlnet":
        folder = generator_of(weights)
        yield measured("a picture, loading included", lambda: synthesize(folder, 7, 0.7, None, quiet))


def random_picture(config: Config) -> None:
    device = place().device
    with torch.inference_mode():
        Generator(config).eval().to(device)(torch.randn(1, config.z_dim, device=device))


def measured(work: str, call: Callable[[], Any]) -> tuple[str, str, str]:
    clock = time.perf_counter if torch.cuda.is_available() else time.process_time
    began = clock()
    call()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return work, f"{clock() - began:.1f}", f"{peak:,}"


def quiet(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
