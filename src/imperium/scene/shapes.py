"""The shapes that makers are built from: turned, swept, rounded, grown. Lengths are centimetres, z points up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from imperium.scene.mesh import Array, Mesh, lattice, merge, smooth_normals

Point = Sequence[float]


def profile(points: Sequence[Point], radii: Sequence[float], steps: int = 8) -> Array:
    """A polyline (n, 2) through `points` whose corner k is rounded with about `radii[k]` cm."""
    corners = [np.asarray(point, float) for point in points]
    line = [corners[0]]
    for before, corner, after, radius in zip(corners, corners[1:], corners[2:], radii[1:-1], strict=False):
        line.extend(_fillet(before, corner, after, radius, steps))
    line.append(corners[-1])
    return _with_guards(line)


def _fillet(before: Array, corner: Array, after: Array, radius: float, steps: int) -> list[Array]:
    arms = [side - corner for side in (before, after)]
    lengths = [float(np.linalg.norm(arm)) for arm in arms]
    reach = min(radius, 0.49 * min(lengths))
    if reach <= 1e-6:
        return [corner]
    start, end = (corner + arm / length * reach for arm, length in zip(arms, lengths, strict=True))
    return [(1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t * t * end for t in np.linspace(0, 1, steps)]


def _with_guards(line: list[Array]) -> Array:
    """Extra points close to both ends of long straight parts, so that smooth normals stay inside the fillets."""
    dense = [line[0]]
    for start, end in pairwise(line):
        if (length := float(np.linalg.norm(end - start))) < 1e-6:
            continue
        if length > 0.3:
            dense.extend(start + (end - start) * t for t in (0.02, 0.5, 0.98))
        dense.append(end)
    return np.array(dense)


def lathe(outline: Array, segments: int = 128) -> Mesh:
    """`outline` (n, 2) of radius and height, turned about z. u runs round with 0.5 towards -y, v along the outline."""
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    angle = np.pi / 2 + np.linspace(0, 2 * np.pi, segments + 1)
    ring = np.stack([np.cos(angle), np.sin(angle)], -1)
    points = np.concatenate(
        [outline[:, None, :1] * ring, np.broadcast_to(outline[:, None, 1:], (len(outline), segments + 1, 1))], -1
    )
    tangent = np.gradient(outline, axis=0)
    across = np.stack([tangent[:, 1], -tangent[:, 0]], -1)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-12
    normals = np.concatenate(
        [across[:, None, :1] * ring, np.broadcast_to(across[:, None, 1:], (len(outline), segments + 1, 1))], -1
    )
    uvs = np.stack(np.meshgrid(np.linspace(0, 1, segments + 1), length / length[-1]), -1)
    return lattice(points, uvs, normals)


def lathe_size(outline: Array) -> tuple[float, float]:
    """Centimetres that one unit of u and of v spans on the lathed surface."""
    return float(2 * np.pi * outline[:, 0].max()), float(np.hypot(*np.diff(outline, axis=0).T).sum())


def along(outline: Array, height: float) -> float:
    """The v of the outermost point of the outline at `height`."""
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    near = np.argmin(np.abs(outline[:, 1] - height) - 1e-3 * outline[:, 0])
    return float(steps[near] / steps[-1])


def tube(path: Array, radius: float | Array, segments: int = 16) -> Mesh:
    """A tube round a path (n, 3); `radius` may change along it. The frame is carried along without twist."""
    tangents = np.gradient(path, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True) + 1e-12
    side = np.cross(tangents[0], (0, 0, 1) if abs(tangents[0, 2]) < 0.9 else (1, 0, 0))
    angle = np.linspace(0, 2 * np.pi, segments + 1)[:, None]
    rings = []
    for tangent in tangents:
        side = side - tangent * (side @ tangent)
        side /= np.linalg.norm(side) + 1e-12
        rings.append(np.cos(angle) * side + np.sin(angle) * np.cross(tangent, side))
    normals = np.array(rings)
    reach = np.broadcast_to(radius, len(path))[:, None, None]
    return lattice(path[:, None] + normals * reach, normals=normals)


def plane(width: float, depth: float) -> Mesh:
    """A horizontal rectangle about the origin, facing up; u along x."""
    x, y = np.meshgrid([-width / 2, width / 2], [-depth / 2, depth / 2])
    return lattice(np.stack([x, y, np.zeros_like(x)], -1))


def disc(radius: float, segments: int = 96) -> Mesh:
    """A flat disc facing up."""
    return lathe(np.array([[radius, 0.0], [0.002, 0.0]]), segments)


def rounded_box(width: float, depth: float, height: float, radius: float, steps: int = 5) -> Mesh:
    """A box standing on z=0 with rounded edges; the texture is projected on the front (-y), u across, v up."""
    half = np.array([width, depth, height]) / 2
    radius = min(radius, float(half.min()) * 0.99)
    directions = _cube_sphere(steps)
    core = np.sign(directions) * (half - radius)
    vertices = core + radius * directions + np.array([0, 0, half[2]])
    uvs = np.stack([vertices[..., 0] / width + 0.5, vertices[..., 2] / height], -1)
    return merge(lattice(face, uv, normal) for face, uv, normal in zip(vertices, uvs, directions, strict=True))


def _cube_sphere(steps: int) -> Array:
    """Unit directions (6, n, n, 3) over the faces of a cube, each face split in the middle so that a box can part."""
    half = np.tan(np.linspace(0, np.pi / 4, steps))
    axis = np.concatenate([-half[::-1], half])
    axis[steps - 1], axis[steps] = -1e-9, 1e-9
    a, b = np.meshgrid(axis, axis)
    one = np.ones_like(a)
    faces = [(one, a, b), (-one, -a, b), (-a, one, b), (a, -one, b), (a, b, one), (-a, b, -one)]
    directions = np.stack([np.stack(face, -1) for face in faces])
    unit: Array = directions / np.linalg.norm(directions, axis=-1, keepdims=True)
    return unit


def prism(outline: Array, height: float, bevel: float = 0.05, segments_v: int = 1) -> Mesh:
    """A closed outline (n, 2), counter-clockwise, raised to `height` with bevelled rims and flat caps."""
    closed = np.vstack([outline, outline[:1]])
    inner = _inset(outline, bevel)
    inner = np.vstack([inner, inner[:1]])
    centre = np.broadcast_to(outline.mean(0), closed.shape)
    levels = [(centre, 0), (inner, 0), (inner, 0), (closed, bevel), (closed, bevel)]
    levels += [(closed, height - bevel), (closed, height - bevel), (inner, height), (inner, height), (centre, height)]
    points = np.stack([np.column_stack([ring, np.full(len(ring), float(z))]) for ring, z in levels])
    strips = [lattice(points[k : k + 2]) for k in (0, 2, 4, 6, 8)]
    low, size = outline.min(0), np.ptp(outline, axis=0)
    return merge(Mesh(s.vertices, s.normals, (s.vertices[:, :2] - low) / size, s.faces) for s in strips)


def _inset(outline: Array, distance: float) -> Array:
    edge = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    inward = np.stack([-edge[:, 1], edge[:, 0]], -1)
    inset: Array = outline + inward / (np.linalg.norm(inward, axis=1, keepdims=True) + 1e-12) * distance
    return inset


def rounded_rectangle(width: float, depth: float, radius: float, steps: int = 10) -> Array:
    """A counter-clockwise outline (n, 2) about the origin."""
    radius = min(radius, width / 2 - 1e-3, depth / 2 - 1e-3)
    angle = np.linspace(0, np.pi / 2, steps)
    arc = radius * np.stack([np.cos(angle), np.sin(angle)], -1)
    corners = []
    for k, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        turn = np.array(
            [[np.cos(k * np.pi / 2), -np.sin(k * np.pi / 2)], [np.sin(k * np.pi / 2), np.cos(k * np.pi / 2)]]
        )
        corners.append(arc @ turn.T + [sx * (width / 2 - radius), sy * (depth / 2 - radius)])
    return np.concatenate(corners)


def pebble(radius: float, flatness: float, rng: np.random.Generator, rows: int = 32) -> Mesh:
    """A water-worn stone about the origin: a flattened sphere bent by a few long waves."""
    polar = np.linspace(0, np.pi, rows)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 2 * rows + 1)[None]
    direction = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.sin(polar) * np.sin(azimuth), np.cos(polar) + 0 * azimuth], -1
    )
    bulge = np.ones(direction.shape[:2])
    for frequency in (1.0, 1.6, 2.1, 2.7, 3.3):
        bulge += rng.uniform(-0.06, 0.06) * np.sin(direction @ rng.normal(size=3) * frequency + rng.random() * 6)
    points = direction * bulge[..., None] * [radius, radius * rng.uniform(0.7, 0.92), radius * flatness]
    mesh = lattice(points[::-1])
    normals = mesh.normals.reshape(rows, 2 * rows + 1, 3).copy()
    normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    return Mesh(mesh.vertices, normals.reshape(-1, 3), mesh.uvs, mesh.faces)


def leaf(length: float, width: float, bend: float = 0.5, fold: float = 0.25, rows: int = 14, columns: int = 7) -> Mesh:
    """A leaf from the origin along +x, bent down by `bend` radians·0.6 and folded along its midrib."""
    u = np.linspace(0, 1, rows)[:, None]
    v = np.linspace(-1, 1, columns)[None]
    half = width * (np.sin(np.pi * u**0.8).clip(1e-3) ** 0.9) * (1 - 0.15 * u)
    arc = max(abs(bend), 0.02) * 1.6
    x = length * np.sin(arc * u) / arc + 0 * v
    z = length * (np.cos(arc * u) - 1) / arc + fold * np.abs(v) * half
    points = np.stack([x, half * v, z], -1)
    mesh = lattice(points)
    return Mesh(mesh.vertices, smooth_normals(mesh.vertices, mesh.faces), mesh.uvs, mesh.faces)


def ellipsoid(x: float, y: float, z: float, rows: int = 40) -> Mesh:
    """An ellipsoid about the origin with the given half axes."""
    polar = np.linspace(-np.pi / 2, np.pi / 2, rows)
    ball = lathe(np.stack([np.maximum(np.cos(polar), 1e-4), np.sin(polar)], -1), rows * 2)
    matrix = np.diag([x, y, z, 1.0])
    return ball.transformed(matrix)


def sweep(path: Array, side: Point, outline: Array, closed: bool = False) -> Mesh:
    """An outline (m, 2) of side and outward offsets carried along a path (n, 3); `side` stays fixed.

    Outward is the side crossed with the path's direction. u runs along the path, v round the outline.
    """
    if closed:
        path = np.vstack([path, path[:1]])
    tangents = np.gradient(path, axis=0)
    if closed:
        tangents[0] = tangents[-1] = path[1] - path[-2]
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True) + 1e-12
    across = np.asarray(side, float) / np.linalg.norm(side)
    outward = np.cross(across, tangents)
    ring = np.vstack([outline, outline[:1]])
    points = path[:, None] + ring[None, :, :1] * across + ring[None, :, 1:] * outward[:, None]
    u, v = np.meshgrid(np.linspace(0, 1, len(ring)), np.linspace(0, 1, len(path)))
    return lattice(points, np.stack([v, u], -1))
