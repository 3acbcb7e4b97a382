"""Triangle meshes as arrays, and the shapes that makers are built from. Lengths are centimetres, z points up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mesh:
    """`vertices` and `normals` are (n, 3), `uvs` (n, 2), `faces` (m, 3) indices."""

    vertices: Array
    normals: Array
    uvs: Array
    faces: Faces

    def transformed(self, matrix: Array) -> Mesh:
        """The mesh under a 4×4 matrix."""
        linear = matrix[:3, :3]
        normals = _unit(self.normals @ np.linalg.inv(linear))
        return Mesh(self.vertices @ linear.T + matrix[:3, 3], normals, self.uvs, self.faces)

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        return self.transformed(translation(x, y, z))

    def turned(self, axis: Sequence[float], degrees: float) -> Mesh:
        return self.transformed(rotation(axis, degrees))

    def tiled(self, u: float, v: float) -> Mesh:
        """The mesh with its texture repeated `u` times across and `v` times up."""
        return Mesh(self.vertices, self.normals, self.uvs * np.array([u, v]), self.faces)

    @property
    def bounds(self) -> tuple[Array, Array]:
        return self.vertices.min(0), self.vertices.max(0)


def translation(x: float, y: float, z: float) -> Array:
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return matrix


def rotation(axis: Sequence[float], degrees: float) -> Array:
    """Right-handed rotation about an axis through the origin (Rodrigues' formula)."""
    x, y, z = _unit(np.asarray(axis, float))
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    matrix = np.eye(4)
    matrix[:3, :3] += np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return matrix


def scaling(x: float, y: float, z: float) -> Array:
    return np.diag([x, y, z, 1.0])


def facing(origin: Sequence[float], target: Sequence[float], up: Sequence[float] = (0, 0, 1)) -> Array:
    """The 4×4 matrix that puts the local +z axis on the line from `origin` to `target`."""
    forward = _unit(np.subtract(target, origin))
    side = np.cross(up, forward)
    if np.linalg.norm(side) < 1e-6:
        side = np.cross((0, 1, 0), forward)
    side = _unit(side)
    matrix = np.eye(4)
    matrix[:3, :4] = np.stack([side, np.cross(forward, side), forward, np.asarray(origin, float)], axis=1)
    return matrix


def merge(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh of several."""
    parts = list(meshes)
    offsets = np.cumsum([0] + [len(part.vertices) for part in parts[:-1]])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.uvs for part in parts]),
        np.concatenate([part.faces + offset for part, offset in zip(parts, offsets, strict=True)]),
    )


def lattice(points: Array, uvs: Array | None = None, normals: Array | None = None) -> Mesh:
    """A surface over a (rows, columns, 3) array of points; normals are smooth where none are given."""
    rows, columns = points.shape[:2]
    if uvs is None:
        uvs = np.stack(np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows)), -1)
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    faces = np.concatenate(
        [
            np.stack([corner, corner + 1, corner + columns + 1], -1),
            np.stack([corner, corner + columns + 1, corner + columns], -1),
        ]
    )
    vertices = points.reshape(-1, 3)
    smooth = smooth_normals(vertices, faces) if normals is None else normals.reshape(-1, 3)
    return Mesh(vertices, smooth, uvs.reshape(-1, 2), faces)


def smooth_normals(vertices: Array, faces: Faces) -> Array:
    """Area-weighted vertex normals."""
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    per_face = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, faces[:, corner], per_face)
    return _unit(normals)


def _unit(vectors: Array) -> Array:
    unit: Array = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-12)
    return unit
