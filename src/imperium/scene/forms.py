"""Forms that products are made of: lofted, bevelled, domed, fluted, stitched, faceted, bent.

Lengths are centimetres, z points up. Rings run counter-clockwise seen from above, so that their normals point outward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from imperium.scene.mesh import Array, Faces, Mesh, facing, lattice, merge, smooth_normals
from imperium.scene.shapes import Point, lathe, profile, tube

Warp = Callable[[Array], Array]
NUDGE = 1e-3  # cm


def spline(points: Sequence[Point] | Array, count: int, closed: bool = False) -> Array:
    """`count` points on the uniform Catmull–Rom curve through `points` (n, d), a closed one without its start again."""
    knots = np.asarray(points, float)
    if closed:
        padded = np.vstack([knots[-1:], knots, knots[:2]])
    else:
        padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    spans = len(padded) - 3
    where = np.linspace(0, spans, count, endpoint=not closed).clip(0, spans - 1e-9)
    k, t = where.astype(int), (where % 1)[:, None]
    a, b, c, d = (padded[k + j] for j in range(4))
    curve: Array = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return curve


def superellipse(width: float, depth: float, power: float = 2.0, count: int = 96) -> Array:
    """A counter-clockwise outline (count, 2) about the origin: 2 is an ellipse, more is squarer."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    x, y = (np.sign(part) * np.abs(part) ** (2 / power) for part in (c, s))
    return np.stack([width / 2 * x, depth / 2 * y], -1)


def rings(points: Array) -> Mesh:
    """A surface over rings (k, n, 3) from below upward, closed round; rings that shrink to a point are poles."""
    closed = np.concatenate([points, points[:, :1]], axis=1)
    mesh = lattice(closed)
    normals = mesh.normals.reshape(closed.shape).copy()
    normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    for end in (0, -1):
        if np.ptp(closed[end], axis=0).max() < 1e-2:
            normals[end] = normals[end].sum(0)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    return Mesh(mesh.vertices, normals.reshape(-1, 3), mesh.uvs, mesh.faces)


def loft(sections: Sequence[tuple[Array, float]], cap: bool = True) -> Mesh:
    """Outlines (n, 2) of one length at their heights, skinned; `cap` closes both ends."""
    levels = [np.column_stack([outline, np.full(len(outline), height)]) for outline, height in sections]
    if cap:
        levels = [_point(levels[0]), *levels, _point(levels[-1])]
    return rings(np.stack(levels))


def _point(ring: Array) -> Array:
    middle = ring.mean(0)
    shrunk: Array = middle + (ring - middle) * 1e-3
    return shrunk


def cushion(outline: Array, height: float, radius: float = 0.2, dome: float = 0.0, steps: int = 6) -> Mesh:
    """A convex outline (n, 2) raised to `height`, all edges rounded with `radius`; `dome` lifts the middle of the top.

    The texture is laid on it from above.
    """
    centre, half = (outline.max(0) + outline.min(0)) / 2, np.ptp(outline, axis=0) / 2
    radius = min(radius, height / 2, float(half.min()) * 0.98)
    arc = np.linspace(0, np.pi / 2, steps)
    inset = radius * (1 - np.sin(arc))
    below = [(d, radius * (1 - np.cos(a))) for a, d in zip(arc, inset, strict=True)]
    levels = [*below, *[(d, height - z) for d, z in reversed(below)]]
    sections = [(centre + (outline - centre) * (1 - d / half), z) for d, z in levels]
    rim = sections[-1][0]
    sections += [(centre + (rim - centre) * s, height + dome * (1 - s**2)) for s in (0.97, 0.8, 0.55, 0.3, 0.1)]
    sections.insert(0, (centre + (sections[0][0] - centre) * 0.97, 0.0))
    return flat_uvs(loft(sections))


def flat_uvs(mesh: Mesh, across: int = 0, up: int = 1) -> Mesh:
    """The mesh with its texture laid along two axes, over the mesh's own bounds."""
    low, high = mesh.bounds
    axes = [across, up]
    return Mesh(mesh.vertices, mesh.normals, (mesh.vertices - low)[:, axes] / (high - low)[axes], mesh.faces)


def superellipsoid(x: float, y: float, z: float, side: float = 2.5, up: float = 2.5, rows: int = 48) -> Mesh:
    """A body about the origin with half axes x, y, z: powers of 2 are an ellipsoid, more are boxier."""
    polar = np.linspace(-np.pi / 2, np.pi / 2, rows)
    c, s = np.cos(polar).clip(0), np.sin(polar)
    reach, height = c ** (2 / up), np.sign(s) * np.abs(s) ** (2 / up) * z
    outline = superellipse(2 * x, 2 * y, side, rows * 2)
    mesh = rings(
        np.stack(
            [
                np.column_stack([outline * max(r, 1e-4), np.full(len(outline), h)])
                for r, h in zip(reach, height, strict=True)
            ]
        )
    )
    return flat_uvs(mesh, 0, 2)


def deformed(mesh: Mesh, warp: Warp) -> Mesh:
    """The mesh under a smooth map of points (n, 3); normals follow by finite differences."""
    helper = np.where(np.abs(mesh.normals[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    side = np.cross(helper, mesh.normals)
    side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
    other = np.cross(mesh.normals, side)
    moved = warp(mesh.vertices)
    normals = np.cross(warp(mesh.vertices + NUDGE * side) - moved, warp(mesh.vertices + NUDGE * other) - moved)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-15
    return Mesh(moved, normals, mesh.uvs, mesh.faces)


def lumpy(mesh: Mesh, size: float, depth: float, seed: int = 0, waves: int = 14) -> Mesh:
    """The mesh pushed about by up to about `depth` cm in lumps of about `size` cm, without tearing seams."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(3, waves, 3))
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    pitch = 2 * np.pi / (size * rng.uniform(0.7, 1.6, (3, waves)))
    phase = rng.uniform(0, 2 * np.pi, (3, waves))

    def push(points: Array) -> Array:
        waving = [np.sin(points @ d.T * f + p).sum(-1) for d, f, p in zip(directions, pitch, phase, strict=True)]
        pushed: Array = points + depth * np.stack(waving, -1) / np.sqrt(2 * waves)
        return pushed

    return deformed(mesh, push)


def sector(radius: float, low: float, high: float, start: float, end: float, bevel: float = 0.1) -> Mesh:
    """A slice of a disc-shaped cake between two angles in degrees, with its two cut faces."""
    outline = profile([(0.01, low), (radius, low), (radius, high), (0.01, high)], [0, bevel, bevel, 0])
    turn = np.radians(np.linspace(start, end, max(2, int((end - start) / 2.5))))
    ring = np.stack([np.cos(turn), np.sin(turn)], -1)
    skin = np.stack([np.column_stack([r * ring, np.full(len(turn), z)]) for r, z in outline])
    parts = [lattice(skin)]
    for angle, side in ((turn[0], 1), (turn[-1], -1)):
        reach = outline[::-side, 0, None] * np.array([np.cos(angle), np.sin(angle)])
        edge = np.column_stack([reach, outline[::-side, 1]])
        middle = np.broadcast_to([0.0, 0.0, (low + high) / 2], edge.shape)
        face = lattice(np.stack([middle + (edge - middle) * 1e-3, edge]))
        normal = np.array([np.sin(angle), -np.cos(angle), 0.0]) * side
        span = np.stack([np.hypot(face.vertices[:, 0], face.vertices[:, 1]) / radius, face.vertices[:, 2] / high], -1)
        parts.append(Mesh(face.vertices, np.broadcast_to(normal, face.normals.shape), span, face.faces))
    return merge(parts)


def scattered(spots: Array, normals: Array, mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """Copies of a mesh whose z axis stands on a surface at spots (n, 3), each turned at random about it."""
    copies = []
    for spot, normal in zip(spots, normals, strict=True):
        stand = facing(spot, spot + normal, (0.3, 0.9, 0.1))
        copies.append(mesh.turned((0, 0, 1), rng.uniform(0, 360)).transformed(stand))
    return merge(copies)


def walled(outer: Array, thickness: float, floor: float) -> Array:
    """A vessel's outline from its outer one (n, 2): on over a round rim and down the inside to its `floor`."""
    tangent = np.gradient(outer, axis=0)
    inward = np.stack([-tangent[:, 1], tangent[:, 0]], -1)
    inward /= np.linalg.norm(inward, axis=1, keepdims=True) + 1e-12
    inner = (outer + inward * thickness)[::-1]
    inner = inner[(inner[:, 0] > 0.3) & (inner[:, 1] > floor)]
    turn = np.linspace(0, np.pi, 9)[1:-1, None]
    middle, reach = (outer[-1] + inner[0]) / 2, (outer[-1] - inner[0]) / 2
    rim = middle + reach * np.cos(turn) + np.array([-reach[1], reach[0]]) * np.sin(turn)
    low = inner[-1]
    return np.vstack([outer, rim, inner, [[low[0] * 0.9, floor], [low[0] * 0.45, floor], [0.01, floor]]])


def above(outline: Array, height: float) -> Array:
    """The upper part of an outer outline (n, 2) whose heights only grow, cut at `height`."""
    radius = np.interp(height, outline[:, 1], outline[:, 0])
    return np.vstack([[radius, height], outline[outline[:, 1] > height]])


def below(outline: Array, height: float) -> Array:
    """The lower part of an outer outline (n, 2) whose heights only grow, cut at `height`."""
    radius = np.interp(height, outline[:, 1], outline[:, 0])
    return np.vstack([outline[outline[:, 1] < height], [radius, height]])


def fluted(outline: Array, ribs: int, depth: float, low: float, high: float, segments: int = 360) -> Mesh:
    """A lathed outline with `ribs` flutes of `depth` cm between two heights."""

    def flute(points: Array) -> Array:
        radius = np.hypot(points[:, 0], points[:, 1]) + 1e-9
        wave = 0.5 - 0.5 * np.cos(ribs * np.arctan2(points[:, 1], points[:, 0]))
        fade = np.clip((points[:, 2] - low) / 0.4, 0, 1) * np.clip((high - points[:, 2]) / 0.4, 0, 1)
        scale = 1 - depth * wave * fade / radius
        moved: Array = points * np.stack([scale, scale, np.ones_like(scale)], -1)
        return moved

    return deformed(lathe(outline, segments), flute)


def stitches(path: Array, length: float = 0.35, gap: float = 0.2, radius: float = 0.045) -> Mesh:
    """Thread in short stitches along a path (n, 3)."""
    steps = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    count = max(1, int((steps[-1] + gap) / (length + gap)))
    spots = (np.arange(count)[:, None] + np.array([[0.0, 0.5, 1.0]]) * length / (length + gap)) * steps[-1] / count
    along = [np.stack([np.interp(spot, steps, path[:, k]) for k in range(3)], -1) for spot in spots]
    return merge(capsule(points, radius) for points in along)


def capsule(path: Array, radius: float, segments: int = 8) -> Mesh:
    """A tube round a path (n, 3) whose ends are rounded off."""
    ends = []
    for end, inward in ((path[0], path[0] - path[1]), (path[-1], path[-1] - path[-2])):
        out = inward / (np.linalg.norm(inward) + 1e-12) * radius
        ends.append([end + out * part for part in (0.4, 0.8, 1.0)])
    line = np.vstack([ends[0][::-1], path, ends[1]])
    taper = [0.02, 0.6, 0.92]
    return tube(line, np.array([*taper, *[1.0] * len(path), *taper[::-1]]) * radius, segments)


def faceted(corners: Array, faces: Faces) -> Mesh:
    """Flat facets over corners (n, 3): each triangle has its own vertices and one normal."""
    vertices = corners[faces].reshape(-1, 3)
    split = np.arange(len(vertices)).reshape(-1, 3)
    return Mesh(vertices, smooth_normals(vertices, split), np.zeros((len(vertices), 2)), split)


def arc(centre: Point, radius: float, start: float, end: float, count: int = 32) -> Array:
    """Points (count, 3) on an arc in the plane y = centre.y, degrees from +x towards +z."""
    turn = np.radians(np.linspace(start, end, count))
    points: Array = np.asarray(centre, float) + radius * np.stack([np.cos(turn), 0 * turn, np.sin(turn)], -1)
    return points


def polyline(points: Sequence[Point], spacing: float = 0.3) -> Array:
    """Straight lines between points (n, 3), sampled about every `spacing` cm."""
    line = [np.asarray(points[0], float)]
    for start, end in pairwise(np.asarray(point, float) for point in points):
        count = max(1, round(float(np.linalg.norm(end - start)) / spacing))
        line.extend(start + (end - start) * k / count for k in range(1, count + 1))
    return np.array(line)


def brilliant(radius: float) -> Mesh:
    """A round brilliant about its girdle, its facets flat, in Tolkowsky's proportions: table 53 %, crown 16.2 %."""
    k = np.arange(8)
    straight, between = k * np.pi / 4, (k + 0.5) * np.pi / 4
    levels = [(0.53, 0.324, straight), (0.8, 0.19, between), (1.0, 0.02, straight), (1.0, 0.02, between)]
    levels += [(1.0, -0.02, straight), (1.0, -0.02, between), (0.5, -0.47, between)]
    corners = [np.column_stack([r * np.cos(a), r * np.sin(a), np.full(8, z)]) for r, z, a in levels]
    points = np.vstack([*corners, [[0, 0, 0.324], [0, 0, -0.862]]]) * radius
    n = (k + 1) % 8
    t, m, a, b, c, d, p = (8 * level for level in range(7))
    top, culet = np.full(8, 56), np.full(8, 57)
    crown = [(top, t + k, t + n), (t + k, m + k, t + n), (t + k, a + k, m + k), (m + k, a + n, t + n)]
    crown += [(m + k, a + k, b + k), (m + k, b + k, a + n)]
    girdle = [(a + k, c + k, b + k), (b + k, c + k, d + k), (b + k, d + k, a + n), (a + n, d + k, c + n)]
    pavilion = [(c + k, p + k, d + k), (d + k, p + k, c + n), (c + n, p + k, culet), (c + n, culet, p + n)]
    return faceted(points, np.concatenate([np.stack(corner, -1) for corner in crown + girdle + pavilion]))
