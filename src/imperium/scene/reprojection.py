"""Frames from traced views: path-traced light is kept by the surfaces it was traced on, and drawn from anywhere.

A few views along the camera's path are traced and denoised; their light is divided by the surfaces' colours. A frame is
drawn in triangles: each place of it is looked up in the views that see the same part there, the nearest in time
weighing most, and multiplied by the surface's colour again. So textures are as sharp as the frame whatever the views'
size, shadows and reflections are the path tracer's own, highlights travel with the camera, and nothing flickers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.lens import NEAR, lens
from imperium.scene.raster import GRID, drawn, screen
from imperium.scene.raster_model import Model
from imperium.scene.raster_shade import LAST, TOLERANCE, layers, lit
from imperium.scene.reflectance import linear
from imperium.scene.scene import Camera, Haze
from imperium.scene.tone import SKY_DEPTH

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
BAND = 48  # rows of pixels drawn at once
DAZZLED = 0.2  # share of an edge's light that is a lamp's own: what is left says nothing about its neighbour
NOWHERE = -7  # the tag of a place that no surface takes light from
KINK = 0.02  # relative second difference of inverse depths: planes have none


@dataclass(frozen=True, slots=True)
class Layers:
    """What a view shows besides light: what light is divided by, what shines itself, normals (h, w, 3 each), inverse
    depths (h, w), and twice the part's number plus one where a pixel shows several (h, w), -2 for the sky."""

    colour: Floats
    glow: Floats
    normal: Floats
    inverse: Floats
    tag: Ints


@dataclass(frozen=True, slots=True)
class View:
    """A traced view: when in 0–1, its lens, and (h, w, 5) its light without colours, its inverse depths and how far
    these may be off; tags as in `Layers`, plus one on every edge."""

    moment: float
    lens: NDArray[np.float64]
    cells: Floats
    tag: Ints


class Views:
    """Views of one size, and how much each counts at a moment."""

    def __init__(self, views: Sequence[View]) -> None:
        self.moments = [view.moment for view in views]
        self.arrays = (
            np.stack([view.cells for view in views]),
            np.stack([view.tag for view in views]),
            np.stack([view.lens for view in views]),
        )

    def shares(self, moment: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The views' numbers, nearest in time first, and their shares."""
        away = np.abs(np.array(self.moments) - moment)
        spacing = 1 / max(len(self.moments) - 1, 1)
        order = np.argsort(away, kind="stable")
        return order, np.maximum(1.0 - away[order] / spacing, LAST)


def layers_of(model: Model, camera: Camera, width: int, height: int) -> Layers:
    """What a view through a pinhole shows."""
    samples = width * GRID, height * GRID
    places, ranges = screen(model.vertices, model.faces, lens(camera, *samples), *samples)
    nine = np.empty((height, width, 9), np.float32)
    mean, tag = np.empty((height, width), np.float32), np.empty((height, width), np.int32)

    def band(rows: slice) -> None:
        numbers, inverse = _samples(places, model, ranges, rows, width)
        arrays = _arrays(model)
        layers(numbers, inverse, places, arrays, model.normals, rows.start, nine[rows], mean[rows], tag[rows])

    _banded(height, band)
    return Layers(nine[..., :3], nine[..., 3:6], nine[..., 6:], mean, tag)


def view_of(camera: Camera, moment: float, light: Floats, shown: Layers) -> View:
    """A view of light (h, w, 3) that was traced through the camera's pinhole."""
    height, width = shown.inverse.shape
    bare = (light - shown.glow) / np.maximum(shown.colour, 1e-3)
    slope_x, kink_x = _differences(shown.inverse, 1)
    slope_y, kink_y = _differences(shown.inverse, 0)
    slack = TOLERANCE * shown.inverse + slope_x + slope_y
    several = (np.maximum(kink_x, kink_y) > KINK * shown.inverse) | (shown.tag & 1 > 0) | _changes(shown.tag >> 1)
    dazzled = several & (_brightest(shown.glow.max(-1)) > DAZZLED * light.max(-1))
    tag = np.where(dazzled, NOWHERE, (shown.tag >> 1 << 1) | several)
    cells = np.concatenate([bare, shown.inverse[..., None], slack[..., None]], -1).astype(np.float32)
    return View(moment, lens(camera, width, height), cells, tag.astype(np.int32))


def _differences(values: Floats, axis: int) -> tuple[Floats, Floats]:
    """The smaller difference to the two neighbours, and the second difference."""
    pad = [(1, 1) if k == axis else (0, 0) for k in (0, 1)]
    step = np.diff(np.pad(values, pad, mode="edge"), axis=axis)
    size = values.shape[axis]
    before, after = np.take(step, range(size), axis), np.take(step, range(1, size + 1), axis)
    return np.minimum(np.abs(before), np.abs(after)), np.abs(after - before)


def _changes(parts: Ints) -> NDArray[np.bool_]:
    """Where a neighbour shows another part."""
    return np.asarray(np.logical_or.reduce([other != parts for other in _around(parts)]), np.bool_)


def _brightest(values: Floats) -> Floats:
    """The largest of each pixel and its neighbours."""
    return np.asarray(np.maximum.reduce(_around(values)), np.float32)


def _around(values: NDArray[Any]) -> list[NDArray[Any]]:
    """The map (h, w), and the eight maps of what lies beside each pixel."""
    wide = np.pad(values, 1, mode="edge")
    height, width = values.shape
    return [wide[1 + j : 1 + j + height, 1 + i : 1 + i + width] for j in (-1, 0, 1) for i in (-1, 0, 1)]


def frame(
    model: Model, views: Views, camera: Camera, moment: float, light: Floats, *,
    haze: Haze | None = None, shift: tuple[float, float] = (0.0, 0.0),
) -> None:  # fmt: skip
    """Draws a frame's light into `light` (h, w, 3): memory that is new costs more than much of the drawing."""
    height, width = light.shape[:2]
    samples = width * GRID, height * GRID
    eye = lens(camera, *samples, shift)
    places, ranges = screen(model.vertices, model.faces, eye, *samples)
    order, shares = views.shares(moment)
    air = _air(haze)

    def band(rows: slice) -> None:
        numbers, inverse = _samples(places, model, ranges, rows, width)
        lit(
            numbers, inverse, places, _arrays(model), eye, views.arrays, order, shares, air, rows.start, light[rows]
        )  # fmt: skip

    _banded(height, band)


def _air(haze: Haze | None) -> NDArray[np.float64]:
    """Distance, colour (3), and the distance the sky counts for; zeros where the air is clear."""
    if haze is None:
        return np.zeros(5)
    return np.array([haze.distance, *(linear(haze.colour) * haze.glow), SKY_DEPTH * haze.distance])


def _samples(places: NDArray[np.float64], model: Model, ranges: Ints, rows: slice, width: int) -> tuple[Ints, Floats]:
    shape = ((rows.stop - rows.start) * GRID, width * GRID)
    numbers, inverse = np.empty(shape, np.int32), np.empty(shape, np.float32)
    drawn(places, model.faces, ranges, NEAR, rows.start * GRID, numbers, inverse)
    return numbers, inverse


def _arrays(model: Model) -> tuple[NDArray[np.generic], ...]:
    return model.faces, model.part, model.uvs, model.texels, model.tiles, model.scales


def _banded(height: int, draw: Callable[[slice], None]) -> None:
    """The bands of a picture, in as many threads as there are cores."""
    bands = [slice(top, min(top + BAND, height)) for top in range(0, height, BAND)]
    with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
        list(pool.map(draw, bands))
