"""The contract of what draws a picture."""

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
class ImageOrder:
    """What to draw. `parameters` are kept in the files, so that the picture can be made again. `keys` is the folder of
    the installation's identity for content credentials, None for none."""

    scene: Scene
    size: Size
    seed: int
    samples: int
    formats: tuple[str, ...]
    layers: tuple[str, ...]
    transparent: bool
    parameters: dict[str, Any]
    keys: Path | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture: its files by format, `layer:…` and `sidecar`, who made it and how fast.

    `unsigned` has the SHA-256 of files before credentials were put into them; `credentials` tells what became of those.
    """

    files: dict[str, Path]
    unsigned: dict[str, str]
    credentials: str
    engine: str
    seconds: float
    samples_per_second: int
    peak_memory_mb: int


@runtime_checkable
class ImageEngine(Protocol):
    """`max_side` is the longest side in pixels, `max_work` the most pixels times samples."""

    max_side: int
    max_work: int

    def default_samples(self, size: Size) -> int:
        """Samples a pixel that give a clean picture."""

    def estimate(self, size: Size, samples: int) -> Estimate:
        """Seconds and cost, from measured rates."""

    async def draw(self, order: ImageOrder, folder: Path, context: Context) -> Drawn:
        """Draw into `folder`, which the caller empties; ends at once when cancelled."""


@cache
def engines() -> dict[str, ImageEngine]:
    """Every image engine by name."""
    return discover("imperium.images.engines", ImageEngine, "imperium.images.engines")
