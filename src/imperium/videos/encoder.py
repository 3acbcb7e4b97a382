"""Frames to a segment: an MP4 file that starts with a key frame and needs nothing outside it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from imperium.videos.codec import Codec, Take
from imperium.videos.grading import LUMA
from imperium.videos.signal import planes

BT709, BT2020, PQ, BT2020_NC, LIMITED = 1, 9, 16, 9, 1


class Encoder:
    """Takes signals (h, w, 3) with even sides, in order; the file is whole when the context ends without an error."""

    def __init__(self, path: Path, codec: Codec, take: Take) -> None:
        self._take, self._codec, self._count = take, codec, 0
        self._container = av.open(str(path), "w", format="mp4")
        stream: Any = self._container.add_stream(codec.library, rate=take.fps)
        stream.width, stream.height = take.width, take.height
        stream.pix_fmt = "yuv420p10le" if codec.bits == 10 else "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, take.fps)
        stream.options = codec.options(take)
        context = stream.codec_context
        context.codec_tag = codec.tag
        context.color_range = LIMITED
        if take.hdr:
            context.color_primaries, context.color_trc, context.colorspace = BT2020, PQ, BT2020_NC
        else:
            context.color_primaries = context.color_trc = context.colorspace = BT709
        self._stream, self._frame = stream, av.VideoFrame(take.width, take.height, stream.pix_fmt)

    def __enter__(self) -> Self:
        return self

    def write(self, signal: NDArray[np.float32]) -> None:
        frame = self._frame
        frame.make_writable()  # it is, unless the encoder still reads it
        red, blue = LUMA["hdr" if self._take.hdr else "sdr"]
        planes(
            signal, red, blue, (1 << self._codec.bits) - 1, *(_grid(plane, self._codec.bits) for plane in frame.planes)
        )
        frame.pts, frame.time_base = self._count, Fraction(1, self._take.fps)
        self._count += 1
        self._container.mux(self._stream.encode(frame))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode())
        self._container.close()


def _grid(plane: Any, bits: int) -> NDArray[Any]:
    """The plane's memory as rows of samples."""
    kind: Any = np.uint16 if bits > 8 else np.uint8
    samples = np.frombuffer(plane, kind)
    return samples.reshape(plane.height, -1)[:, : plane.width]
