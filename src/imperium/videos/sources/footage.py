"""Film that somebody else made: brought to the rate and the size that were ordered.

Frames between two are made by motion compensation (FFmpeg's `minterpolate`, overlapped blocks), in a draft by blending;
that is done at the film's own size. Sizes are covered, and the middle is kept. The film counts as Rec. 709.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imperium.platform.errors import ProviderUnavailable
from imperium.platform.preview import Report
from imperium.videos.engine import Native
from imperium.videos.grading import Floats, unsrgb
from imperium.videos.source import Source

MOST_PIXELS = 7680 * 4320
COMPENSATED = "mi_mode=mci:mc_mode=obmc:me_mode=bidir"
BLENDED = "mi_mode=blend"
STRIP = 64
"""Rows."""
NEAR = 0.01
"""Frames a second that count as none."""


class _Footage:
    grade = None
    made_of = 0

    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        report(0.4, "looking at the film")
        self._job, self._path = job, Path(job["footage"])
        self.native, self._deep = _looked_at(self._path)
        (folder / "native.json").write_text(json.dumps(asdict(self.native)), "utf-8")
        self._pixels = "rgb48le" if self._deep else "rgb24"
        self._table = unsrgb(np.arange(256, dtype=np.float32) / np.float32(255))
        self._next, self._running = 0, iter(())  # type: tuple[int, Iterator[NDArray[Any]]]

    def frames(self, start: int, stop: int) -> Iterator[Floats]:
        """Read once from the beginning as long as they are asked for in order."""
        if start != self._next or start == 0:
            self._running, self._next = self._read(), 0
        while self._next < stop:
            signal = next(self._running)
            self._next += 1
            if self._next > start:
                yield self._lit(signal)

    def _lit(self, signal: NDArray[Any]) -> Floats:
        """A frame's light at the ordered size, made strip by strip: memory is what counts at 8K."""
        size = self._job["width"], self._job["height"]
        light = np.empty((size[1], size[0], 3), np.float32)
        if self._deep:
            for channel in range(3):
                plane = _covering(np.asarray(signal[..., channel], np.float32) / np.float32(65_535), size)
                for rows in _strips(size[1]):
                    light[rows, :, channel] = unsrgb(np.clip(plane[rows], 0, 1))
            return light
        grown = _covering(signal, size)
        for rows in _strips(size[1]):
            light[rows] = self._table[grown[rows]]
        return light

    def _read(self) -> Iterator[NDArray[Any]]:
        """Frames without end: the last one stays."""
        last: NDArray[Any] | None = None
        try:
            for last in self._filtered():
                yield last
        except av.FFmpegError as error:
            if last is None:
                raise _unreadable() from error
        if last is None:
            raise _unreadable()
        while True:
            yield last

    def _filtered(self) -> Iterator[NDArray[Any]]:
        with av.open(str(self._path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            graph, sink = self._graph(stream)
            for frame in container.decode(stream):
                graph.push(frame)
                yield from self._pulled(sink)
            graph.push(None)
            yield from self._pulled(sink)

    def _graph(self, stream: Any) -> tuple[Any, Any]:
        graph = av.filter.Graph()
        steps = [("scale", "in_color_matrix=bt709"), ("format", f"pix_fmts={self._pixels}")]
        links = [graph.add_buffer(template=stream), *(graph.add(*step) for step in (*self._retimed(), *steps))]
        links.append(graph.add("buffersink"))
        for one, following in pairwise(links):
            one.link_to(following)
        graph.configure()
        return graph, links[-1]

    def _retimed(self) -> list[tuple[str, str]]:
        """Frames are left out, or made between those that are there."""
        fps = self._job["fps"]
        if fps > self.native.fps + NEAR:
            return [("minterpolate", f"fps={fps}:{BLENDED if self._job['quick'] else COMPENSATED}")]
        return [("fps", f"fps={fps}")]

    def _pulled(self, sink: Any) -> Iterator[NDArray[Any]]:
        while True:
            try:
                frame = sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            yield frame.to_ndarray(format=self._pixels)


def _covering(picture: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """The picture's middle at that size (width, height); (h, w) floats or (h, w, 3) bytes."""
    high, wide = picture.shape[:2]
    scale = max(size[0] / wide, size[1] / high)
    width, height = size[0] / scale, size[1] / scale
    left, top = (wide - width) / 2, (high - height) / 2
    kept = (left, top, left + width, top + height)
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS, box=kept))


def _strips(height: int) -> Iterator[slice]:
    for top in range(0, height, STRIP):
        yield slice(top, top + STRIP)


def _looked_at(path: Path) -> tuple[Native, bool]:
    """What the film is, and whether it has more than eight bits. Raises ProviderUnavailable for what is no film."""
    try:
        with av.open(str(path), format="mov") as container:
            stream = container.streams.video[0]
            if stream.width * stream.height > MOST_PIXELS or not stream.average_rate:
                raise _unreadable()
            seconds = (container.duration or 0) / av.time_base
            deep = stream.codec_context.pix_fmt is not None and "10" in stream.codec_context.pix_fmt
            return Native(stream.width, stream.height, round(float(stream.average_rate), 3), round(seconds, 3)), deep
    except (av.FFmpegError, IndexError) as error:
        raise _unreadable() from error


def _unreadable() -> ProviderUnavailable:
    return ProviderUnavailable("What the model gave is no film that can be read.", remedy="Try again.")


SOURCE = Source(_Footage)
