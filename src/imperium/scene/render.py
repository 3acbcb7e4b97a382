"""A scene's light, whole or tile by tile, so that a picture of any size needs the memory of a small one.

Runs in a worker process, after a variant of Mitsuba was chosen. Neighbouring tiles share an apron, which the denoiser
and drawn styles look at and nobody keeps, so that no seam shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from imperium.platform.preview import Report, within
from imperium.scene import clouds
from imperium.scene.part_lens import PartLens
from imperium.scene.scene import Scene
from imperium.scene.stage import sensor
from imperium.scene.style import style
from imperium.scene.tone import Picture, hazed
from imperium.scene.trace import (
    Guides,
    Looks,
    Quality,
    denoised,
    drawn,
    guides,
    samples_a_pass,
    seed_of,
    smoothed,
    traced,
)
from imperium.scene.variant import compiles
from imperium.scene.window import Box, Window, boxes

WHOLE_PIXELS = 2_100_000  # up to 1080p at once
CAREFUL_PIXELS = 1_200_000  # up to here the denoiser takes its time, and its guides have smooth edges
TILE = 512
APRON = 32
BLOCK_APRON = 80  # for drawn styles: the square pixels of pixel art at 16K
SKETCH_SIDE, SKETCH_SAMPLES = 256, 4
SURVEY_SIDE, SURVEY_SAMPLES = 960, 12
GUIDE_SAMPLES, LAYER_SAMPLES = 4, 16

Number = TypeVar("Number", bound=np.generic)
Show = Callable[[Picture], bytes | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is drawn of a scene. `layered` asks for guides that can be handed out, `cut_out` for nothing but things,
    with their coverage."""

    width: int
    height: int
    samples: int
    seed: int
    layered: bool = False
    cut_out: bool = False

    @property
    def is_whole(self) -> bool:
        return self.width * self.height <= WHOLE_PIXELS


@dataclass(frozen=True, slots=True)
class Piece:
    """Linear light (h, w, 3) of `outer`, of which `core` is kept; its guides; what share of a pixel things cover."""

    core: Box
    outer: Box
    light: Picture
    guides: Guides | None
    alpha: Picture | None = None

    def window(self, frame: Frame) -> Window:
        return self.outer.window(frame.width, frame.height)

    def kept(self, layer: NDArray[Number]) -> NDArray[Number]:
        """The core's part of a layer of the piece."""
        return layer[self.core.inside(self.outer)]


class Studio:
    """A scene that is being drawn. `traced_s` counts the seconds, `traced` the samples that tracing took."""

    def __init__(self, scene: Scene, frame: Frame) -> None:
        self.scene, self.frame = scene, frame
        self.world = Looks(scene, frame.width, frame.height)
        self.traced, self.traced_s = 0, 0.0
        self._whole: Any = None  # the lens that boxes are parts of

    def sketch(self) -> Picture:
        """A small noisy picture, as soon as there can be one."""
        return smoothed(self._small(SKETCH_SIDE, SKETCH_SAMPLES)[0])

    def survey(self) -> Picture:
        """A small clean picture: what is known of the whole while its tiles are drawn."""
        return self._small(SURVEY_SIDE, SURVEY_SAMPLES)[1]

    def pieces(self, report: Report, show: Show) -> Iterator[Piece]:
        """The whole, or its tiles row by row. `show` makes a preview of what a single piece has so far."""
        frame = self.frame
        plan = list(boxes(frame.width, frame.height, max(frame.width, frame.height) if frame.is_whole else TILE))
        for number, core in enumerate(plan):
            told = within(report, number / len(plan), 1 / len(plan), _where(number, len(plan)))
            yield self._piece(core, number, told, show if frame.is_whole else _unshown)

    def mask(self, box: Box) -> Picture:
        """The share (h, w) of each pixel of a box that the picture's subjects cover."""
        return drawn(self.world.mask, self._lens(box), LAYER_SAMPLES)[..., 0]

    def coverage(self, box: Box) -> Picture:
        """The share (h, w) of each pixel of a box that is covered by anything at all."""
        return drawn(self.world.albedo, self._lens(box, alpha=True), LAYER_SAMPLES)[..., 3]

    def _small(self, side: int, samples: int) -> tuple[Picture, Picture]:
        """The whole picture at most `side` pixels wide and high: as it was traced, and without noise."""
        frame = self.frame
        scale = min(side / max(frame.width, frame.height), 1.0)
        small = replace(
            frame, width=max(round(frame.width * scale), 1), height=max(round(frame.height * scale), 1), samples=samples
        )
        studio = Studio(self.scene, small)
        studio.world = self.world
        box = Box(0, 0, small.width, small.height)
        if side == SKETCH_SIDE:
            light = studio._light(box, 0, _untold, _unshown)[..., :3]
            return light, light
        light = studio._piece(box, 0, _untold, _unshown).light
        return light, light

    def _piece(self, core: Box, number: int, report: Report, show: Show) -> Piece:
        drawn_style = not style(self.scene.style).lens
        outer = core.grown(BLOCK_APRON if drawn_style else APRON, self.frame.width, self.frame.height)
        raw = self._light(outer, number, report, show)
        if self.scene.clouds:
            return Piece(core, outer, raw, None)
        is_careful = self.frame.width * self.frame.height <= CAREFUL_PIXELS
        samples = LAYER_SAMPLES if self.frame.layered or is_careful else GUIDE_SAMPLES
        guide = guides(self.world, self._lens(outer), samples, self._depth_samples(drawn_style))
        light = raw[..., :3]
        if self.scene.grade.haze:
            light = hazed(light, guide.depth, self.scene.grade.haze)
        alpha = np.clip(raw[..., 3], 0, 1) if self.frame.cut_out else None
        quality: Quality = "high" if is_careful else "balanced"
        return Piece(core, outer, denoised(light, guide, quality), guide, alpha)

    def _light(self, box: Box, number: int, report: Report, show: Show) -> Picture:
        frame, started = self.frame, time.perf_counter()
        if self.scene.clouds:
            return clouds.still(self.scene.clouds, self.scene.camera.fov, box, box.window(frame.width, frame.height))
        light = traced(
            self.world.lit,
            self._lens(box, alpha=frame.cut_out),
            frame.samples,
            seed_of(frame.seed, number) if number else frame.seed,
            report,
            depth=self.world.depth,
            show=show,
            cut_out=frame.cut_out,
            a_pass=samples_a_pass(box.width * box.height),
        )
        self.traced_s += time.perf_counter() - started
        self.traced += box.width * box.height * frame.samples
        return light

    def _depth_samples(self, drawn_style: bool) -> int:
        """Air needs smooth distances, contours and the layer true ones."""
        if self.scene.grade.haze:
            return 9
        return int(self.frame.layered or drawn_style)

    def _lens(self, box: Box, alpha: bool = False) -> Any:
        import mitsuba

        frame, camera = self.frame, self.scene.camera
        if not compiles(str(mitsuba.variant())):
            return mitsuba.load_dict(sensor(camera, frame.width, frame.height, box=box, alpha=alpha))
        if self._whole is None:
            self._whole = mitsuba.load_dict(sensor(camera, frame.width, frame.height))
        return PartLens(self._whole, frame.width, frame.height, box, alpha)


def _where(number: int, count: int) -> str:
    return f"tile {number + 1} of {count}, " if count > 1 else ""


def _untold(fraction: float, message: str, preview: bytes | None = None) -> None:
    """Progress of what is over in a moment."""


def _unshown(light: Picture) -> bytes | None:
    return None
