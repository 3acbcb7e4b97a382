"""A camera rule: from where, and through which lens, something is seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from imperium.kit.kinds import discover
from imperium.scene.framing import framed
from imperium.scene.mesh import Array
from imperium.scene.scene import Camera


@dataclass(frozen=True, slots=True)
class CameraRule:
    """Figures as `framed` takes them; without an `azimuth` the subject is seen from the side it was seen from."""

    summary: str
    elevation: float
    fov: float
    fill: float
    azimuth: float | None = None
    aperture: float = 0.0
    rise: float = 0.0

    def placed(self, low: Array, high: Array, aspect: float, azimuth: float) -> Camera:
        """The camera that sees the box `low`–`high`; `azimuth` is where it stood before."""
        side = azimuth if self.azimuth is None else self.azimuth
        lens = {"fov": self.fov, "fill": self.fill, "aperture": self.aperture, "shift": (0.0, self.rise)}
        return framed(low, high, aspect, azimuth=side, elevation=self.elevation, **lens)  # type: ignore[arg-type]


@cache
def camera_rules() -> dict[str, CameraRule]:
    """Every camera rule by name."""
    return discover("imperium.scene.cameras", CameraRule, "imperium.scene.cameras")
