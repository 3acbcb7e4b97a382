"""Which surface each sample of a frame shows: triangles drawn into a grid of numbers and inverse depths.

Edges are linear functions in homogeneous coordinates, so nothing is clipped: a triangle that passes behind the eye is
drawn like any other (M. Olano, T. Greer, "Triangle Scan Conversion using 2D Homogeneous Coordinates", 1997). Each row
of a triangle is one span; the nearest surface has the largest inverse depth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.scene.kernel import kernel
from imperium.scene.lens import NEAR

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
GRID = 2  # samples along each side of a pixel


@kernel
def projected(vertices: Any, lens: Any, out: Any) -> None:
    """Homogeneous screen places (n, 3) in samples; the last one is the depth."""
    for k in range(vertices.shape[0]):
        x, y, z = vertices[k, 0] - lens[0], vertices[k, 1] - lens[1], vertices[k, 2] - lens[2]
        ahead = x * lens[9] + y * lens[10] + z * lens[11]
        out[k, 0] = lens[12] * (x * lens[3] + y * lens[4] + z * lens[5]) + lens[14] * ahead
        out[k, 1] = lens[15] * ahead - lens[13] * (x * lens[6] + y * lens[7] + z * lens[8])
        out[k, 2] = ahead


@kernel
def row_ranges(places: Any, faces: Any, width: int, height: int, near: float, out: Any) -> None:
    """First and last row (m, 2) that each triangle may touch; the first is after the last where it touches none."""
    for t in range(faces.shape[0]):
        out[t, 0], out[t, 1] = 1, 0
        low, high, left, right = 1e30, -1e30, 1e30, -1e30
        behind = 0
        for c in range(3):
            v = faces[t, c]
            w = places[v, 2]
            if w < near:
                behind += 1
                continue
            x, y = places[v, 0] / w, places[v, 1] / w
            low, high = min(low, y), max(high, y)
            left, right = min(left, x), max(right, x)
        if behind == 3:
            continue
        if behind:
            low, high, left, right = 0.0, float(height), 0.0, float(width)
        if right < 0 or left > width or high < 0 or low > height:
            continue
        out[t, 0] = max(int(np.floor(low - 0.5)), 0)
        out[t, 1] = min(int(np.ceil(high - 0.5)), height - 1)


@kernel
def drawn(places: Any, faces: Any, ranges: Any, near: float, top: int, numbers: Any, inverse: Any) -> None:
    """Number of the nearest triangle and inverse depth of each sample, both (rows, width), of a band from row `top`."""
    rows, width = numbers.shape
    farthest_near = 1.0 / near
    numbers[:] = -1
    inverse[:] = 0.0
    for t in range(faces.shape[0]):
        first, last = max(ranges[t, 0], top), min(ranges[t, 1], top + rows - 1)
        if first > last:
            continue
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        x0, y0, w0 = places[a, 0], places[a, 1], places[a, 2]
        x1, y1, w1 = places[b, 0], places[b, 1], places[b, 2]
        x2, y2, w2 = places[c, 0], places[c, 1], places[c, 2]
        ax, ay, ac = y1 * w2 - y2 * w1, x2 * w1 - x1 * w2, x1 * y2 - x2 * y1
        bx, by, bc = y2 * w0 - y0 * w2, x0 * w2 - x2 * w0, x2 * y0 - x0 * y2
        cx, cy, cc = y0 * w1 - y1 * w0, x1 * w0 - x0 * w1, x0 * y1 - x1 * y0
        volume = x0 * ax + y0 * ay + w0 * ac
        if abs(volume) < 1e-12:
            continue
        scale = 1.0 / volume
        ax, ay, ac = ax * scale, ay * scale, ac * scale
        bx, by, bc = bx * scale, by * scale, bc * scale
        cx, cy, cc = cx * scale, cy * scale, cc * scale
        ix, iy, ic = ax + bx + cx, ay + by + cy, ac + bc + cc
        for row in range(first, last + 1):
            y = row + 0.5
            left, right = 0.5, width - 0.5
            for slope, value in ((ax, ay * y + ac), (bx, by * y + bc), (cx, cy * y + cc)):
                if slope > 0:
                    left = max(left, -value / slope)
                elif slope < 0:
                    right = min(right, -value / slope)
                elif value < 0:
                    right = -1.0
            if right < left:
                continue
            line = row - top
            start = iy * y + ic
            for column in range(int(np.ceil(left - 0.5)), int(np.floor(right - 0.5)) + 1):
                here = ix * (column + 0.5) + start
                if here > inverse[line, column] and here <= farthest_near:
                    inverse[line, column] = here
                    numbers[line, column] = t


def screen(vertices: Floats, faces: Ints, lens: NDArray[np.float64], width: int, height: int) -> tuple[Any, Ints]:
    """Homogeneous places of the vertices (n, 3) and the rows that each triangle may touch (m, 2), in the samples of a
    lens of `width` by `height` of them."""
    places = np.empty((len(vertices), 3))
    projected(vertices, lens, places)
    ranges = np.empty((len(faces), 2), np.int32)
    row_ranges(places, faces, width, height, NEAR, ranges)
    return places, ranges
