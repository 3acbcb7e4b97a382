"""BigTIFF, tiled, 16 bits a channel, deflated."""

from importlib import import_module
from pathlib import Path
from typing import Any

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_json, to_json
from imperium.images.streamed import strips

DESCRIPTION = 270


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    vips: Any = import_module("pyvips")

    image = strips(source)
    image.set_type(vips.GValue.gstr_type, "image-description", to_json(parameters))
    image.tiffsave(
        str(target),
        compression="deflate",
        predictor="horizontal",
        tile=True,
        tile_width=512,
        tile_height=512,
        bigtiff=True,
        keep="other",
    )


def _read(path: Path) -> Parameters | None:
    import tifffile

    with tifffile.TiffFile(path) as file:
        tag = file.pages.first.tags.get(DESCRIPTION)
        return from_json(tag.value) if tag else None


FORMAT = PictureFormat("tif", "display16", 4.7, _save, _read, credentials="image/tiff")
