"""What an MP4 file says about light beside its samples: the boxes `mdcv` and `clli` (ISO/IEC 14496-12)."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ENTRIES = (b"hvc1", b"hev1", b"av01")
PATH = (b"trak", b"mdia", b"minf", b"stbl")
# Green, blue, red, white point of BT.2020's container as P3-D65 mastered, in 1/50,000; luminance in 1/10,000 nit.
MASTERING = (13250, 34500, 7500, 3000, 34000, 16000, 15635, 16450)
PEAK_NITS, DARKEST = 1000, 1
X265_MASTERING = f"G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L({PEAK_NITS * 10_000},{DARKEST})"
SVT_MASTERING = f"G(0.265,0.69)B(0.15,0.06)R(0.68,0.32)WP(0.3127,0.329)L({PEAK_NITS},0.0001)"


@dataclass(frozen=True, slots=True)
class Box:
    start: int
    size: int
    kind: bytes
    head: int

    @property
    def end(self) -> int:
        return self.start + self.size


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes one after another in a part of a file. Raises ValueError for a size that can't be."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, start + 8)[0], 16
        size = size or end - start
        if size < head or start + size > end:
            raise ValueError(f"a box of {size} bytes at {start}")
        yield Box(start, size, kind, head)
        start += size


def with_light_boxes(path: Path, max_cll: int, max_fall: int) -> None:
    """Add both boxes to every HEVC or AV1 track of a finished file (or of the start of a fragmented one), in place.

    Only the index is held in memory. Raises ValueError where there is no such track.
    """
    head, index, rest = _parted(path)
    light = struct.pack(">I4s8HII", 32, b"mdcv", *MASTERING, PEAK_NITS * 10_000, DARKEST)
    light += struct.pack(">I4sHH", 12, b"clli", max_cll, max_fall)
    changed = _widened(index, light)
    grown = path.with_suffix(".grown")
    with path.open("rb") as source, grown.open("wb") as target:
        target.write(source.read(head))
        target.write(changed)
        source.seek(rest)
        shutil.copyfileobj(source, target, 1 << 20)
    grown.replace(path)


def _parted(path: Path) -> tuple[int, bytearray, int]:
    """Where the index starts, the index, and where the rest starts."""
    with path.open("rb") as file:
        at, size = 0, path.stat().st_size
        while at < size:
            file.seek(at)
            start = file.read(16)
            length, kind = struct.unpack_from(">I4s", start)
            length = struct.unpack_from(">Q", start, 8)[0] if length == 1 else length or size - at
            if kind == b"moov":
                file.seek(at)
                return at, bytearray(file.read(length)), at + length
            at += max(length, 8)
    raise ValueError("a file without an index")


def _widened(index: bytearray, light: bytes) -> bytearray:
    """The index with `light` at the end of its sample entries; what it says about places moves along."""
    ends: list[tuple[int, list[int]]] = []
    places: list[Box] = []
    _collect(index, 8, len(index), [0], ends, places)
    if not ends:
        raise ValueError("a file without an HEVC or AV1 track")
    for box in places:
        width, form = (8, ">Q") if box.kind == b"co64" else (4, ">I")
        for at in range(
            box.start + 16, box.start + 16 + width * struct.unpack_from(">I", index, box.start + 12)[0], width
        ):
            struct.pack_into(form, index, at, struct.unpack_from(form, index, at)[0] + len(light) * len(ends))
    for end, around in sorted(ends, reverse=True):
        for start in around:
            struct.pack_into(">I", index, start, struct.unpack_from(">I", index, start)[0] + len(light))
        index[end:end] = light
    return index


def _collect(
    index: bytearray, start: int, end: int, around: list[int], ends: list[tuple[int, list[int]]], places: list[Box]
) -> None:
    for box in boxes(index, start, end):
        if box.kind in PATH:
            _collect(index, box.start + box.head, box.end, [*around, box.start], ends, places)
        elif box.kind == b"stsd":
            entries = boxes(index, box.start + 16, box.end)
            ends += [(entry.end, [*around, box.start, entry.start]) for entry in entries if entry.kind in ENTRIES]
        elif box.kind in (b"stco", b"co64"):
            places.append(box)
