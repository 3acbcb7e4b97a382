"""How fast this machine draws: figures that were measured once, corrected by what pictures really take."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.scene.resolution import Size

WHOLE_PIXELS = 2_100_000
TILE_SHARE = (576 / 512) ** 2  # tiles are drawn with their aprons
WEIGHT = 0.3  # of the newest picture
FURTHEST = 20.0  # a machine is at most so many times slower or faster than the one that was measured


@dataclass(frozen=True, slots=True)
class Rate:
    """Samples a second, denoised pixels a second, and the seconds that a scene takes to be set."""

    samples: float
    pixels: float
    setup_s: float

    def seconds(self, size: Size, samples: int) -> float:
        share = 1.0 if size.pixels <= WHOLE_PIXELS else TILE_SHARE
        return self.setup_s + share * size.pixels * (samples / self.samples + 1 / self.pixels)


# On two cores of an AMD EPYC, product scenes at depth 6; see benchmarks/media.py.
MEASURED = {
    "scalar_rgb": Rate(samples=1_050_000, pixels=190_000, setup_s=3.0),
    "llvm_ad_rgb": Rate(samples=3_200_000, pixels=260_000, setup_s=4.5),
    "cuda_ad_rgb": Rate(
        samples=50_000_000, pixels=260_000, setup_s=6.0
    ),  # an expectation: the first picture corrects it
}


class Rates:
    """The seconds that a picture takes with each variant of the renderer. Remembered as long as the process lives."""

    def __init__(self) -> None:
        self._slowness: dict[str, float] = {}

    def seconds(self, variant: str, size: Size, samples: int) -> float:
        return MEASURED[variant].seconds(size, samples) * self._slowness.get(variant, 1.0)

    def took(self, variant: str, size: Size, samples: int, seconds: float) -> None:
        """Learn from a picture that is done."""
        measured = min(max(seconds / MEASURED[variant].seconds(size, samples), 1 / FURTHEST), FURTHEST)
        known = self._slowness.get(variant, measured)
        self._slowness[variant] = known + WEIGHT * (measured - known)
