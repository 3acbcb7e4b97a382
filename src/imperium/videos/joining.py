"""Segments to one file, and to a stream in pieces. Runs in a worker process."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from imperium.videos.hdr.bits import with_messages
from imperium.videos.hdr.boxes import with_light_boxes
from imperium.videos.hdr.messages import FrameLight, dynamic_message, static_message

PIECE_S = 2


class Light:
    """What a file says about its light: of every frame where it is dynamic, of all of them together."""

    def __init__(self, frames: Sequence[FrameLight], dynamic: bool) -> None:
        self.frames, self.dynamic = frames, dynamic
        self.max_cll = min(max(1, *(-(-max(frame.brightest) // 10) for frame in frames)), 10_000)
        self.max_fall = min(max(1, *(-(-frame.mean // 10) for frame in frames)), self.max_cll)

    def messages(self, number: int, key: bool) -> Iterator[bytes]:
        """The messages of frame `number`."""
        if key:
            yield static_message(self.max_cll, self.max_fall)
        if self.dynamic:
            yield dynamic_message(self.frames[number])


def joined(
    segments: Sequence[Path], starts: Sequence[int], target: Path, fps: int, title: str, light: Light | None
) -> None:
    """One MP4 file, its index first, of segments that start at frames `starts`."""
    options = {"movflags": "+faststart"}
    with av.open(str(target), "w", format="mp4", options=options) as output:
        output.metadata["title"] = title
        _copied(segments, starts, output, fps, light)
    if light:
        with_light_boxes(target, light.max_cll, light.max_fall)


def streamed(whole: Path, folder: Path, target: Path, fps: int, light: Light | None) -> None:
    """A zip of an HLS playlist (RFC 8216) and its fragmented MP4 pieces, two seconds each."""
    folder.mkdir(exist_ok=True)
    playlist = folder / "index.m3u8"
    options = {
        "hls_time": str(PIECE_S),
        "hls_segment_type": "fmp4",
        "hls_playlist_type": "vod",
        "hls_flags": "independent_segments",
        "hls_fmp4_init_filename": "init.mp4",
        "hls_segment_filename": str(folder / "piece%04d.m4s"),
    }
    with av.open(str(playlist), "w", format="hls", options=options) as output:
        _copied([whole], [0], output, fps, None)
    if light:
        with_light_boxes(folder / "init.mp4", light.max_cll, light.max_fall)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for path in sorted(folder.iterdir()):
            bundle.writestr(zipfile.ZipInfo(path.name), path.read_bytes())


def _copied(segments: Sequence[Path], starts: Sequence[int], output: Any, fps: int, light: Light | None) -> None:
    stream: Any = None
    for segment, start in zip(segments, starts, strict=True):
        with av.open(str(segment)) as source:
            origin = source.streams.video[0]
            stream = stream or _stream_like(output, origin, fps)
            for packet in source.demux(origin):
                if packet.size:
                    output.mux(_moved(packet, stream, start, fps, light))


def _stream_like(output: Any, origin: Any, fps: int) -> Any:
    stream = output.add_stream_from_template(origin)
    stream.codec_context.codec_tag = origin.codec_context.codec_tag
    stream.time_base = Fraction(1, fps)
    return stream


def _moved(packet: Any, stream: Any, start: int, fps: int, light: Light | None) -> Any:
    """The packet where it stands in the whole, with what is known of its frame's light."""
    base = packet.time_base * fps
    shown, decoded = round(packet.pts * base) + start, round(packet.dts * base) + start
    if light and stream.codec_context.name in ("hevc", "libx265"):
        moved = av.Packet(with_messages(bytes(packet), light.messages(shown, packet.is_keyframe)))
    else:
        moved = av.Packet(bytes(packet))
    moved.pts, moved.dts, moved.duration = shown, decoded, 1
    moved.time_base, moved.is_keyframe, moved.stream = Fraction(1, fps), packet.is_keyframe, stream
    return moved
