"""Light through a part of a lens, in kernels that are the same for every part, and for pictures of every size.

The renderer writes a film's size and the place of its crop window into its kernels as constants: each tile of a large
picture would be compiled anew, which takes longer than drawing it. Here they are variables. For variants that compile.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.window import Box

Picture = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PartLens:
    """A loaded sensor of a whole picture `width` by `height`, and the box of it that is looked at. `alpha` adds what
    share of a pixel things cover."""

    sensor: Any
    width: int
    height: int
    box: Box
    alpha: bool = False

    def light(self, scene: Any, integrator: Any, samples: int, seed: int) -> Picture:
        """Mean light (h, w, 3) of the box, or (h, w, 4) with alpha, through a box filter."""
        sampler, ray, weight = self._rays(samples, seed)
        radiance, valid, *_ = integrator.sample(scene, sampler, ray)
        return self._mean(radiance * weight, valid, sampler.sample_count())

    def shine(self, scene: Any, samples: int, seed: int) -> Picture:
        """What comes straight from surfaces that shine, as `light` has it: a kernel a tenth as long as an integrator's,
        which would have to follow light that nobody asks for."""
        sampler, ray, weight = self._rays(samples, seed)
        seen = scene.ray_intersect(ray)
        return self._mean(seen.emitter(scene).eval(seen) * weight, seen.is_valid(), sampler.sample_count())

    def _rays(self, samples: int, seed: int) -> tuple[Any, Any, Any]:
        """The sampler, and the rays that go through the box, with their weights."""
        dr: Any = import_module("drjit")
        mi: Any = import_module("mitsuba")
        sampler = mi.load_dict({"type": "multijitter", "sample_count": samples})
        sampler.set_samples_per_wavefront(sampler.sample_count())
        count, box = sampler.sample_count(), self.box
        sampler.seed(seed, box.width * box.height * count)
        place = dr.arange(mi.UInt32, box.width * box.height * count) // count
        across = dr.opaque(mi.UInt32, box.width)
        corner = mi.Vector2f(dr.opaque(mi.Float, box.left), dr.opaque(mi.Float, box.top))
        spot = mi.Vector2f(place % across, place // across) + corner + sampler.next_2d()
        film = mi.Vector2f(spot.x / dr.opaque(mi.Float, self.width), spot.y / dr.opaque(mi.Float, self.height))
        aperture = sampler.next_2d() if self.sensor.needs_aperture_sample() else mi.Point2f(0.5)
        return sampler, *self.sensor.sample_ray_differential(0.0, 0.0, film, aperture)

    def _mean(self, found: Any, valid: Any, count: int) -> Picture:
        dr: Any = import_module("drjit")
        mi: Any = import_module("mitsuba")
        channels = [found.x, found.y, found.z, *([dr.select(valid, mi.Float(1), mi.Float(0))] if self.alpha else [])]
        dr.eval(*channels)  # together: a sum of one would trace for it alone
        sums = [dr.block_sum(channel, count) / count for channel in channels]
        layers = [np.asarray(total.numpy(), np.float32).reshape(self.box.height, self.box.width) for total in sums]
        return np.stack(layers, -1)
