"""The contract of what shoots a video."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from imperium.kit.kinds import discover
from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class VideoOrder:
    """What to shoot. `name` appears over the end; `parameters` are kept in the poster."""

    scene: Scene
    size: Size
    fps: int
    frames: int
    seed: int
    name: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shot:
    """A finished video: its files, who made it, in how many seconds."""

    mp4: Path
    poster: Path
    engine: str
    seconds: float


@runtime_checkable
class VideoEngine(Protocol):
    """`max_side` is the longest side in pixels, `max_work` the most pixels times frames."""

    max_side: int
    max_work: int

    def estimate(self, scene: Scene | None, size: Size, fps: int, frames: int) -> Estimate:
        """Seconds and cost, from measured rates."""

    async def shoot(self, order: VideoOrder, folder: Path, context: Context) -> Shot:
        """Shoot into `folder`, which the caller empties; ends at once when cancelled."""


@cache
def engines() -> dict[str, VideoEngine]:
    """Every video engine by name."""
    return discover("imperium.videos.engines", VideoEngine, "imperium.videos.engines")
