"""WebP. Its encoder holds the whole picture, so large ones are refused."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_xmp, to_xmp
from imperium.images.streamed import strips


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    strips(source, to_xmp(parameters)).webpsave(str(target), Q=90, effort=4, smart_subsample=True, keep="xmp")


def _read(path: Path) -> Parameters | None:
    from PIL import Image

    with Image.open(path, formats=["WEBP"]) as image:
        return from_xmp(image.info.get("xmp"))


FORMAT = PictureFormat(
    "webp", "display8", 0.09, _save, _read, most_side=16383, most_pixels=7680 * 4320, credentials="image/webp"
)
