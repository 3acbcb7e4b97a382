"""Frames from key views: path-traced light is carried to where each surface stands in the frame.

A few views along the camera's path are traced and denoised. A frame needs only its distances (a pass that is a hundred
times cheaper than tracing): every point is looked up in the key views that see it, the nearest in time weighing most.
So textures, shadows and highlights are the path tracer's own, highlights travel with the camera, and nothing flickers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.mesh import facing
from imperium.scene.scene import Camera
from imperium.scene.tone import Picture

Floats = NDArray[np.float32]
NEAR_CLIP = 0.5
FAR = 200_000.0
REACH = 1.25  # how far in time a view counts, in spacings
TOLERANCE = 0.02  # of the distance: how far a looked-up surface may be off
LAST = 1e-2  # weight of a view out of turn, asked only for what no other sees clearly
STRAY = 1e-3  # weight against a clear one of a pixel near an edge: its colour is a mixture
SEARCH = (0, 8, -8, 16, -16, 28, -28, 44, -44)  # points to both sides where a guess looks for a like surface
BLUR = 4  # points of a map of distances
BAND = 32  # rows of distances handled at once, so that they stay in the cache


@dataclass(frozen=True, slots=True)
class View:
    """A traced picture: where from, when (0–1), its light (h, w, 3), and its distances (2h, 2w), negative on edges."""

    camera: Camera
    moment: float
    light: Floats
    distance: Floats


def view_of(camera: Camera, moment: float, light: Picture, distance: Floats) -> View:
    known = np.where(distance > 0, distance, np.float32(FAR))
    return View(camera, moment, light, np.where(_edges(known), -known, known).astype(np.float32))


def _edges(distance: Floats) -> NDArray[np.bool_]:
    """Where the distance jumps within `BLUR` points: the picture is blurred there by its pixels, lens and denoiser."""
    near, far = distance, distance
    for axis in (0, 1):
        size = distance.shape[axis]
        low, high = np.pad(near, _margin(axis), mode="edge"), np.pad(far, _margin(axis), mode="edge")
        for k in range(2 * BLUR + 1):
            near = np.minimum(near, np.take(low, range(k, k + size), axis))
            far = np.maximum(far, np.take(high, range(k, k + size), axis))
    return np.asarray(far > near * 1.04)


def _margin(axis: int) -> list[tuple[int, int]]:
    return [(BLUR, BLUR) if k == axis else (0, 0) for k in (0, 1)]


def basis(camera: Camera) -> tuple[Floats, Floats]:
    """Origin (3,), and the camera's right, up and forward as rows (3, 3)."""
    frame = facing(camera.origin, camera.target)
    rows = np.stack([-frame[:3, 0], frame[:3, 1], frame[:3, 2]])
    return np.asarray(camera.origin, np.float32), rows.astype(np.float32)


def spread(camera: Camera, aspect: float) -> tuple[float, float]:
    """Tangents of half the horizontal and half the vertical angle."""
    half = float(np.tan(np.radians(camera.fov) / 2))
    return half * min(aspect, 1.0), half / max(aspect, 1.0)


def frame(camera: Camera, moment: float, distance: Floats, views: Sequence[View], spacing: float) -> Picture:
    """Light (h/2, w/2, 3) of a frame with distances (h, w), from views that stand `spacing` apart in time."""
    ordered = sorted(views, key=lambda view: abs(view.moment - moment))
    shares = [max(1.0 - abs(view.moment - moment) / (REACH * spacing), LAST) for view in ordered]
    height, width = distance.shape
    picture = np.empty((height // 2, width // 2, 3), np.float32)
    for top in range(0, height, BAND):
        rows = slice(top, min(top + BAND, height))
        light = _blended(_points(camera, distance, rows), ordered, shares)
        picture[top // 2 : rows.stop // 2] = _halved(light.reshape(rows.stop - top, width, 3))
    return picture


def _points(camera: Camera, distance: Floats, rows: slice) -> Floats:
    """Places in the scene (n, 3) of some rows of a map of distances; the open sky lies very far away."""
    height, width = distance.shape
    half_u, half_v = spread(camera, width / height)
    u = ((np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1) * np.float32(half_u)
    v = (1 - (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / height * 2) * np.float32(half_v)
    stretch = np.sqrt(1 + u * u + (v * v)[:, None])
    part = distance[rows]
    along = np.where(part > 0, part / stretch + np.float32(NEAR_CLIP), np.float32(FAR))
    origin, axes = basis(camera)
    places = along[..., None] * (u[:, None] * axes[0] + (v[:, None] * axes[1] + axes[2])[:, None]) + origin
    return np.asarray(places.reshape(-1, 3), np.float32)


def _blended(places: Floats, views: Sequence[View], shares: Sequence[float]) -> Floats:
    """Mean light (n, 3) of what the views know of the places; the nearest view guesses what none sees."""
    total = np.zeros((len(places), 3), np.float32)
    weight = np.zeros(len(places), np.float32)
    for view, share in zip(views, shares, strict=True):
        if share > LAST:
            light, value = _looked_up(view, places, share)
            total += light
            weight += value
            continue
        missing = np.flatnonzero(weight < LAST * 0.5)
        if missing.size == 0:
            break
        light, value = _looked_up(view, places[missing], share)
        total[missing] += light
        weight[missing] += value
    unseen = np.flatnonzero(weight == 0)
    total[unseen], weight[unseen] = _guessed(views[0], places[unseen]), 1.0
    return np.asarray(total / weight[:, None], np.float32)


def _looked_up(view: View, places: Floats, share: float) -> tuple[Floats, Floats]:
    """Weighted light (n, 3) and weight (n,) of the places in one view."""
    row, column, away = _seen(view, places)
    width = view.distance.shape[1]
    known = np.take(view.distance, row * width + column)
    edge = known < 0
    known = np.abs(known)
    match = np.abs(known - np.minimum(away, FAR)) < TOLERANCE * known
    value = np.where(edge, np.float32(share * STRAY), np.float32(share)) * match
    light = np.take(view.light.reshape(-1, 3), (row >> 1) * (width >> 1) + (column >> 1), axis=0)
    return light * value[:, None], value


def _seen(view: View, places: Floats) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Row and column in the view's map of distances, and the distance from its camera, -1 out of sight."""
    u, v, away, ahead = _projected(view, places)
    height, width = view.distance.shape
    inside = (u >= 0) & (u < width) & (v >= 0) & (v < height) & (ahead > NEAR_CLIP)
    row, column = (v * inside).astype(np.int32), (u * inside).astype(np.int32)
    return row, column, np.where(inside, away, np.float32(-1))


def _projected(view: View, places: Floats) -> tuple[Any, Any, Any, Any]:
    """Column and row, unbounded, distance from the near plane along the ray, and depth."""
    origin, axes = basis(view.camera)
    height, width = view.distance.shape
    half_u, half_v = spread(view.camera, width / height)
    local = (places - origin) @ axes.T
    x, y, ahead = local[:, 0], local[:, 1], np.maximum(local[:, 2], np.float32(1e-3))
    u = (x / ahead) * np.float32(width / (2 * half_u)) + np.float32(width / 2)
    v = (y / ahead) * np.float32(-height / (2 * half_v)) + np.float32(height / 2)
    away = np.sqrt(x * x + y * y + ahead * ahead) * (1 - np.float32(NEAR_CLIP) / ahead)
    return u, v, away, ahead


def _guessed(view: View, places: Floats) -> Floats:
    """Light (n, 3) of the surface, on the same row of the view, whose distance is likest to the places'."""
    u, v, away, _ = _projected(view, places)
    height, width = view.distance.shape
    row = np.clip(v, 0, height - 1).astype(np.int32)
    columns = np.clip(u[:, None] + np.array(SEARCH, np.float32), 0, width - 1).astype(np.int32)
    known = np.abs(view.distance[row[:, None], columns])
    likest = np.argmin(np.abs(known - np.minimum(away, FAR)[:, None]), axis=1)
    column = columns[np.arange(len(places)), likest]
    return np.asarray(view.light[row >> 1, column >> 1], np.float32)


def _halved(light: Floats) -> Floats:
    """Each two by two points as one."""
    return 0.25 * (light[::2, ::2] + light[1::2, ::2] + light[::2, 1::2] + light[1::2, 1::2])
