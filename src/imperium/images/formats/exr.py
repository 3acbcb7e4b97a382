"""OpenEXR: linear light, half floats, tiled; 1.0 is the light of a white sheet in the scene's own exposure."""

from importlib import import_module
from pathlib import Path
from typing import Any

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_json, to_json

ATTRIBUTE = "imperium"


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    """The canvas has this format already: its tiles are copied, and the header tells how it was made."""
    oiio: Any = import_module("OpenImageIO")

    read = oiio.ImageInput.open(str(source))
    spec = read.spec()
    spec.attribute(ATTRIBUTE, to_json(parameters))
    spec.attribute("Software", "Imperium")
    spec.attribute("DateTime", "")
    written = oiio.ImageOutput.create(str(target))
    if not written.open(str(target), spec):
        raise OSError(written.geterror())
    side = spec.tile_width
    for y in range(0, spec.height, side):
        for x in range(0, spec.width, side):
            written.write_tile(x, y, 0, read.read_tile(x, y, 0, "half"))
    written.close()
    read.close()


def _read(path: Path) -> Parameters | None:
    oiio: Any = import_module("OpenImageIO")

    file = oiio.ImageInput.open(str(path))
    if file is None:
        oiio.geterror()  # else the library prints it when the process ends
        return None
    return from_json(file.spec().get_string_attribute(ATTRIBUTE))


FORMAT = PictureFormat("exr", "light", 3.1, _save, _read)
