"""The embedded engine: a path tracer on the CPU, without weights, keys or network."""

from __future__ import annotations

import asyncio
from pathlib import Path

from imperium.images.engine import Drawn, ImageOrder
from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.variant import working_variant

# Measured on two cores of an AMD EPYC with the scalar variant: product scenes at depth 6, denoiser and set-up apart.
SAMPLES_PER_SECOND = 750_000
DENOISED_PIXELS_PER_SECOND = 300_000
SETUP_S = 2.5
RENDER = "imperium.scene.render:render_picture"


class _Embedded:
    """Samples are chosen so that a picture of the default size takes well under twenty seconds on two cores."""

    max_side = 4096
    max_work = 400_000_000
    usual_work = 11_500_000

    def default_samples(self, size: Size) -> int:
        return int(min(max(self.usual_work / size.pixels, 4), 48)) // 4 * 4

    def estimate(self, size: Size, samples: int) -> Estimate:
        drawing = size.pixels * samples / SAMPLES_PER_SECOND + size.pixels / DENOISED_PIXELS_PER_SECOND
        return Estimate(seconds=SETUP_S + drawing)

    async def draw(self, order: ImageOrder, folder: Path, context: Context) -> Drawn:
        variant = await asyncio.to_thread(working_variant)
        png, exr = folder / "picture.png", folder / "picture.exr"
        parameters = {**order.parameters, "engine": variant.engine, "scene": order.scene.model_dump(mode="json")}
        job = {
            "scene": order.scene.model_dump(mode="json"),
            "width": order.size.width,
            "height": order.size.height,
            "samples": order.samples,
            "seed": order.seed,
            "variant": variant.name,
            "llvm": variant.llvm,
            "png": str(png),
            "exr": str(exr) if order.hdr else None,
            "parameters": parameters,
        }
        result = await context.workers.run(
            RENDER,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or 600.0,
        )
        rate = result["samples_per_second"]
        return Drawn(png, exr if order.hdr else None, variant.engine, result["seconds"], rate)


ENGINE = _Embedded()
