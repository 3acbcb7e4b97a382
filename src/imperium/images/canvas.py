"""Tiled files on disk that a picture is put down on, tile by tile, so that its size costs no memory."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imperium.platform.errors import StorageFull
from imperium.scene.window import Box

TILE = 512
SMALL_TILE = 64
KINDS = {np.dtype(np.uint8): "uint8", np.dtype(np.uint16): "uint16", np.dtype(np.float16): "half"}
NAMES = {1: ("Y",), 3: ("R", "G", "B"), 4: ("R", "G", "B", "A")}


class Canvas:
    """A tiled OpenEXR or BigTIFF, by its suffix, that is written one box after another.

    Boxes begin at multiples of the tile's side; a picture that comes in one piece is cut here. TIFFs are deflated: the
    library that reads them takes Zstandard for zeros without a word.
    """

    def __init__(self, path: Path, width: int, height: int, channels: int, kind: Any, **attributes: Any) -> None:
        oiio: Any = import_module("OpenImageIO")

        self._path, self._size = path, (width, height)
        self._tile = TILE if max(width, height) > TILE else SMALL_TILE
        spec = oiio.ImageSpec(width, height, channels, "float" if kind is np.float32 else KINDS[np.dtype(kind)])
        spec.channelnames = NAMES[channels]
        spec.tile_width = spec.tile_height = self._tile
        spec.attribute("compression", "zip")
        spec.attribute("oiio:ColorSpace", "lin_rec709_scene" if path.suffix == ".exr" else "srgb_rec709_scene")
        spec.attribute("DateTime", "")  # else the hour is written, and equal pictures differ
        if path.suffix == ".tif":
            spec.attribute("tiff:bigtiff", 1)
        for name, value in attributes.items():
            spec.attribute(name, value)
        self._kind, self._channels = kind, channels
        self._file = oiio.ImageOutput.create(str(path))
        self._checked(self._file.open(str(path), spec))

    def __enter__(self) -> Canvas:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, box: Box, pixels: NDArray[Any]) -> None:
        """Write a box; `pixels` (h, w) or (h, w, channels)."""
        side = self._tile
        planes = pixels.reshape(box.height, box.width, self._channels).astype(self._kind, copy=False)
        for top in range(0, box.height, side):
            for left in range(0, box.width, side):
                part = planes[top : top + side, left : left + side]
                full = np.zeros((side, side, self._channels), self._kind)
                full[: part.shape[0], : part.shape[1]] = part
                self._checked(self._file.write_tile(box.left + left, box.top + top, 0, full))

    def _checked(self, done: bool) -> None:
        if not done:
            raise StorageFull(
                f"{self._path.name} couldn't be written: {self._file.geterror()}",
                remedy="Free space in the folder for temporary files (TMPDIR).",
            )
