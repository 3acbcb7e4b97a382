"""Frames from key views: path-traced light is carried to where each surface stands in the frame.

A few views along the camera's path are traced and denoised. A frame needs only its distances (a pass that is a hundred
times cheaper than tracing): every point is looked up in the key views that see it, the nearest in time weighing most.
So textures, shadows and highlights are the path tracer's own, highlights travel with the camera, and nothing flickers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import facing
from imperium.scene.scene import Camera
from imperium.scene.tone import Picture

Floats = NDArray[np.float32]
NEAR_CLIP = 0.5
FAR = 200_000.0
TOLERANCE = 0.02  # of the distance: how far a looked-up surface may be off
STRAY = 0.02  # weight of a key's pixel on an edge: its colour is a mixture
LAST = 1e-4  # weight of a view out of turn, which only fills what no other sees


@dataclass(frozen=True, slots=True)
class View:
    """A traced picture: where from, when (0–1), its light (h, w, 3), distances and edges (2h, 2w)."""

    camera: Camera
    moment: float
    light: Floats
    distance: Floats
    edge: NDArray[np.bool_]


def view_of(camera: Camera, moment: float, light: Picture, distance: Floats) -> View:
    return View(camera, moment, light, distance, _edges(distance))


def _edges(distance: Floats) -> NDArray[np.bool_]:
    """Where the distance jumps within two pixels."""
    padded = np.pad(np.where(distance > 0, distance, FAR), 2, mode="edge")
    height, width = distance.shape
    near, far = padded[2:-2, 2:-2], padded[2:-2, 2:-2]
    for dy, dx in ((0, 2), (4, 2), (2, 0), (2, 4), (1, 1), (3, 3), (1, 3), (3, 1)):
        part = padded[dy : dy + height, dx : dx + width]
        near, far = np.minimum(near, part), np.maximum(far, part)
    return np.asarray(far > near * 1.04)


def basis(camera: Camera) -> tuple[Floats, Floats]:
    """Origin (3,), and the camera's right, up and forward as rows (3, 3)."""
    frame = facing(camera.origin, camera.target)
    rows = np.stack([-frame[:3, 0], frame[:3, 1], frame[:3, 2]])
    return np.asarray(camera.origin, np.float32), rows.astype(np.float32)


def spread(camera: Camera, aspect: float) -> tuple[float, float]:
    """Tangents of half the horizontal and half the vertical angle."""
    half = float(np.tan(np.radians(camera.fov) / 2))
    return half * min(aspect, 1.0), half / max(aspect, 1.0)


def points(camera: Camera, distance: Floats) -> Floats:
    """Places in the scene (n, 3) of a map of distances (h, w); the open sky lies very far away."""
    height, width = distance.shape
    half_u, half_v = spread(camera, width / height)
    u = ((np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1) * np.float32(half_u)
    v = (1 - (np.arange(height, dtype=np.float32) + 0.5) / height * 2) * np.float32(half_v)
    right, up = np.meshgrid(u, v)
    stretch = np.sqrt(1 + right * right + up * up)
    along = np.where(distance > 0, distance / stretch + np.float32(NEAR_CLIP), np.float32(FAR))
    local = np.stack([right * along, up * along, along], -1).reshape(-1, 3)
    origin, rows = basis(camera)
    return np.asarray(local @ rows + origin, np.float32)


def frame(camera: Camera, moment: float, distance: Floats, views: Sequence[View], spacing: float) -> Picture:
    """Light (h/2, w/2, 3) of a frame with distances (h, w), from views that stand `spacing` apart in time."""
    places = points(camera, distance)
    total = np.zeros((len(places), 3), np.float32)
    weight = np.zeros(len(places), np.float32)
    ordered = sorted(views, key=lambda view: abs(view.moment - moment))
    for rank, view in enumerate(ordered):
        share = max(1.0 - abs(view.moment - moment) / (1.5 * spacing), 0.0)
        wanted = np.flatnonzero(weight < STRAY) if share < LAST else None
        if wanted is not None and (wanted.size == 0 or rank > 6):
            break
        _gather(view, places, max(share, LAST), wanted, total, weight)
    light = total / np.maximum(weight, 1e-9)[:, None]
    light = _filled(light, weight > 0, distance.shape)
    height, width = distance.shape
    return light.reshape(height // 2, 2, width // 2, 2, 3).mean((1, 3))


def _gather(
    view: View, places: Floats, share: float, wanted: NDArray[np.intp] | None, total: Floats, weight: Floats
) -> None:
    """Add what one view knows of the places (only the `wanted` ones, where given)."""
    chosen = places if wanted is None else places[wanted]
    row, column, away = _seen(view, chosen)
    height, width = view.distance.shape
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width) & (away > 0)
    index = np.where(inside, row * width + column, 0)
    known = view.distance.ravel()[index]
    known = np.where(known > 0, known, FAR)
    match = inside & (np.abs(known - np.minimum(away, FAR)) < TOLERANCE * known)
    value = np.where(match, np.where(view.edge.ravel()[index], share * STRAY, share), 0).astype(np.float32)
    coarse = (row // 2) * (width // 2) + column // 2
    colour = view.light.reshape(-1, 3)[np.where(inside, coarse, 0)] * value[:, None]
    if wanted is None:
        total += colour
        weight += value
    else:
        total[wanted] += colour
        weight[wanted] += value


def _seen(view: View, places: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Row and column in the view's map of distances, and the distance from its camera."""
    origin, rows = basis(view.camera)
    height, width = view.distance.shape
    half_u, half_v = spread(view.camera, width / height)
    local = (places - origin) @ rows.T
    ahead = np.maximum(local[:, 2], 1e-3)
    column = np.floor((local[:, 0] / (ahead * half_u) * 0.5 + 0.5) * width).clip(-1, width).astype(np.int32)
    row = np.floor((0.5 - local[:, 1] / (ahead * half_v) * 0.5) * height).clip(-1, height).astype(np.int32)
    away = np.sqrt(np.einsum("ij,ij->i", local, local)) * (1 - NEAR_CLIP / ahead)
    return row, column, np.where(local[:, 2] > NEAR_CLIP, away, 0).astype(np.float32)


def _filled(light: Floats, known: NDArray[np.bool_], shape: tuple[int, ...]) -> Floats:
    """Places that no view sees take the mean of their known neighbours, from ever coarser grids."""
    if known.all():
        return light
    picture, mask = light.reshape(*shape, 3), known.reshape(shape)
    for step in (2, 4, 8, 16, 32, 64):
        height, width = (side // step for side in shape[:2])
        if not height or not width:
            break
        cut = (slice(0, height * step), slice(0, width * step))
        counts = mask[cut].reshape(height, step, width, step).sum((1, 3))
        sums = (picture[cut] * mask[cut][..., None]).reshape(height, step, width, step, 3).sum((1, 3))
        means = np.kron(sums / np.maximum(counts, 1)[..., None], np.ones((step, step, 1)))
        new = ~mask[cut] & np.kron(counts > 0, np.ones((step, step), bool))
        picture[cut][new] = means[new]
        mask = mask.copy()
        mask[cut] |= new
    return picture.reshape(-1, 3)

