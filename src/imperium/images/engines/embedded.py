"""The embedded engine: a path tracer on the CPU, without weights, keys or network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from imperium.images.engine import Drawn, ImageOrder
from imperium.images.rates import Rates
from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.variant import SCALAR, Variant, likely_variant, working_variant

DRAW = "imperium.images.drawing:draw_picture"
LITTLE_WORK = 3_000_000  # samples that are traced sooner than an LLVM has compiled the scene
PATIENCE = 20.0  # times the estimate, on a machine that does other things too


class _Embedded:
    """Samples are chosen so that a picture of the default size takes well under twenty seconds on two cores."""

    max_side = 15_360
    max_work = 4_000_000_000
    draws_scenes = True
    transparent = True
    usual_work = 11_500_000
    fewest, most = 16, 48

    def __init__(self) -> None:
        self._rates = Rates()

    def missing(self, model: str, desk: Any, principal: Any) -> str | None:
        return None

    def default_samples(self, size: Size) -> int:
        return int(min(max(self.usual_work / size.pixels, self.fewest), self.most)) // 4 * 4

    def estimate(self, size: Size, samples: int, model: str = "", desk: Any = None) -> Estimate:
        variant = SCALAR if _is_little(size, samples) else likely_variant()
        return Estimate(seconds=self._rates.seconds(variant.name, size, samples))

    async def draw(self, order: ImageOrder, folder: Path, context: Context, desk: Any = None) -> Drawn:
        assert order.scene is not None
        variant = await _variant(order.size, order.samples)
        job = {
            "scene": order.scene.model_dump(mode="json"),
            "width": order.size.width,
            "height": order.size.height,
            "samples": order.samples,
            "seed": order.seed,
            "variant": variant.name,
            "llvm": variant.llvm,
            "engine": variant.engine,
            "folder": str(folder),
            "formats": order.formats,
            "layers": order.layers,
            "transparent": order.transparent,
            "parameters": {**order.parameters, "engine": variant.engine},
            "keys": str(order.keys) if order.keys else None,
        }
        expected = self.estimate(order.size, order.samples).seconds
        result = await context.workers.run(
            DRAW,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or max(600.0, PATIENCE * expected),
        )
        self._rates.took(variant.name, order.size, order.samples, result["seconds"])
        return Drawn(
            files={name: folder / file for name, file in result["files"].items()},
            unsigned=result["unsigned"],
            credentials=result["credentials"],
            engine=variant.engine,
            seconds=result["seconds"],
            samples_per_second=result["samples_per_second"],
            peak_memory_mb=result["peak_memory_mb"],
        )


def _is_little(size: Size, samples: int) -> bool:
    return size.pixels * samples <= LITTLE_WORK


async def _variant(size: Size, samples: int) -> Variant:
    return SCALAR if _is_little(size, samples) else await asyncio.to_thread(working_variant)


ENGINE = _Embedded()
