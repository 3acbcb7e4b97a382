"""The job that turns a model's picture into the files that were ordered. Runs in a worker process."""

from __future__ import annotations

import json
import resource
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from imperium.images.canvas import SMALL_TILE, TILE
from imperium.images.drawing import signed
from imperium.images.format import formats
from imperium.platform.errors import ProviderUnavailable
from imperium.platform.preview import Report

READ = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 140_000_000
PREVIEW_SIDE = 384


class Finish(msgspec.Struct, frozen=True):
    """`picture` is the model's file in `folder`; it is scaled to cover the size, and its middle is kept. `parameters`
    go into the files; `keys` is the folder of the installation's identity, None without content credentials."""

    folder: str
    picture: str
    width: int
    height: int
    engine: str
    formats: tuple[str, ...]
    parameters: dict[str, Any]
    transparent: bool = False
    keys: str | None = None


def finish_picture(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes the files of an order into its folder, and returns them by name with the size that the model drew.

    Raises ProviderUnavailable for what is no picture.
    """
    began, order = time.perf_counter(), msgspec.convert(job, Finish)
    folder = Path(order.folder)
    native = _checked(folder / order.picture)
    report(0.9, "scaling" if native != (order.width, order.height) else "writing", _preview(folder / order.picture))
    files = {}
    for name in order.formats:
        format = formats()[name]
        target = folder / f"picture-{name}.{format.extension}"
        format.save(_canvas(order, format.source), target, order.parameters)
        files[name] = target.name
    sidecar = folder / "picture.json"
    sidecar.write_text(json.dumps(order.parameters, sort_keys=True, indent=1, ensure_ascii=False))
    files["sidecar"] = sidecar.name
    title = str(order.parameters.get("prompt", ""))
    unsigned, told = signed(folder, files, title, order.engine, order.keys) if order.keys else ({}, "off")
    return {
        "files": files,
        "unsigned": unsigned,
        "credentials": told,
        "native": native,
        "seconds": time.perf_counter() - began,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _checked(path: Path) -> tuple[int, int]:
    """Width and height. Nothing is decoded before kind and size are known."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=READ) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ProviderUnavailable(f"The model's picture has {picture.width}x{picture.height} pixels.")
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise ProviderUnavailable("What the model gave is no picture that can be read.") from None


def _preview(path: Path) -> bytes:
    vips: Any = import_module("pyvips")
    small = vips.Image.thumbnail(str(path), PREVIEW_SIDE, size="down")
    content: bytes = (small.flatten(background=[255, 255, 255]) if small.hasalpha() else small).jpegsave_buffer(Q=78)
    return content


def _canvas(order: Finish, source: str) -> Path:
    """The picture at the ordered size as formats take it: eight or sixteen bits, read strip by strip."""
    target = Path(order.folder) / f"canvas-{source}.tif"
    if not target.exists():
        image = _covering(Path(order.folder) / order.picture, order)
        if source == "display16":
            image = (image * 257).cast("ushort").copy(interpretation="rgb16")
        side = TILE if max(image.width, image.height) > TILE else SMALL_TILE
        image.tiffsave(str(target), compression="deflate", tile=True, tile_width=side, tile_height=side, bigtiff=True)
    return target


def _covering(path: Path, order: Finish) -> Any:
    vips: Any = import_module("pyvips")
    image = vips.Image.new_from_file(str(path)).colourspace("srgb")
    if image.hasalpha() and not order.transparent:
        image = image.flatten(background=[255, 255, 255])
    if not image.hasalpha() and order.transparent:
        image = image.addalpha()
    scale = max(order.width / image.width, order.height / image.height)
    if scale != 1:
        image = image.resize(scale, kernel="lanczos3")
    left, top = (image.width - order.width) // 2, (image.height - order.height) // 2
    return image.crop(max(left, 0), max(top, 0), order.width, order.height).cast("uchar")
