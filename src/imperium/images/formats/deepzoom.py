"""Deep Zoom: a pyramid of small JPEG tiles in a zip, for viewers that load what is looked at."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_json, to_json
from imperium.images.streamed import opaque, strips

NAME = "parameters.json"
DATED = "vips-properties.xml"


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    draft = target.with_suffix(".draft.zip")
    opaque(strips(source)).dzsave(
        str(draft), container="zip", suffix=".jpg[Q=88]", tile_size=254, overlap=1, keep="none", imagename="picture"
    )
    _dateless(draft, target, parameters)
    draft.unlink()


def _dateless(draft: Path, target: Path, parameters: Parameters) -> None:
    """The same archive without the hour it was made at, which would make equal pictures differ."""
    from zipfile import ZipFile, ZipInfo

    with ZipFile(draft) as made, ZipFile(target, "w") as kept:
        for entry in sorted(made.infolist(), key=lambda entry: entry.filename):
            if not entry.is_dir() and not entry.filename.endswith(DATED):
                kept.writestr(ZipInfo(entry.filename), made.read(entry))
        kept.writestr(ZipInfo(NAME), to_json(parameters))


def _read(path: Path) -> Parameters | None:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive, archive.open(NAME) as file:
            return from_json(file.read(8_000_001))
    except (BadZipFile, KeyError):
        return None


FORMAT = PictureFormat("zip", "display8", 0.28, _save, _read, alpha=False)
