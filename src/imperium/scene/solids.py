"""Solids that places, furniture and vehicles are built from: blocks, beams, cushions, hulls, cut-out plates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import Array, Mesh, lattice, merge, smooth_normals
from imperium.scene.shapes import Point, rounded_box

TILE = (100.0, 100.0)
FACE_AXES = ((1, 2), (1, 2), (0, 2), (0, 2), (0, 1), (0, 1))


def block(
    width: float, depth: float, height: float, bevel: float = 0.4, tile: tuple[float, float] = TILE, steps: int = 2
) -> Mesh:
    """A bevelled box standing on z=0. u runs along its longest side, `tile` centimetres a unit; textures lie flat."""
    box = rounded_box(width, depth, height, bevel, steps)
    return boxed(box, (width, depth, height), tile)


def boxed(box: Mesh, sides: Sequence[float], tile: tuple[float, float]) -> Mesh:
    """A rounded box whose texture is laid on each of its six faces, along the longest side where it can."""
    middle = box.vertices - np.array([0, 0, sides[2] / 2])
    uvs = []
    for face, axes in zip(np.split(middle, 6), FACE_AXES, strict=True):
        along, across = sorted(axes, key=lambda axis: -sides[axis])
        uvs.append(np.stack([face[:, along] / tile[0], face[:, across] / tile[1]], -1) + 0.5)
    return Mesh(box.vertices, box.normals, np.concatenate(uvs), box.faces)


def beam(
    start: Point | Array,
    end: Point | Array,
    width: float,
    thickness: float,
    *,
    bevel: float = 0.3,
    tile: tuple[float, float] = TILE,
    up: Point = (0, 0, 1),
) -> Mesh:
    """A block from `start` to `end`; `thickness` is measured towards `up`."""
    length = float(np.linalg.norm(np.subtract(end, start)))
    bar = block(width, thickness, length, bevel, tile)
    return bar.transformed(framed_on(start, end, up))


def framed_on(start: Point | Array, end: Point | Array, up: Point = (0, 0, 1)) -> Array:
    """The 4×4 matrix that puts local z on the line from `start` to `end`, and local y as near to `up` as it can."""
    along = np.subtract(end, start).astype(float)
    along /= np.linalg.norm(along)
    side = np.cross(up, along)
    if np.linalg.norm(side) < 1e-6:
        side = np.cross((0, 1, 0), along)
    side /= np.linalg.norm(side)
    matrix = np.eye(4)
    matrix[:3, :4] = np.stack([side, np.cross(along, side), along, np.asarray(start, float)], axis=1)
    return matrix


def cushion(width: float, depth: float, height: float, puff: float = 0.25, tile: tuple[float, float] = TILE) -> Mesh:
    """A stuffed block standing on z=0, fuller in the middle by `puff` of its height."""
    box = rounded_box(width, depth, height, min(width, depth, height) * 0.34, 9)
    flat = boxed(box, (width, depth, height), tile)
    x, y = flat.vertices[:, 0] * 2 / width, flat.vertices[:, 1] * 2 / depth
    z = flat.vertices[:, 2] - height / 2
    full = 1 + puff * (1 - x**2) * (1 - y**2) - 0.35 * puff * (x**2 * y**2)
    points = np.column_stack([flat.vertices[:, :2], height / 2 + z * full])
    points[:, 2] -= points[:, 2].min()
    return Mesh(points, flat.normals, flat.uvs, flat.faces)


def copies(mesh: Mesh, matrices: Array) -> Mesh:
    """One mesh of the same mesh under each of (n, 4, 4) matrices. Built for thousands of leaves."""
    linear = matrices[:, :3, :3]
    points = np.einsum("nij,vj->nvi", linear, mesh.vertices) + matrices[:, None, :3, 3]
    normals = np.einsum("nji,vj->nvi", np.linalg.inv(linear), mesh.normals)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    offsets = (np.arange(len(matrices)) * len(mesh.vertices))[:, None, None]
    faces = mesh.faces[None] + offsets
    uvs = np.broadcast_to(mesh.uvs, (len(matrices), *mesh.uvs.shape))
    return Mesh(points.reshape(-1, 3), normals.reshape(-1, 3), uvs.reshape(-1, 2), faces.reshape(-1, 3))


def mirrored(mesh: Mesh, axis: int = 1) -> Mesh:
    """The mesh and its mirror image across the plane in which coordinate `axis` is 0."""
    flip = np.ones(3)
    flip[axis] = -1
    return merge([mesh, Mesh(mesh.vertices * flip, mesh.normals * flip, mesh.uvs, mesh.faces[:, ::-1])])


def loft(sections: Array, caps: bool = True) -> Mesh:
    """A skin over closed sections (n, m, 3) in order, flat lids at both ends. u runs along, v round."""
    closed = np.concatenate([sections, sections[:, :1]], axis=1)
    rows, columns = closed.shape[:2]
    v, u = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    skin = _seamless(lattice(closed, np.stack([u, v], -1)), rows, columns)
    skin = outward(skin, sections.reshape(-1, 3).mean(0))
    if not caps:
        return skin
    ends = [_lid(sections[0], sections[0].mean(0) - sections[1].mean(0))]
    ends.append(_lid(sections[-1], sections[-1].mean(0) - sections[-2].mean(0)))
    return merge([skin, *ends])


def _seamless(mesh: Mesh, rows: int, columns: int) -> Mesh:
    """The normals of the first and the last column, which meet, made equal."""
    normals = mesh.normals.reshape(rows, columns, 3).copy()
    normals[:, 0] = normals[:, -1] = normals[:, 0] + normals[:, -1]
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    return Mesh(mesh.vertices, normals.reshape(-1, 3), mesh.uvs, mesh.faces)


def outward(mesh: Mesh, centre: Array) -> Mesh:
    """The mesh with its normals turned away from `centre`, all together."""
    if np.einsum("ij,ij->", mesh.vertices - centre, mesh.normals) >= 0:
        return mesh
    return Mesh(mesh.vertices, -mesh.normals, mesh.uvs, mesh.faces[:, ::-1])


def _lid(ring: Array, direction: Array) -> Mesh:
    """A fan over a closed ring (m, 3), facing `direction`."""
    centre = ring.mean(0)
    closed = np.vstack([ring, ring[:1]])
    fan = lattice(np.stack([closed, np.broadcast_to(centre, closed.shape)]))
    normal = direction / (np.linalg.norm(direction) + 1e-12)
    return Mesh(fan.vertices, np.broadcast_to(normal, fan.vertices.shape).copy(), fan.uvs, fan.faces)


def curve(points: Sequence[Point | Array] | Array, count: int) -> Array:
    """Points (count, d) on the uniform Catmull-Rom curve through `points`."""
    knots = np.asarray(points, float)
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    where = np.linspace(0, len(knots) - 1 - 1e-9, count)
    k, t = where.astype(int), (where % 1)[:, None]
    a, b, c, d = (padded[k + j] for j in range(4))
    line: Array = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return line


def superellipse(width: float, height: float, power: float = 4.0, count: int = 48) -> Array:
    """A closed outline (count, 2) between an ellipse (`power` 2) and a rectangle, counter-clockwise."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    cosine, sine = np.cos(angle), np.sin(angle)
    x = np.sign(cosine) * np.abs(cosine) ** (2 / power) * width / 2
    y = np.sign(sine) * np.abs(sine) ** (2 / power) * height / 2
    return np.stack([x, y], -1)


def evenly(ring: Array, count: int) -> Array:
    """A closed outline (m, 2) as `count` points at equal distances."""
    closed = np.vstack([ring, ring[:1]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    where = np.linspace(0, length[-1], count, endpoint=False)
    return np.stack([np.interp(where, length, closed[:, k]) for k in (0, 1)], -1)


def plate(
    outline: Array,
    height: float,
    bevel: float = 0.2,
    holes: Sequence[Array] = (),
    tile: tuple[float, float] = TILE,
) -> Mesh:
    """A flat outline (n, 2) with holes, raised to `height` with bevelled rims. Outlines may turn either way."""
    outer = counter_clockwise(np.asarray(outline, float))
    rings = [outer, *(counter_clockwise(np.asarray(hole, float))[::-1] for hole in holes)]
    lids = [inset(ring, bevel) for ring in rings]
    faces = triangulated(lids)
    flat = np.concatenate(lids)
    parts = [_lid_of(flat, faces, height, 1.0, tile), _lid_of(flat, faces[:, ::-1], 0.0, -1.0, tile)]
    parts += [_rim(ring, lid, height, bevel, tile) for ring, lid in zip(rings, lids, strict=True)]
    return merge(parts)


def _lid_of(flat: Array, faces: NDArray[np.int64], z: float, up: float, tile: tuple[float, float]) -> Mesh:
    vertices = np.column_stack([flat, np.full(len(flat), z)])
    normals = np.broadcast_to([0.0, 0.0, up], vertices.shape).copy()
    return Mesh(vertices, normals, flat / np.array(tile) + 0.5, faces)


def _rim(ring: Array, lid: Array, height: float, bevel: float, tile: tuple[float, float]) -> Mesh:
    """The side of a plate: two bevels and the wall between them, sharp where the outline turns sharply."""
    outer, inner = np.vstack([ring, ring[:1]]), np.vstack([lid, lid[:1]])
    levels = [(inner, 0.0), (outer, bevel), (outer, height - bevel), (inner, height)]
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(outer, axis=0), axis=1))])
    tangent = np.diff(outer, axis=0)
    across = np.stack([tangent[:, 1], -tangent[:, 0]], -1)
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-12
    strips = []
    for (low, z0), (high, z1), lean in zip(levels, levels[1:], (-1.0, 0.0, 1.0), strict=False):
        starts, ends = _corner_normals(across)
        points, normals, uvs = _quads(low, high, z0, z1, lean, starts, ends, length, tile)
        count = len(across)
        first = np.arange(count) * 4
        faces = np.concatenate(
            [np.stack([first, first + 1, first + 2], -1), np.stack([first, first + 2, first + 3], -1)]
        )
        strips.append(Mesh(points, normals, uvs, faces))
    return merge(strips)


def _corner_normals(across: Array) -> tuple[Array, Array]:
    """Normals at the start and end of each edge, shared with the neighbour where the turn is below 35 degrees."""
    before, after = np.roll(across, 1, 0), np.roll(across, -1, 0)
    smooth = np.cos(np.radians(35))
    starts = np.where((across * before).sum(1, keepdims=True) > smooth, across + before, across)
    ends = np.where((across * after).sum(1, keepdims=True) > smooth, across + after, across)
    starts /= np.linalg.norm(starts, axis=1, keepdims=True)
    ends /= np.linalg.norm(ends, axis=1, keepdims=True)
    return starts, ends


def _quads(
    low: Array,
    high: Array,
    z0: float,
    z1: float,
    lean: float,
    starts: Array,
    ends: Array,
    length: Array,
    tile: tuple[float, float],
) -> tuple[Array, Array, Array]:
    corners = [(low[:-1], z0, starts, length[:-1]), (low[1:], z0, ends, length[1:])]
    corners += [(high[1:], z1, ends, length[1:]), (high[:-1], z1, starts, length[:-1])]
    points = np.stack([np.column_stack([ring, np.full(len(ring), z)]) for ring, z, _, _ in corners], 1)
    normals = np.stack([np.column_stack([n, np.full(len(n), lean)]) for _, _, n, _ in corners], 1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    uvs = np.stack([np.column_stack([u / tile[0], np.full(len(u), z / tile[1])]) for _, z, _, u in corners], 1)
    return points.reshape(-1, 3), normals.reshape(-1, 3), uvs.reshape(-1, 2)


def counter_clockwise(ring: Array) -> Array:
    """The ring (n, 2), turned round where it ran clockwise."""
    x, y = ring.T
    return ring if (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0 else ring[::-1]


def inset(ring: Array, by: float) -> Array:
    """The ring moved by about `by` to its left: inwards for an outline, outwards for a hole."""
    edge = np.roll(ring, -1, 0) - ring
    left = np.stack([-edge[:, 1], edge[:, 0]], -1) / (np.linalg.norm(edge, axis=1, keepdims=True) + 1e-12)
    corner = left + np.roll(left, 1, 0)
    scale = np.maximum((corner * left).sum(1, keepdims=True), 0.35)
    return np.asarray(ring + by * corner / scale, float)


def triangulated(rings: Sequence[Array]) -> NDArray[np.int64]:
    """Triangles (m, 3), counter-clockwise, over an outline and its holes (ear clipping)."""
    import mapbox_earcut

    ends = np.cumsum([len(ring) for ring in rings]).astype(np.uint32)
    flat = np.ascontiguousarray(np.concatenate(rings), np.float64)
    faces = mapbox_earcut.triangulate_float64(flat, ends).reshape(-1, 3).astype(np.int64)
    a, b, c = (flat[faces[:, k]] for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    return np.where(area[:, None] < 0, faces[:, ::-1], faces)


def faceted(mesh: Mesh) -> Mesh:
    """The mesh with flat faces: every triangle has corners of its own."""
    vertices = mesh.vertices[mesh.faces].reshape(-1, 3)
    faces = np.arange(len(vertices)).reshape(-1, 3)
    return Mesh(vertices, smooth_normals(vertices, faces), mesh.uvs[mesh.faces].reshape(-1, 2), faces)


def creased(mesh: Mesh, degrees: float = 35.0) -> Mesh:
    """The mesh with corners of its own for every face: smooth, but sharp where a face turns away by `degrees`."""
    flat = faceted(mesh)
    smooth = mesh.normals[mesh.faces].reshape(-1, 3)
    alike = (smooth * flat.normals).sum(1, keepdims=True) > np.cos(np.radians(degrees))
    normals = np.where(alike, smooth, flat.normals)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return Mesh(flat.vertices, np.where(length > 0.5, normals, [0.0, 0.0, 1.0]), flat.uvs, flat.faces)


def grounded(mesh: Mesh) -> Mesh:
    """The mesh with what lies below the ground pressed flat on z=0."""
    points = np.column_stack([mesh.vertices[:, :2], np.maximum(mesh.vertices[:, 2], 0.0)])
    return Mesh(points, mesh.normals, mesh.uvs, mesh.faces)


def sides_up(mesh: Mesh) -> Mesh:
    """A plate drawn in x and y, set up so that its y is up and its raised side looks to -y."""
    return mesh.turned((1, 0, 0), 90)


def globe(radius: Callable[[Array], Array], steps: int = 40) -> Mesh:
    """A body about the origin whose surface lies at `radius` of each unit direction (n, 3); no poles, no seams."""
    axis = np.tan(np.linspace(-np.pi / 4, np.pi / 4, steps))
    a, b = np.meshgrid(axis, axis)
    one = np.ones_like(a)
    sides = [(one, a, b), (-one, -a, b), (-a, one, b), (a, -one, b), (a, b, one), (-a, b, -one)]
    faces = []
    for number, side in enumerate(sides):
        way = np.stack(side, -1)
        way /= np.linalg.norm(way, axis=-1, keepdims=True)
        points = radius(way.reshape(-1, 3))[:, None] * way.reshape(-1, 3)
        normals = _slopes(radius, way.reshape(-1, 3))
        uvs = np.stack([a, b], -1) * 0.5 + 0.5 + number * 0.37
        faces.append(lattice(points.reshape(way.shape), uvs, normals.reshape(way.shape)))
    return merge(faces)


def _slopes(radius: Callable[[Array], Array], way: Array) -> Array:
    """Unit normals by central differences along two tangents."""
    first = np.cross(way, np.where(np.abs(way[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]]))
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(way, first)
    along = [_at(radius, way + 0.01 * t) - _at(radius, way - 0.01 * t) for t in (first, second)]
    normals = np.cross(along[0], along[1])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    return np.asarray(normals * np.sign((normals * way).sum(1, keepdims=True) + 1e-12))


def _at(radius: Callable[[Array], Array], way: Array) -> Array:
    unit = way / np.linalg.norm(way, axis=1, keepdims=True)
    return np.asarray(radius(unit)[:, None] * unit)


def tubes(paths: Array, radii: Array, segments: int) -> Mesh:
    """Tubes round many paths (n, k, 3) of as many points, with radii (n, k), made at once. u runs along, v round."""
    tangents = np.gradient(paths, axis=1)
    tangents /= np.linalg.norm(tangents, axis=2, keepdims=True) + 1e-12
    upright = np.abs(tangents[:, :1, 2:]) > 0.9
    side = np.cross(tangents[:, 0], np.where(upright[:, 0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]))
    angle = np.linspace(0, 2 * np.pi, segments + 1)[:, None]
    rings = np.empty((*paths.shape[:2], segments + 1, 3))
    for k in range(paths.shape[1]):
        tangent = tangents[:, k]
        side = side - tangent * (side * tangent).sum(1, keepdims=True)
        side /= np.linalg.norm(side, axis=1, keepdims=True) + 1e-12
        rings[:, k] = np.cos(angle) * side[:, None] + np.sin(angle) * np.cross(tangent, side)[:, None]
    points = paths[:, :, None] + rings * radii[:, :, None, None]
    one = lattice(np.zeros((paths.shape[1], segments + 1, 3)))
    faces = one.faces[None] + (np.arange(len(paths)) * len(one.uvs))[:, None, None]
    uvs = np.broadcast_to(one.uvs[:, ::-1], (len(paths), *one.uvs.shape)).reshape(-1, 2)
    return Mesh(points.reshape(-1, 3), rings.reshape(-1, 3), uvs, faces.reshape(-1, 3))
