"""Deep Zoom: a pyramid of small JPEG tiles in a zip, for viewers that load what is looked at."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_json, to_json
from imperium.images.streamed import opaque, strips

NAME = "parameters.json"


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    from zipfile import ZipFile, ZipInfo

    opaque(strips(source)).dzsave(
        str(target), container="zip", suffix=".jpg[Q=88]", tile_size=254, overlap=1, keep="none"
    )
    with ZipFile(target, "a") as archive:
        archive.writestr(ZipInfo(NAME), to_json(parameters))


def _read(path: Path) -> Parameters | None:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive, archive.open(NAME) as file:
            return from_json(file.read(8_000_001))
    except (BadZipFile, KeyError):
        return None


FORMAT = PictureFormat("zip", "display8", _save, _read, alpha=False)
