"""JPEG, without chroma subsampling; on white where the picture is cut out."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import JPEG_PACKET, from_xmp, to_xmp
from imperium.images.streamed import opaque, strips


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    image = opaque(strips(source, to_xmp(parameters, JPEG_PACKET)))
    image.jpegsave(str(target), Q=92, optimize_coding=True, subsample_mode="off", keep="xmp")


def _read(path: Path) -> Parameters | None:
    from PIL import Image

    with Image.open(path, formats=["JPEG"]) as image:
        return from_xmp(image.info.get("xmp"))


FORMAT = PictureFormat("jpg", "display8", 0.2, _save, _read, alpha=False, credentials="image/jpeg")
