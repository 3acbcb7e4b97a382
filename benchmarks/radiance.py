"""How well and how fast a radiance field is learned on a processor: from a synthetic set, or from photos of yours.

    python3 dev.py bench radiance [--views 80] [--size 100] [--photos FOLDER.zip] [--quality draft|standard|high]

The set is made here: a bottle, a mug and stones on white, traced from all around at 48 samples; one view in eight is
held out. Needs PyTorch. Processor time counts, on one thread; the machine may be busy.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from imperium.radiance import photos
from imperium.radiance.renders import around, rendered, things_in
from imperium.radiance.training import PLANS, Quality, held_out, train
from imperium.radiance.views import Views
from imperium.scene.scene import Camera, Rig, Scene, Thing
from imperium.scene.variant import use_variant, working_variant

SCENE = Scene(
    things=(
        Thing(maker="bottle"),
        Thing(maker="mug", at=(11, -3, 0), turn=40),
        Thing(maker="stones", at=(-10, -2, 0)),
    ),
    rig=Rig(kind="softboxes"),
    camera=Camera(origin=(0, -60, 25), target=(0, 0, 10), fov=36),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench radiance", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--views", type=int, default=80)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--photos", type=Path, help="a ZIP of photos with their transforms.json")
    parser.add_argument("--quality", choices=[*PLANS], action="append")
    options = parser.parse_args()
    torch.set_num_threads(1)
    table = Table("set", "views", "quality", "steps", "CPU s", "dB held out", "CPU s a view", "peak MB")
    began = time.process_time()
    views = photos.read(options.photos, options.size) if options.photos else synthetic(options.views, options.size)
    gathered = time.process_time() - began
    for quality in options.quality or [*PLANS]:
        table.add_row("photos" if options.photos else "synthetic", *row(views, quality))
    console = Console(highlight=False)
    console.print(table)
    console.print(f"Gathering the views took {gathered:.0f} CPU s; {'GPU' if torch.cuda.is_available() else 'no GPU'}.")


def synthetic(count: int, size: int) -> Views:
    variant = working_variant()
    use_variant(variant.name, variant.llvm)
    cameras = around(SCENE, count)
    return rendered(SCENE, cameras, size, size, 48, 1, _quiet, things_in(SCENE), cut_out=True)


def row(views: Views, quality: Quality) -> tuple[str, ...]:
    began = time.process_time()
    trained = train(views, PLANS[quality], 0, _quiet)
    spent, began = time.process_time() - began, time.process_time()
    shown = len(list(held_out(trained.field, views)))
    drawing = (time.process_time() - began) / shown
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = f"{PLANS[quality].steps:,}", f"{spent:.0f}", f"{trained.psnr:.1f}", f"{drawing:.2f}", str(peak)
    return str(len(views.poses)), quality, *figures


def _quiet(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
