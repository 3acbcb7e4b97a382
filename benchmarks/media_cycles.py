"""Blender's Cycles beside us: the same scene, size, samples, bounces and threads in one run, in turns.

Meshes, textures, lamps and camera are exported, so framing and light are the same and materials are the nearest that
Blender has. Its scene lies in memory before its clock starts; our clock includes the making of meshes and textures,
previews and the development. Imports count for neither. Errors are those of light before development, each against a
picture of the same renderer with many samples, so that speed can't be bought with noise.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.media_error import display_error, exposed, look_error, relative_error, seconds_for
from benchmarks.media_exchange import export
from benchmarks.media_light import scene
from benchmarks.media_stills import CASES, ROOT, measured
from benchmarks.peers.environment import peer_python
from imperium.scene.tone import display

RENDERER = ROOT / "benchmarks" / "peers" / "blender_render.py"
SIDE, SAMPLES = 512, 64
SMALL_SIDE, LADDER, REFERENCE = 256, (16, 32, 64, 128), 1024
Figures = dict[str, Any]


@dataclass(frozen=True)
class Renderer:
    """`draw` takes jobs and gives their figures; `suffix` is that of its linear light."""

    name: str
    draw: Callable[[list[Figures]], list[Figures]]
    suffix: str


def report(pictures: Path | None) -> None:
    console = Console(width=150)
    with TemporaryDirectory() as name:
        folder = Path(name)
        export(scene(), folder)
        both = (Renderer("Imperium", _ours, ".npy"), Renderer("Cycles", _cycles(folder), ".exr"))
        console.print(_speed(both, folder))
        console.print(*_quality(both, folder))
        if pictures:
            _kept(both, folder, pictures)
            console.print(f"The pictures are in {pictures}.")


def _ours(jobs: list[Figures]) -> list[Figures]:
    return _answered([sys.executable, "-m", "benchmarks.media_light", json.dumps(jobs)])


def _cycles(folder: Path) -> Callable[[list[Figures]], list[Figures]]:
    python = peer_python("blender")
    return lambda jobs: _answered([python, str(RENDERER), str(folder), json.dumps(jobs)])


def _answered(command: Sequence[str]) -> list[Figures]:
    """The last line that a process prints; what it says when it fails ends the benchmark."""
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if answer.returncode:
        sys.exit(answer.stderr.strip()[-2000:])
    found: list[Figures] = json.loads(answer.stdout.strip().splitlines()[-1])
    return found


def _job(file: Path, side: int, samples: int, seed: int = 1, denoise: bool = False) -> Figures:
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "file": str(file),
        "side": side,
        "samples": samples,
        "seed": seed,
        "denoise": denoise,
        "threads": threads,
    }


def _speed(both: Sequence[Renderer], folder: Path) -> Table:
    """Whole pictures, each in a process of its own."""
    case = next(case for case in CASES if (case.width, case.samples) == (SIDE, SAMPLES))
    table = Table("picture", "renderer", "wall s", "CPU s", "peak MiB", "load", title=f"{case.name}, PNG")
    for denoise, label in ((True, "denoised (OIDN)"), (False, "as traced")):
        found = []
        for renderer in both:
            job = _job(folder / f"{renderer.name}-{denoise}.png", SIDE, SAMPLES, denoise=denoise)
            whole = denoise and renderer.draw is _ours
            figures = measured(case) if whole else renderer.draw([job])[0]
            found.append(figures)
            table.add_row(label, renderer.name, *_row(figures), f"{os.getloadavg()[0]:.1f}")
        first, second = found
        ratios = (f"{second[key] / first[key]:.2f}×" for key in ("wall_s", "cpu_s", "peak_memory_mb"))
        table.add_row("", "Cycles / Imperium", *ratios, "", end_section=True)
    return table


def _row(figures: Figures) -> tuple[str, str, str]:
    return f"{figures['wall_s']:.1f}", f"{figures['cpu_s']:.1f}", f"{figures['peak_memory_mb']:.0f}"


def _quality(both: Sequence[Renderer], folder: Path) -> tuple[Table, str]:
    table = Table("samples", "renderer", "CPU s", "display error", "relMSE", title=f"Noise at {SMALL_SIDE}²")
    ladders = {renderer.name: _ladder(renderer, folder) for renderer in both}
    for number, samples in enumerate((*LADDER, LADDER[-2])):
        for name, steps in ladders.items():
            cpu, seen, relative = steps[number]
            told = f"{samples}" if number < len(LADDER) else f"{samples}, denoised"
            table.add_row(told, name, f"{cpu:.1f}", f"{seen:.2f}", f"{relative:.4f}")
    return (
        table,
        f"{_equal(ladders)}\nThe two references differ by {look_error(*_references(both, folder)):.1f} of 255.",
    )


def _ladder(renderer: Renderer, folder: Path) -> list[tuple[float, float, float]]:
    """CPU seconds, error on a display and relative error at each of the samples, then denoised at the last but one."""
    reference = _file(renderer, folder, "reference")
    jobs = [_job(_file(renderer, folder, str(count)), SMALL_SIDE, count) for count in LADDER]
    jobs.append(_job(_file(renderer, folder, "denoised"), SMALL_SIDE, LADDER[-2], denoise=True))
    warm = _job(_file(renderer, folder, "warm"), SMALL_SIDE, 1)
    found = renderer.draw([warm, *jobs, _job(reference, SMALL_SIDE, REFERENCE, seed=2)])[1:-1]
    truth = _light(reference)
    drawn = [_light(Path(job["file"])) for job in jobs]
    return [
        (figures["cpu_s"], display_error(light, truth), relative_error(light, truth))
        for figures, light in zip(found, drawn, strict=True)
    ]


def _equal(ladders: dict[str, list[tuple[float, float, float]]]) -> str:
    """What it costs each to be as clean as the first is at its usual samples."""
    first = next(iter(ladders.values()))[LADDER.index(SAMPLES)][1]
    costs = {}
    for name, steps in ladders.items():
        cpu, seen, _ = zip(*steps[: len(LADDER)], strict=True)
        costs[name] = seconds_for(first, seen, cpu)
    told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in costs.items())
    ours, theirs = costs.values()
    return f"CPU seconds to a display error of {first:.2f}: {told}: {theirs / ours:.2f}×."


def _kept(both: Sequence[Renderer], folder: Path, target: Path) -> None:
    """References under one development, and whole pictures as each renderer developed them."""
    target.mkdir(parents=True, exist_ok=True)
    for renderer, light in zip(both, _references(both, folder), strict=True):
        even, grade = exposed(light, light).astype(np.float32), scene().grade
        Image.fromarray(display(even, grade)).save(target / f"{renderer.name}-reference.png".lower())
        for denoise, label in ((True, "denoised"), (False, "traced")):
            renderer.draw([_job(target / f"{renderer.name}-{label}.png".lower(), SIDE, SAMPLES, denoise=denoise)])


def _references(both: Sequence[Renderer], folder: Path) -> list[np.ndarray]:
    return [_light(_file(renderer, folder, "reference")) for renderer in both]


def _file(renderer: Renderer, folder: Path, label: str) -> Path:
    return folder / f"{renderer.name}-{label}{renderer.suffix}"


def _light(file: Path) -> np.ndarray:
    if file.suffix == ".npy":
        return np.asarray(np.load(file))
    from OpenImageIO import ImageBuf

    return np.asarray(ImageBuf(str(file)).get_pixels(), np.float32)[..., :3]
