"""Stills: speed, first preview and peak memory of whole pictures, set-up, denoising and files included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

PROMPT = "product images of eco-friendly water bottles"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Case:
    """A picture and its bars: wall seconds on two free cores, and MiB at its peak."""

    name: str
    width: int
    height: int
    samples: int
    seconds: float
    formats: tuple[str, ...] = ("png",)
    memory_mb: int = 2560
    full: bool = False


CASES = (
    Case("512² at 64 samples", 512, 512, 64, 15),
    Case("1080p at 16 samples", 1920, 1080, 16, 35),
    Case("4K at 16 samples", 3840, 2160, 16, 130, ("png", "exr"), full=True),
    Case("8K at 16 samples", 7680, 4320, 16, 480, ("png", "exr", "deepzoom"), full=True),
    Case("16K at 1 sample", 15360, 8640, 1, 1800, ("png", "exr", "tiff", "deepzoom"), full=True),
)
PREVIEW_S = 2.0
COLUMNS = (
    "picture",
    "variant",
    "wall s",
    "bar",
    "CPU s",
    "first preview s",
    "CPU s until then",
    "Msamples/CPU-s",
    "peak MiB",
    "load",
)


def report(full: bool, only: str) -> None:
    table = Table(*COLUMNS)
    for case in CASES:
        if only in case.name and (full or not case.full):
            found = measured(case)
            table.add_row(
                case.name,
                found["variant"],
                f"{found['wall_s']:.1f}",
                f"{case.seconds:g}",
                f"{found['cpu_s']:.1f}",
                f"{found['first_preview_s']:.1f} / {PREVIEW_S:g}",
                f"{found['first_preview_cpu_s']:.1f}",
                f"{case.width * case.height * case.samples / found['cpu_s'] / 1e6:.2f}",
                f"{found['peak_memory_mb']:.0f} / {case.memory_mb}",
                f"{os.getloadavg()[0]:.1f}",
            )
    Console(width=160).print(table)


def measured(case: Case) -> dict[str, Any]:
    """What one case takes in a new process, without its imports."""
    command = [sys.executable, "-m", "benchmarks.media_stills", json.dumps(asdict(case))]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def draw(case: Case) -> dict[str, Any]:
    from imperium.images.drawing import draw_picture
    from imperium.scene.composition import derived_seed
    from imperium.scene.grammar import compose
    from imperium.scene.variant import use_variant, working_variant

    variant = working_variant()
    use_variant(variant.name, variant.llvm)
    seed = derived_seed(PROMPT)
    composition = compose(PROMPT, seed, aspect=case.width / case.height)
    with TemporaryDirectory() as folder:
        job = {
            "scene": composition.scene.model_dump(mode="json"),
            "width": case.width,
            "height": case.height,
            "samples": case.samples,
            "seed": seed,
            "variant": variant.name,
            "llvm": variant.llvm,
            "engine": variant.engine,
            "folder": folder,
            "formats": case.formats,
            "parameters": {"prompt": PROMPT, "seed": seed},
        }
        began, busy = time.perf_counter(), time.process_time()
        made = draw_picture(job, tell)
        wall, cpu = time.perf_counter() - began, time.process_time() - busy
    return {**made, "variant": variant.name, "wall_s": wall, "cpu_s": cpu}


def tell(fraction: float, message: str, preview: bytes | None = None) -> None:
    """On a terminal, where it stands."""
    if sys.stderr.isatty():
        print(f"\r{fraction:6.1%} {message:60}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(draw(Case(**json.loads(sys.argv[1])))))
