"""Wavefront OBJ text as triangles. Materials and other files that it names are never opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn

import numpy as np

from imperium.scene.mesh import Mesh, smooth_normals

Refuse = Callable[[str, str], NoReturn]
LARGEST = 1e5
MAX_CORNERS = 64


def parse_obj(content: bytes, most_vertices: int, most_faces: int, most_parts: int, refuse: Refuse) -> Iterator[Mesh]:
    """A mesh for each group of faces that share a material. `refuse` raises what the caller wants raised."""
    text = _Text(most_vertices, most_faces, most_parts, refuse)
    for line in content.decode("utf-8", "replace").splitlines():
        words = line.split("#", 1)[0].split()
        if words:
            text.read(words[0], words[1:])
    yield from text.meshes()


class _Text:
    """What has been read so far."""

    def __init__(self, most_vertices: int, most_faces: int, most_parts: int, refuse: Refuse) -> None:
        self.limits = (most_vertices, most_faces, most_parts)
        self.refuse = refuse
        self.points: list[tuple[float, float, float]] = []
        self.uvs: list[tuple[float, float]] = []
        self.groups: dict[str, list[tuple[int, int]]] = {}
        self.group = ""
        self.corners = 0

    def read(self, word: str, rest: list[str]) -> None:
        if word == "v":
            x, y, z = self._numbers(rest, 3)
            self.points.append((x, y, z))
        elif word == "vt":
            u, v = self._numbers(rest, 2)
            self.uvs.append((u, 1 - v))
        elif word == "f":
            self._face(rest)
        elif word == "usemtl":
            self.group = rest[0][:80] if rest else ""
        if len(self.points) > self.limits[0] or len(self.uvs) > 2 * self.limits[0]:
            self.refuse(f"it has more than {self.limits[0]} vertices", "Decimate the mesh.")

    def _numbers(self, words: list[str], count: int) -> list[float]:
        try:
            values = [float(word) for word in words[:count]]
        except ValueError:
            values = []
        if len(values) < count or not all(abs(value) < LARGEST for value in values):
            self.refuse(f"a line of numbers isn't one ({' '.join(words)[:40]!r})", "Send an OBJ or GLB file.")
        return values

    def _face(self, words: list[str]) -> None:
        """A polygon, cut into a fan of triangles."""
        if not 3 <= len(words) <= MAX_CORNERS:
            self.refuse(f"a face has {len(words)} corners", "Triangulate the mesh.")
        corners = [self._corner(word) for word in words]
        group = self.groups.setdefault(self.group, [])
        for k in range(1, len(corners) - 1):
            group += [corners[0], corners[k], corners[k + 1]]
            self.corners += 3
        if self.corners > 3 * self.limits[1] or len(self.groups) > self.limits[2]:
            self.refuse("it has too many triangles or materials", "Decimate the mesh.")

    def _corner(self, word: str) -> tuple[int, int]:
        fields = word.split("/")
        place = self._index(fields[0], len(self.points))
        return place, self._index(fields[1], len(self.uvs)) if len(fields) > 1 and fields[1] else -1

    def _index(self, word: str, count: int) -> int:
        """Counted from 1, or back from the end where it is negative."""
        number = int(word) if word.lstrip("-").isdecimal() and len(word) < 10 else 0
        index = number - 1 if number > 0 else count + number
        if number == 0 or not 0 <= index < count:
            self.refuse(f"a face names vertex {word[:12]!r}, there are {count}", "Export it again.")
        return index

    def meshes(self) -> Iterator[Mesh]:
        if not self.corners:
            self.refuse("no triangles were found in it", "Send a GLB, glTF or OBJ file.")
        points, uvs = np.array(self.points), np.array([*self.uvs, (0.0, 0.0)])
        for corners in self.groups.values():
            pairs, faces = np.unique(np.array(corners), axis=0, return_inverse=True)
            vertices = points[pairs[:, 0]]
            triangles = faces.reshape(-1, 3).astype(np.int64)
            normals = smooth_normals(vertices, triangles)
            flat = np.linalg.norm(normals, axis=1, keepdims=True) < 0.5
            yield Mesh(vertices, np.where(flat, [0.0, 1.0, 0.0], normals), uvs[pairs[:, 1]], triangles)
