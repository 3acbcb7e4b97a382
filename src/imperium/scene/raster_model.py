"""A scene as arrays for the kernels: triangles of all parts, their colours as mip-mapped textures of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.maker import maker
from imperium.scene.material import Node, Surface, bsdf
from imperium.scene.mesh import Mesh, lattice
from imperium.scene.rig import lamps
from imperium.scene.scene import Scene
from imperium.scene.stage import COLOURS, placement

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
GREY = 0.8  # of what names no colour
DISC_SIDES = 48
DARK = np.zeros(3, np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """Vertices and normals (n, 3), uvs (n, 2), faces (m, 3) and the part of each (m,).

    `texels` holds all textures, `tiles` (parts, 2, 4) where each part's colour and glow stand in it (offset, width,
    height, levels), `scales` (parts, 2) the light of a full texel. A texel's value is squared: the dark needs bits.
    """

    vertices: Floats
    normals: Floats
    uvs: Floats
    faces: Ints
    part: Ints
    texels: NDArray[np.uint8]
    tiles: NDArray[np.int64]
    scales: Floats


def model_of(scene: Scene) -> Model:
    """Everything in the scene that a camera can see: the parts of its things, and its lamps."""
    meshes: list[Mesh] = []
    shelf = _Shelf()
    for mesh, colour, glow in _seen(scene):
        meshes.append(mesh)
        shelf.add(colour, glow)
    if not meshes:
        meshes.append(Mesh(np.zeros((3, 3)), np.zeros((3, 3)), np.zeros((3, 2)), np.zeros((0, 3), np.int64)))
        shelf.add(DARK, DARK)
    starts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)])
    return Model(
        np.concatenate([mesh.vertices for mesh in meshes]).astype(np.float32),
        np.concatenate([mesh.normals for mesh in meshes]).astype(np.float32),
        np.concatenate([mesh.uvs for mesh in meshes]).astype(np.float32),
        np.ascontiguousarray(faces, np.int32),
        np.repeat(np.arange(len(meshes), dtype=np.int32), [len(mesh.faces) for mesh in meshes]),
        np.concatenate(shelf.texels),
        np.array(shelf.tiles, np.int64),
        np.array(shelf.scales, np.float32),
    )


def _seen(scene: Scene) -> Iterator[tuple[Mesh, Floats, Floats]]:
    """Each mesh, its colour and its glow: (3,) or (h, w, 3) linear."""
    for thing in scene.things:
        matrix = placement(thing)
        for part in maker(thing.maker).make(thing.params):
            finish = thing.finishes.get(part.slot, part.finish)
            surface = Surface(part.size[0] * thing.scale, part.size[1] * thing.scale)
            node = bsdf(finish, surface)
            yield part.mesh.transformed(matrix), _colour(node), _glow(node)
    for lamp in lamps(scene.rig).values():
        if mesh := _lamp(lamp):
            yield mesh, _colour(lamp.get("bsdf", {"reflectance": DARK})), _glow(lamp.get("emitter", {}))


def _colour(node: Node) -> Floats:
    while "bsdf" in node:
        node = node["bsdf"]
    found = next((node[key] for key in COLOURS if key in node), GREY)
    return np.clip(_pixels(found, GREY), 0, 1)


def _glow(node: Node) -> Floats:
    return np.maximum(_pixels(node.get("emission", node.get("radiance", 0.0)), 0.0), 0)


def _pixels(value: Any, otherwise: float) -> Floats:
    """As (3,) or (h, w, 3)."""
    if isinstance(value, dict):
        value = value.get("bitmap", otherwise)
    array = np.asarray(value, np.float32)
    if array.ndim == 3:
        return array[..., :3]
    if array.ndim == 2:
        return np.repeat(array[..., None], 3, -1)
    return np.broadcast_to(array, (3,))


def _lamp(node: Node) -> Mesh | None:
    """The mesh of a lamp or of what throws shadows; None for skies and lights without a shape."""
    if "mesh" in node:
        mesh: Mesh = node["mesh"]
        return mesh
    shapes = {"rectangle": _square, "disk": _disc}
    make = shapes.get(node.get("type", ""))
    return make().transformed(np.asarray(node["to_world"], float)) if make and "to_world" in node else None


def _square() -> Mesh:
    x, y = np.meshgrid([-1.0, 1.0], [-1.0, 1.0])
    return lattice(np.stack([x, y, np.zeros_like(x)], -1))


def _disc() -> Mesh:
    turn = np.linspace(0, 2 * np.pi, DISC_SIDES)
    rim = np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], -1)
    return lattice(np.stack([rim, rim * 1e-3]))


class _Shelf:
    """Textures one after another, each with all its mip levels."""

    def __init__(self) -> None:
        self.texels: list[NDArray[np.uint8]] = []
        self.tiles: list[list[tuple[int, int, int, int]]] = []
        self.scales: list[tuple[float, float]] = []
        self._filled = 0
        self._known: dict[bytes, tuple[tuple[int, int, int, int], float]] = {}

    def add(self, colour: Floats, glow: Floats) -> None:
        """A part's two textures."""
        (first, one), (second, other) = self._placed(colour), self._placed(glow)
        self.tiles.append([first, second])
        self.scales.append((one, other))

    def _placed(self, pixels: Floats) -> tuple[tuple[int, int, int, int], float]:
        grid = np.ascontiguousarray(pixels.reshape(1, 1, 3) if pixels.ndim == 1 else pixels, np.float32)
        key = str(grid.shape).encode() + grid.tobytes() if grid.size == 3 else None
        if key and key in self._known:
            return self._known[key]
        full = float(grid.max()) or 1.0
        levels = list(_levels(grid))
        tile = self._filled, grid.shape[1], grid.shape[0], len(levels)
        for level in levels:
            coded = np.asarray(np.sqrt(np.clip(level / full, 0, 1)) * 255 + 0.5, np.uint8).ravel()
            self.texels.append(coded)
            self._filled += coded.size
        if key:
            self._known[key] = tile, full
        return tile, full


def _levels(pixels: Floats) -> Iterator[Floats]:
    """The texture, and its halves down to one texel."""
    yield pixels
    while pixels.shape[0] > 1 or pixels.shape[1] > 1:
        pixels = _halved(_halved(pixels, 0), 1)
        yield pixels


def _halved(pixels: Floats, axis: int) -> Floats:
    size = pixels.shape[axis]
    if size == 1:
        return pixels
    first = np.take(pixels, range(0, size // 2 * 2, 2), axis)
    return np.asarray((first + np.take(pixels, range(1, size // 2 * 2, 2), axis)) / 2, np.float32)
