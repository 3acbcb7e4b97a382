"""The job that makes a video. Runs in a worker process."""

from __future__ import annotations

import io
import resource
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from imperium.platform.preview import LEAST_APART_S, Report
from imperium.scene.png import save_png
from imperium.videos.card import carded
from imperium.videos.codec import Take, codecs
from imperium.videos.encoder import Encoder
from imperium.videos.engine import SMALL_WIDTH
from imperium.videos.grading import Floats, decimated, grading, pq
from imperium.videos.hdr.messages import FrameLight
from imperium.videos.hdr.statistics import frame_light
from imperium.videos.joining import Light, joined, streamed
from imperium.videos.segments import Segment, planned
from imperium.videos.source import Shots, source

POSTER_MOMENT = 0.4
PREVIEW_WIDTH = 320
DRAWN_FROM = 0.4


def render_video(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes `video.mp4`, `poster.png` and, where asked for, `sdr.mp4` and `stream.zip` into `job["folder"]`; goes on
    where an earlier attempt in the same folder ended.

    The job holds `source`, `scene` or `picture`, `width`, `height`, `fps`, `frames`, `codec`, `hdr`, `hls`, `quick`,
    `seed`, `name`, `title`, `parameters`, and what the source needs. Returns the seconds it took, how many views were
    traced, how many frames were drawn now, and for HDR MaxCLL and MaxFALL in nits.
    """
    started, folder = time.perf_counter(), Path(job["folder"])
    segments = planned(folder, job["frames"], job["fps"])
    missing = [segment for segment in segments if not segment.is_whole]
    studio = _Studio(job, folder, report)
    if missing:
        studio.open()
    for segment in missing:
        studio.film(segment)
    report(0.98, "joining")
    light = _joined(job, folder, segments)
    return {
        "seconds": time.perf_counter() - started,
        "keys": studio.made_of,
        "drawn": sum(segment.stop - segment.start for segment in missing),
        "max_cll": light.max_cll if light else None,
        "max_fall": light.max_fall if light else None,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _joined(job: dict[str, Any], folder: Path, segments: list[Segment]) -> Light | None:
    """The film's files of its segments."""
    starts = [segment.start for segment in segments]
    light: Light | None = None
    if job["hdr"] != "none":
        light = Light([frame for segment in segments for frame in segment.light()], job["hdr"] == "hdr10plus")
        joined([s.companion for s in segments], starts, folder / "sdr.mp4", job["fps"], job["title"], None)
    joined([s.path for s in segments], starts, folder / "video.mp4", job["fps"], job["title"], light)
    if job["hls"]:
        streamed(folder / "video.mp4", folder / "hls", folder / "stream.zip", job["fps"], light)
    return light


class _Studio:
    """Films segments of one job."""

    def __init__(self, job: dict[str, Any], folder: Path, report: Report) -> None:
        self._job, self._folder, self._report = job, folder, report
        self._shots: Shots | None = None
        self._told = 0.0
        self.made_of = 0

    def open(self) -> None:
        self._shots = source(self._job["source"]).shots(self._job, self._folder, self._report)
        self.made_of = self._shots.made_of
        grade = self._shots.grade
        self._sdr = grading(grade, "sdr")
        self._main = grading(grade, "hdr") if self._job["hdr"] != "none" else self._sdr

    def film(self, segment: Segment) -> None:
        """Draw and encode a segment; it has its name when it is whole."""
        assert self._shots is not None
        job = self._job
        codec, hdr = codecs()[job["codec"]], job["hdr"] != "none"
        take = Take(job["width"], job["height"], job["fps"], hdr, job["quick"])
        bright: list[FrameLight] = []
        room = np.empty((*_small_size(take.width, take.height), 3), np.float32)
        with ExitStack() as open_files:
            encoder = open_files.enter_context(Encoder(segment.part, codec, take))
            companion = open_files.enter_context(self._companion(segment, take)) if hdr else None
            for number, light in enumerate(self._shots.frames(segment.start, segment.stop), segment.start):
                moment = number / job["frames"]
                self._tell(number, light)
                if number == int(job["frames"] * POSTER_MOMENT):
                    self._poster(light)
                if companion:
                    companion.write(carded(self._sdr.signal(_small(light), room), job["name"], moment, 1.0))
                signal = carded(self._main.signal(light), job["name"], moment, float(pq(203.0)) if hdr else 1.0)
                if hdr:
                    bright.append(frame_light(signal))
                encoder.write(signal)
        segment.seal(bright)

    def _companion(self, segment: Segment, take: Take) -> Encoder:
        height, width = _small_size(take.width, take.height)
        return Encoder(segment.companion, codecs()["h264"], Take(width, height, take.fps, False, True))

    def _tell(self, number: int, light: Floats) -> None:
        """How far it is, with a small picture now and then."""
        preview = None
        if time.monotonic() - self._told > LEAST_APART_S:
            self._told = time.monotonic()
            kept = io.BytesIO()
            self._picture(decimated(light, PREVIEW_WIDTH)).save(kept, "JPEG", quality=80)
            preview = kept.getvalue()
        done = DRAWN_FROM + (0.97 - DRAWN_FROM) * (number + 1) / self._job["frames"]
        self._report(done, f"frame {number + 1} of {self._job['frames']}", preview)

    def _picture(self, light: Floats) -> Image.Image:
        return Image.fromarray(np.asarray(self._sdr.signal(light, np.empty_like(light)) * 255 + 0.5, np.uint8))

    def _poster(self, light: Floats) -> None:
        small = np.asarray(self._picture(_small(light)))
        save_png(self._folder / "poster.png", small, self._job["parameters"])


def _small_size(width: int, height: int) -> tuple[int, int]:
    """Height and width of the companion: whole blocks, even."""
    side = max(-(-width // SMALL_WIDTH), 1)
    return height // side // 2 * 2, width // side // 2 * 2


def _small(light: Floats) -> Floats:
    height, width = _small_size(light.shape[1], light.shape[0])
    return np.ascontiguousarray(decimated(light, SMALL_WIDTH)[:height, :width])
