"""A picture that the camera moves over: panned, zoomed, or in layers that slide against each other.

The layers are a guess, not a measurement: what is lower in the picture, sharper and more in the middle counts as
nearer. Surfaces keep together because the guess is smoothed along the picture's own edges (a guided filter: K. He,
J. Sun, X. Tang, 2013). Where a near layer slides off a far one, the far one is filled in from its surroundings.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imperium.platform.preview import Report
from imperium.videos.grading import Floats, unsrgb
from imperium.videos.source import Source

GUESS_SIDE = 384  # of the map of depths
LAYERS = 5
MARGIN = 1.08  # the picture is drawn a little larger, so that no move shows its border
PARALLAX, PAN, ZOOM = 0.035, 0.09, 0.16  # of the picture's width that the nearest layer slides; of the size
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)


class _Moved:
    grade = None
    made_of = 1

    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._job = job
        report(0.0, "looking at the picture")
        self._size = job["width"], job["height"]
        self._picture = _covering(Path(job["picture"]), *self._size)
        self._layers = _layers(self._picture) if job["move"] == "parallax" else [(self._picture, None)]

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        for number in range(start, stop):
            moment = number / max(self._job["frames"] - 1, 1)
            yield unsrgb(np.clip(self._frame(0.55 * moment + 0.45 * moment * moment * (3 - 2 * moment) - 0.5), 0, 1))

    def _frame(self, s: float) -> Floats:
        """The signal at `s` in -0.5–0.5 of the move."""
        wide = self._size[0]
        if self._job["move"] == "zoom":
            return _sampled(self._picture, self._size, 1 + ZOOM * (s + 0.5), 0.0)
        if self._job["move"] == "pan":
            return _sampled(self._picture, self._size, 1 + PAN, s * PAN * wide)
        frame: Floats | None = None
        for number, (colour, mask) in enumerate(self._layers):
            near = number / (LAYERS - 1) - 0.4
            scale, slide = 1 + 0.03 * near * (s + 0.5), s * PARALLAX * wide * near
            layer = _sampled(colour, self._size, scale, slide)
            if frame is None or mask is None:
                frame = layer
                continue
            cover = _sampled(mask, self._size, scale, slide)
            frame += (layer - frame) * cover
        assert frame is not None
        return frame


def _covering(path: Path, width: int, height: int) -> Floats:
    """The picture's middle, as large as a frame and its margin, as a signal (h, w, 3)."""
    with Image.open(path) as opened:
        scale = max(width * MARGIN / opened.width, height * MARGIN / opened.height)
        grown = opened.resize((round(opened.width * scale), round(opened.height * scale)), Image.Resampling.LANCZOS)
    wide, high = min(round(width * MARGIN), grown.width), min(round(height * MARGIN), grown.height)
    left, top = (grown.width - wide) // 2, (grown.height - high) // 2
    return np.asarray(grown.crop((left, top, left + wide, top + high)), np.float32) / np.float32(255)


def _sampled(source: Floats, size: tuple[int, int], scale: float, slide: float) -> Floats:
    """A frame of the source round its middle, `scale` times larger and moved right by `slide` pixels of a frame."""
    width, height = size
    step = 1 / scale
    first_row = source.shape[0] / 2 - height / 2 * step + 0.5 * step - 0.5
    first_column = source.shape[1] / 2 - (width / 2 + slide) * step + 0.5 * step - 0.5
    planes = source[..., None] if source.ndim == 2 else source
    drawn = [
        _ndimage().affine_transform(
            planes[..., k], [step, step], [first_row, first_column], (height, width), order=1, mode="nearest"
        )
        for k in range(planes.shape[-1])
    ]
    return np.stack(drawn, -1)


def _layers(picture: Floats) -> list[tuple[Floats, Floats | None]]:
    """Colour and coverage of each layer, the farthest first; each is filled in behind the nearer ones."""
    depth = nearness(picture)
    bounds = np.quantile(depth, np.linspace(0, 1, LAYERS + 1))[1:-1]
    found: list[tuple[Floats, Floats | None]] = []
    for number in range(LAYERS):
        low = bounds[number - 1] if number else -1.0
        high = bounds[number] if number < LAYERS - 1 else 2.0
        mask = _step(depth, low) if number else None
        found.append((_filled(picture, depth <= high), mask))
    return found


def _step(depth: Floats, bound: float) -> Floats:
    return np.asarray(np.clip((depth - bound) / 0.02 + 0.5, 0, 1), np.float32)


def _filled(picture: Floats, known: NDArray[np.bool_]) -> Floats:
    """The picture where it is known; elsewhere what lies round it, softer the farther in (a pull-push pyramid)."""
    if known.all() or not known.any():
        return picture
    weight = known.astype(np.float32)[..., None]
    if min(picture.shape[:2]) < 4:
        mean = (picture * weight).sum((0, 1)) / weight.sum()
        return np.where(known[..., None], picture, mean).astype(np.float32)
    height, width = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    halves = (slice(0, height, 2), slice(1, height, 2)), (slice(0, width, 2), slice(1, width, 2))
    total = sum(weight[rows, columns] for rows in halves[0] for columns in halves[1])
    light = sum((picture * weight)[rows, columns] for rows in halves[0] for columns in halves[1])
    small = _filled(np.asarray(light / np.maximum(total, 1e-6), np.float32), np.asarray(total)[..., 0] > 0)
    planes = [Image.fromarray(np.ascontiguousarray(small[..., k])) for k in range(3)]
    size = picture.shape[1], picture.shape[0]
    wide = np.stack([np.asarray(plane.resize(size, Image.Resampling.BILINEAR)) for plane in planes], -1)
    return np.where(known[..., None], picture, wide).astype(np.float32)


def nearness(picture: Floats) -> Floats:
    """A guess of how near each place of a picture (h, w, 3) is, in 0–1."""
    side = GUESS_SIDE / max(picture.shape[:2])
    size = max(round(picture.shape[1] * side), 8), max(round(picture.shape[0] * side), 8)
    grey = np.asarray(Image.fromarray(np.ascontiguousarray(picture @ LUMA)).resize(size, Image.Resampling.BOX))
    detail = _ndimage().gaussian_filter(np.hypot(_ndimage().sobel(grey, 0), _ndimage().sobel(grey, 1)), size[0] / 24)
    y, x = np.mgrid[0 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    guess = 0.55 * y + 0.30 * detail / (detail.max() + 1e-6) + 0.15 * (1 - x * x)
    smooth = _guided(grey, guess.astype(np.float32), size[0] / 16)
    smooth = (smooth - smooth.min()) / (np.ptp(smooth) + 1e-6)
    shape = picture.shape[1], picture.shape[0]
    return np.asarray(Image.fromarray(smooth.astype(np.float32)).resize(shape, Image.Resampling.BICUBIC), np.float32)


def _guided(grey: Floats, guess: Floats, reach: float) -> Floats:
    """The guess, smoothed except across edges of the picture."""
    mean, level = _ndimage().gaussian_filter(grey, reach), _ndimage().gaussian_filter(guess, reach)
    slope = (_ndimage().gaussian_filter(grey * guess, reach) - mean * level) / (
        _ndimage().gaussian_filter(grey * grey, reach) - mean**2 + 4e-3
    )
    offset = level - slope * mean
    return np.asarray(
        _ndimage().gaussian_filter(slope, reach) * grey + _ndimage().gaussian_filter(offset, reach), np.float32
    )


def _ndimage() -> Any:
    return import_module("scipy.ndimage")


SOURCE = Source(_Moved)
