"""Letters and drawn paths as outlines. The fonts are those inside installed packages; nothing of the system is read.

Aileron (CC0) comes with Pillow, Droid Sans Bold and Droid Serif Bold (Apache 2.0) with OpenImageIO.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np

from imperium.platform.errors import InvalidInput
from imperium.scene.mesh import Array

Font = Literal["bold", "serif", "sans"]
FILES = {"bold": "DroidSans-Bold.ttf", "serif": "DroidSerif-Bold.ttf"}
CURVE_STEPS = 8
LARGEST = 1e5
PATH_DATA = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-., \n]{3,8000}")


@dataclass(frozen=True, slots=True)
class Region:
    """An outline (n, 2) and the holes in it."""

    outline: Array
    holes: tuple[Array, ...] = ()


@dataclass(slots=True)
class _Tracer:
    """Takes what a font or a path draws, as closed polylines."""

    rings: list[list[tuple[float, float]]] = field(default_factory=list)

    def moveTo(self, point: Any) -> None:
        self.rings.append([point])

    def lineTo(self, point: Any) -> None:
        self.rings[-1].append(point)

    def curveTo(self, *points: Any) -> None:
        a, b, c, d = (np.asarray(p, float) for p in (self.rings[-1][-1], *points))
        for t in np.linspace(0, 1, CURVE_STEPS + 1)[1:]:
            s = 1 - t
            self.rings[-1].append(tuple(s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d))

    def qCurveTo(self, *points: Any) -> None:
        """TrueType leaves out the points on the curve that lie half way between two others."""
        controls = [np.asarray(p, float) for p in points[:-1]]
        ends = [(a + b) / 2 for a, b in pairwise(controls)] + [np.asarray(points[-1], float)]
        for control, end in zip(controls, ends, strict=True):
            start = np.asarray(self.rings[-1][-1], float)
            for t in np.linspace(0, 1, CURVE_STEPS + 1)[1:]:
                self.rings[-1].append(tuple((1 - t) ** 2 * start + 2 * t * (1 - t) * control + t * t * end))

    def closePath(self) -> None:
        """Rings are closed as they are."""

    def endPath(self) -> None:
        """An open path is closed like any other."""


def lettered(text: str, font: Font = "bold") -> list[Region]:
    """The letters of a line of text, an em high, from x=0 to the right on y=0. Unknown letters are left out."""
    face = _face(font)
    letters, widths = face.getBestCmap(), face["hmtx"]
    em, x, regions = float(face["head"].unitsPerEm), 0.0, []
    for letter in text:
        name = letters.get(ord(letter))
        if name is None:
            continue
        regions += [_moved(region, x, em) for region in _glyph(font, name)]
        x += widths[name][0]
    return regions


def drawn(path: str) -> list[Region]:
    """The regions of SVG path data, y up. Raises InvalidInput for what isn't path data."""
    tracer = _Tracer()
    try:
        if not PATH_DATA.fullmatch(path):
            raise ValueError(path)
        import_module("fontTools.svgLib.path").parse_path(path, tracer)
    except (ValueError, IndexError, TypeError, AssertionError, OverflowError, ZeroDivisionError):
        raise _no_path() from None
    regions = _nested(tracer.rings)
    if not regions or not all(np.abs(region.outline).max() < LARGEST for region in regions):
        raise _no_path()
    return [Region(r.outline * [1, -1], tuple(hole * [1, -1] for hole in r.holes)) for r in regions]


def _no_path() -> InvalidInput:
    return InvalidInput(
        "scene.things.params.path: is not SVG path data.",
        field="scene.things.params.path",
        remedy="Give the d attribute of a filled path: commands MLHVCSQTAZ and numbers, at most 8000 characters.",
    )


@lru_cache(4)
def _face(font: Font) -> Any:
    from PIL import ImageFont

    read = import_module("fontTools.ttLib").TTFont
    spec = find_spec("OpenImageIO") if font in FILES else None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder, "share/fonts/OpenImageIO", FILES[font])).is_file():
            return read(path)
    return read(ImageFont.load_default(20).path)  # type: ignore[union-attr]


@lru_cache(512)
def _glyph(font: Font, name: str) -> tuple[Region, ...]:
    tracer = _Tracer()
    glyphs = _face(font).getGlyphSet()
    pen = import_module("fontTools.pens.recordingPen").DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    pen.replay(tracer)
    return tuple(_nested(tracer.rings))


def _moved(region: Region, x: float, em: float) -> Region:
    right = np.array([x, 0.0])
    return Region((region.outline + right) / em, tuple((hole + right) / em for hole in region.holes))


def _nested(rings: list[list[tuple[float, float]]]) -> list[Region]:
    """Rings inside an odd number of others are holes of the nearest."""
    outlines = [_clean(np.array(ring, float)) for ring in rings if len(ring) > 2]
    outlines = sorted((o for o in outlines if len(o) > 2 and abs(_area(o)) > 1e-9), key=lambda o: -abs(_area(o)))
    above = [[k for k in range(n) if _inside(outlines[n][0], outlines[k])] for n in range(len(outlines))]
    regions = []
    for n, outline in enumerate(outlines):
        if len(above[n]) % 2 == 0:
            holes = [
                outlines[k] for k in range(n + 1, len(outlines)) if above[k] and above[k][-1] == n and len(above[k]) % 2
            ]
            regions.append(Region(outline, tuple(holes)))
    return regions


def _clean(ring: Array) -> Array:
    """The ring without points that repeat their neighbour."""
    span = float(np.ptp(ring, axis=0).max()) or 1.0
    apart = np.linalg.norm(ring - np.roll(ring, 1, 0), axis=1) > span * 1e-4
    return np.asarray(ring[apart])


def _area(ring: Array) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _inside(point: Array, ring: Array) -> bool:
    """Even-odd rule."""
    a, b = ring, np.roll(ring, -1, 0)
    crosses = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
    rise = np.where(crosses, b[:, 1] - a[:, 1], 1.0)
    return bool((crosses & (point[0] < a[:, 0] + (point[1] - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise)).sum() % 2)
