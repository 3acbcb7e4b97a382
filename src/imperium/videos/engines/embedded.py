"""The embedded engine: traced key views carried to every frame; a march through clouds. CPU only."""

from __future__ import annotations

import asyncio
from pathlib import Path

from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene
from imperium.scene.variant import working_variant
from imperium.scene.views import is_flight, key_count
from imperium.videos.engine import Shot, VideoOrder

# Measured on two cores of an AMD EPYC with the scalar variant.
SAMPLES_PER_SECOND = 750_000
FRAME_PIXELS_PER_SECOND = 1_400_000
SETUP_S = 4.0
RENDER = "imperium.videos.film:render_video"


class _Embedded:
    max_side = 1920
    max_work = 900_000_000
    usual_work = 2_800_000

    def samples(self, scene: Scene, size: Size) -> int:
        """Samples a pixel of a key view; a flight has more views, of which more are seen at once."""
        work = self.usual_work * (0.7 if is_flight(scene.move) else 1.0)
        return int(min(max(work / size.pixels, 4), 32)) // 4 * 4

    def estimate(self, scene: Scene | None, size: Size, fps: int, frames: int) -> Estimate:
        filmed = scene or Scene()
        tracing = key_count(filmed, frames, fps) * size.pixels * self.samples(filmed, size) / SAMPLES_PER_SECOND
        return Estimate(seconds=SETUP_S + tracing + frames * size.pixels / FRAME_PIXELS_PER_SECOND)

    async def shoot(self, order: VideoOrder, folder: Path, context: Context) -> Shot:
        variant = await asyncio.to_thread(working_variant)
        engine = "embedded:clouds" if order.scene.clouds else variant.engine
        scene = order.scene.model_dump(mode="json")
        job = {
            "scene": scene,
            "width": order.size.width,
            "height": order.size.height,
            "fps": order.fps,
            "frames": order.frames,
            "samples": self.samples(order.scene, order.size),
            "seed": order.seed,
            "name": order.name,
            "variant": variant.name,
            "llvm": variant.llvm,
            "mp4": str(folder / "video.mp4"),
            "poster": str(folder / "poster.png"),
            "parameters": {**order.parameters, "engine": engine, "scene": scene},
        }
        result = await context.workers.run(
            RENDER,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or 1800.0,
        )
        return Shot(folder / "video.mp4", folder / "poster.png", engine, result["seconds"])


ENGINE = _Embedded()
