"""A boulder: broken faces, worn edges, moss on top where wanted."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh
from imperium.scene.solids import globe


def rock(
    *,
    color: Hex = "#8a857c",
    size: float = Field(default=120, ge=5, le=3000, description="Its width."),
    rugged: float = Field(default=0.6, ge=0, le=1),
    flat: float = Field(default=0.62, ge=0.2, le=1.4, description="Height over width."),
    seed: int = 0,
) -> tuple[Part, ...]:
    shape = _Broken(rugged, np.random.default_rng(seed))
    mesh = globe(shape, 40)
    low = np.quantile(mesh.vertices[:, 2], 0.06)
    scale = size / float(np.ptp(mesh.vertices[:, 0]))
    points = np.column_stack([mesh.vertices[:, :2], np.maximum(mesh.vertices[:, 2] - low, 0) * flat]) * scale
    normals = mesh.normals / [1, 1, flat]
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    body = Mesh(points, normals, mesh.uvs, mesh.faces)
    return (Part("rock", body, finish("stone", kind="slate", color=color, roughness=0.6, seed=seed), (size, size)),)


class _Broken:
    """The distance of the surface in a direction: the nearest of some planes, blended, and bumps."""

    def __init__(self, rugged: float, rng: np.random.Generator) -> None:
        way = rng.normal(0, 1, (20, 3))
        self.faces = way / np.linalg.norm(way, axis=1, keepdims=True)
        self.depth = rng.uniform(0.72, 1.0, 20)
        pitch = np.repeat([3.0, 4, 6, 9, 13, 18, 26, 38], 2)
        self.waves = rng.normal(0, 1, (3, 16)) * pitch
        self.phases, self.tall = rng.uniform(0, 6, 16), 0.2 * rugged / pitch
        self.sharp = 10 + 40 * rugged

    def __call__(self, direction: Array) -> Array:
        facing = np.maximum(direction @ self.faces.T, 0.02)
        planes = self.depth / facing
        radius = -np.log(np.exp(-self.sharp * np.minimum(planes, 3)).sum(-1)) / self.sharp
        bumps = np.sin(direction @ self.waves + self.phases) @ self.tall
        radius = radius + bumps * (0.7 + 0.3 * np.sin(direction @ self.waves[:, 0]))
        return np.asarray(radius)


MAKER = Maker(rock)
