"""A radiance field that a processor can train: voxels of density and features, and a small network for colour.

Density stands in the grid itself (as in direct voxel grids: Sun, Sun and Chen, 2022), so that most samples cost eight
look-ups; the network sees only those that can be seen. What is beyond the cube is a panorama by direction.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 9
HIDDEN = 48
OCCUPANCY = 64
DENSITY_SCALE = 16.0
"""Density is per sixteenth of the cube's half side, so that the same learning rate suits every scene."""
EMPTY = 0.05
"""Less density than this hides nothing within one voxel."""
UNSEEN = 2e-3
"""A sample that weighs less doesn't change an 8-bit pixel."""
PANORAMA = (24, 48)


class Field(nn.Module):
    """`centre` (3,) and `half` bound the cube, in the world's units; `side` is the grid's number of voxels a side.
    `beyond` (3,) in 0–1 is what is around it until more is known."""

    def __init__(self, centre: Any, half: float, side: int, beyond: Any = (0.5, 0.5, 0.5)) -> None:
        super().__init__()
        self.register_buffer("centre", torch.as_tensor(centre, dtype=torch.float32))
        self.half = half
        self.density = nn.Parameter(torch.full((1, 1, side, side, side), -3.0))
        self.features = nn.Parameter(torch.randn(1, FEATURES, side, side, side) * 0.1)
        self.colour = nn.Sequential(nn.Linear(FEATURES + 9, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 3))
        colour = torch.logit(torch.as_tensor(beyond, dtype=torch.float32), eps=0.01)
        self.panorama = nn.Parameter(colour[None, :, None, None].repeat(1, 1, *PANORAMA))
        self.register_buffer("occupied", torch.ones(1, 1, OCCUPANCY, OCCUPANCY, OCCUPANCY))

    @property
    def side(self) -> int:
        return int(self.density.shape[-1])

    @torch.no_grad()
    def refine(self, side: int) -> None:
        """The same field on a finer grid."""
        for name in ("density", "features"):
            finer = functional.interpolate(getattr(self, name), size=(side,) * 3, mode="trilinear", align_corners=True)
            setattr(self, name, nn.Parameter(finer))

    @torch.no_grad()
    def look_for_gaps(self) -> None:
        """Where nothing is, no sample is taken from now on."""
        density = functional.softplus(self.density)
        coarse = functional.interpolate(density, size=(OCCUPANCY,) * 3, mode="trilinear", align_corners=True)
        self.occupied = (functional.max_pool3d(coarse, 3, 1, 1) > EMPTY).float()

    def forward(self, origins: Tensor, directions: Tensor, samples: int, jitter: bool = False) -> Tensor:
        """Colours (n, 3) in 0–1 along rays (n, 3)."""
        start, end = self._within(origins, directions)
        behind = self._beyond(directions)
        hit = (end > start).nonzero()[:, 0]
        if not len(hit):
            return behind
        start, end = start[hit, None], end[hit, None]
        places = torch.linspace(0, 1, samples + 1, device=start.device)[None, :-1]
        offsets = torch.rand(len(hit), samples, device=start.device) if jitter else 0.5
        along = start + (end - start) * (places + offsets / samples)
        points = ((origins[hit] - self.centre) / self.half)[:, None] + (directions[hit] / self.half)[:, None] * along[
            ..., None
        ]
        weights = self._weights(points, (end - start) / (samples * self.half))
        seen = self._seen(points, directions[hit], weights)
        left = 1 - weights.sum(1, keepdim=True)
        return behind.index_copy(0, hit, seen + left * behind[hit])

    def _within(self, origins: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Where rays enter and leave the cube."""
        safe = torch.where(directions.abs() < 1e-6, torch.full_like(directions, 1e-6), directions)
        first = (self.centre - self.half - origins) / safe
        second = (self.centre + self.half - origins) / safe
        return torch.minimum(first, second).amax(-1).clamp_min(0), torch.maximum(first, second).amin(-1)

    def _weights(self, points: Tensor, step: Tensor) -> Tensor:
        """How much each sample (rays, samples, 3) adds to what is seen."""
        with torch.no_grad():
            kept = _at(self.occupied, points, "nearest")[0] > 0
        rays, numbers = kept.nonzero(as_tuple=True)
        density = torch.zeros(kept.shape, device=points.device)
        if len(rays):
            found = functional.softplus(_at(self.density, points[rays, numbers])[0])
            density = density.index_put((rays, numbers), found)
        opacity = 1 - torch.exp(-density * step * DENSITY_SCALE)
        clear = torch.cumprod(torch.cat([torch.ones_like(opacity[:, :1]), 1 - opacity + 1e-7], 1), 1)[:, :-1]
        return opacity * clear

    def _seen(self, points: Tensor, directions: Tensor, weights: Tensor) -> Tensor:
        rays, numbers = (weights.detach() > UNSEEN).nonzero(as_tuple=True)
        seen = torch.zeros(len(points), 3, device=points.device)
        if not len(rays):
            return seen
        features = _at(self.features, points[rays, numbers]).T
        colours = torch.sigmoid(self.colour(torch.cat([features, _harmonics(directions[rays])], -1)))
        return seen.index_add(0, rays, weights[rays, numbers, None] * colours)

    def _beyond(self, directions: Tensor) -> Tensor:
        """The panorama (n, 3), by latitude and longitude."""
        around = torch.atan2(directions[:, 1], directions[:, 0]) / torch.pi
        up = torch.asin(directions[:, 2].clamp(-1, 1)) * 2 / torch.pi
        grid = torch.stack([around, up], -1)[None, None]
        found = functional.grid_sample(self.panorama, grid, align_corners=True, padding_mode="border")
        return torch.sigmoid(found[0, :, 0].T)


def _at(grid: Tensor, points: Tensor, mode: str = "bilinear") -> Tensor:
    """What a grid (1, c, s, s, s) holds at points (…, 3) in its cube of -1 to 1: (c, …)."""
    flat = points.reshape(1, 1, 1, -1, 3)
    found = functional.grid_sample(grid, flat, mode=mode, align_corners=True)
    return found.reshape(grid.shape[1], *points.shape[:-1])


def _harmonics(directions: Tensor) -> Tensor:
    """Real spherical harmonics up to degree 2 (n, 9), without their constants: the network learns those."""
    x, y, z = directions.unbind(-1)
    return torch.stack([torch.ones_like(x), x, y, z, x * y, y * z, z * x, x * x - y * y, 3 * z * z - 1], -1)
