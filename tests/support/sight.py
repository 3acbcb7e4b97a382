"""What a camera sees of a composition, found by casting a few rays at its meshes: nothing is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from imperium.scene.maker import parts_of
from imperium.scene.mesh import Array
from imperium.scene.rig import lamps
from imperium.scene.scene import Camera, Scene, Thing
from imperium.scene.stage import REFRACTING, placement

CHUNK = 60_000  # triangles that are tried at once
FAR = 1e7
GROUND = frozenset({"river", "ground", "hills", "water", "road", "slab", "ledge", "backdrop", "mountain", "city"})


@dataclass(frozen=True)
class Body:
    """The triangles (n, 3, 3) of a placed thing, apart from what light passes through."""

    thing: Thing
    triangles: Array

    @cached_property
    def box(self) -> tuple[Array, Array]:
        corners = self.triangles.reshape(-1, 3)
        return corners.min(0), corners.max(0)

    def hits(self, origins: Array, ways: Array) -> Array:
        """Distances (n,) along rays (n, 3) of unit length to the first triangle, FAR where there is none."""
        nearest = np.full(len(ways), FAR)
        met = np.flatnonzero(_crosses(self.box, origins, ways))
        for start in range(0, len(self.triangles) if met.size else 0, CHUNK):
            part = self.triangles[start : start + CHUNK]
            for ray in met:
                nearest[ray] = min(nearest[ray], _first(part, origins[ray], ways[ray]))
        return nearest


def _crosses(box: tuple[Array, Array], origins: Array, ways: Array) -> Array:
    """Which rays pass through a box, by its three slabs."""
    safe = np.where(np.abs(ways) < 1e-12, 1e-12, ways)
    ends = np.stack([(box[0] - 1e-6 - origins) / safe, (box[1] + 1e-6 - origins) / safe])
    enters, leaves = ends.min(0).max(-1), ends.max(0).min(-1)
    return np.asarray((leaves >= enters) & (leaves > 0))


def _first(triangles: Array, origin: Array, way: Array) -> float:
    """Möller and Trumbore's test (1997) of one ray with all triangles, from both sides."""
    corner, first, second = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    across = np.cross(way, second)
    volume = np.einsum("ij,ij->i", first, across)
    flat = np.abs(volume) < 1e-12
    scale = 1 / np.where(flat, 1.0, volume)
    off = origin - corner
    u = np.einsum("ij,ij->i", off, across) * scale
    beside = np.cross(off, first)
    v, away = beside @ way * scale, np.einsum("ij,ij->i", second, beside) * scale
    hit = ~flat & (u >= 0) & (v >= 0) & (u + v <= 1) & (away > 1e-3)
    return float(away[hit].min()) if hit.any() else FAR


class Sight:
    """A scene and what of it makes up its subject: the things of these makers that the picture looks at."""

    def __init__(self, scene: Scene, makers: frozenset[str]) -> None:
        self.scene, self.camera = scene, scene.camera
        self.bodies = [body for thing in scene.things if len((body := _body(thing)).triangles)]
        self.subject = [body for body in self.bodies if body.thing.maker in makers]

    def first(self, origins: Array, ways: Array, bodies: list[Body] | None = None) -> Array:
        """Distances (n,) to what each ray meets first."""
        met = [body.hits(origins, ways) for body in (self.bodies if bodies is None else bodies)]
        return np.asarray(np.min([np.full(len(ways), FAR), *met], axis=0))

    @property
    def is_above_ground(self) -> bool:
        """Whether there is no ground over the camera."""
        ground = [body for body in self.bodies if body.thing.maker in GROUND]
        up = np.array([[0.02, 0.01, 1.0]]) / np.linalg.norm([0.02, 0.01, 1.0])
        return float(self.first(np.array([self.camera.origin]), up, ground)[0]) >= FAR

    def obstructed(self, aspect: float, nearer: float = 0.1) -> float:
        """The share of the picture that something hides which is nearer than that part of the way to the subject."""
        ways = _ways(self.camera, aspect)
        reach = min(float(np.linalg.norm(np.subtract(self._middle, self.camera.origin))), FAR)
        away = self.first(np.tile(np.array(self.camera.origin), (len(ways), 1)), ways, self._standing)
        return float((away < nearer * reach).mean())

    def area(self, aspect: float) -> float:
        """The share of the picture inside the subject's bounding box."""
        seen = projected(self.camera, self._points(400), aspect)
        if not len(seen):
            return 0.0
        low, high = np.clip(seen.min(0), -1, 1), np.clip(seen.max(0), -1, 1)
        return float(np.prod(high - low)) / 4

    def inside(self, aspect: float) -> float:
        """The share of the subject's surface that lies within the frame."""
        points = self._points(400)
        seen = projected(self.camera, points, aspect)
        return float((np.abs(seen) <= 1).all(-1).sum()) / len(points)

    def visible(self, aspect: float, rays: int = 24) -> Array:
        """Those (n, 3) of up to `rays` places where a ray through the subject's part of the frame meets it first."""
        points = self._points(rays)
        ways = points - self.camera.origin
        away = np.linalg.norm(ways, axis=1)
        start, ways = np.tile(np.array(self.camera.origin), (len(ways), 1)), ways / away[:, None]
        own = self.first(start, ways, self.subject)
        others = [body for body in self.bodies if body not in self.subject and body.thing.maker != "hills"]
        free = own <= self.first(start, ways, others) + 1e-3
        return np.asarray(start[free] + ways[free] * own[free, None])

    def is_lit(self, places: Array) -> bool:
        """Whether any of the places sees a lamp or the sky."""
        towards = [_towards(node, places) for node in lamps(self.scene.rig).values()]
        ways = np.concatenate([t for t in towards if t is not None] + [np.tile(w, (len(places), 1)) for w in SKYWARD])
        starts = np.tile(places, (len(ways) // len(places), 1))
        raised = [body for body in self.bodies if body.thing.maker not in GROUND]
        return bool((self.first(starts + ways * 0.5, ways, raised) >= FAR).any())

    @property
    def _standing(self) -> list[Body]:
        return [body for body in self.bodies if body.thing.maker not in GROUND | {"room", "grass"}]

    @property
    def _middle(self) -> Array:
        boxes = np.array([body.box for body in self.subject])
        return np.asarray((boxes[:, 0].min(0) + boxes[:, 1].max(0)) / 2)

    def _points(self, count: int) -> Array:
        """Middles of the subject's triangles, spread over its surface by area; the same each time."""
        triangles = np.concatenate([body.triangles for body in self.subject])
        edges = triangles[:, 1:] - triangles[:, :1]
        area = np.linalg.norm(np.cross(edges[:, 0], edges[:, 1]), axis=1)
        at = np.searchsorted(np.cumsum(area), (np.arange(count) + 0.5) / count * area.sum())
        return np.asarray(triangles[np.minimum(at, len(triangles) - 1)].mean(1))


def _sky() -> list[Array]:
    """Directions over the upper half of the sphere."""
    turns = [(turn, rise) for rise in (30, 75) for turn in range(0, 360, 60)]
    return [
        np.array(
            [
                np.cos(np.radians(r)) * np.cos(np.radians(t)),
                np.cos(np.radians(r)) * np.sin(np.radians(t)),
                np.sin(np.radians(r)),
            ]
        )
        for t, r in turns
    ]


SKYWARD = _sky()


def _body(thing: Thing) -> Body:
    kinds = [(part, thing.finishes.get(part.slot, part.finish).kind) for part in parts_of(thing)]
    solid = [part.mesh for part, kind in kinds if kind not in REFRACTING] or [part.mesh for part, _ in kinds]
    matrix = placement(thing)
    corners = [mesh.vertices[mesh.faces] @ matrix[:3, :3].T + matrix[:3, 3] for mesh in solid]
    return Body(thing, np.concatenate(corners))


def _towards(node: dict[str, object], places: Array) -> Array | None:
    """Unit vectors (n, 3) from places to a lamp; None for a sky."""
    if node.get("type") == "directional":
        way = -np.array(node["direction"], float)
        return np.tile(way / np.linalg.norm(way), (len(places), 1))
    if node.get("type") != "rectangle":
        return None
    ways = np.asarray(node["to_world"])[:3, 3] - places
    return np.asarray(ways / np.linalg.norm(ways, axis=1, keepdims=True))


def _axes(camera: Camera) -> tuple[Array, Array, Array]:
    ahead = np.subtract(camera.target, camera.origin)
    ahead = ahead / np.linalg.norm(ahead)
    right = np.cross(ahead, [0, 0, 1])
    right = right / np.linalg.norm(right)
    return ahead, right, np.cross(right, ahead)


def _half(camera: Camera, aspect: float) -> Array:
    """Half the frame's width and height at distance 1."""
    return np.tan(np.radians(camera.fov) / 2) * np.array([min(aspect, 1.0), 1 / max(aspect, 1.0)])


def projected(camera: Camera, points: Array, aspect: float) -> Array:
    """Where (n, 2) the points before the camera lie in the picture, which spans -1 to 1 both ways."""
    ahead, right, up = _axes(camera)
    off = points - np.array(camera.origin)
    off = off[off @ ahead > 1e-6]
    return np.asarray(np.stack([off @ right, off @ up], -1) / (off @ ahead)[:, None] / _half(camera, aspect))


def _ways(camera: Camera, aspect: float) -> Array:
    """Unit vectors through a grid of places in the picture."""
    ahead, right, up = _axes(camera)
    spots = np.stack(np.meshgrid(np.linspace(-0.8, 0.8, 5), np.linspace(-0.8, 0.8, 3)), -1).reshape(-1, 2)
    spots = spots * _half(camera, aspect)
    ways = ahead + spots[:, :1] * right + spots[:, 1:] * up
    return np.asarray(ways / np.linalg.norm(ways, axis=1, keepdims=True))
