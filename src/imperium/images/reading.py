"""What a picture was made from, read back from its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imperium.images.format import PictureFormat, formats
from imperium.platform.errors import InvalidInput, NotFound

BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\0": "tiff",
    b"II+\0": "tiff",
    b"v/1\x01": "exr",
    b"PK\x03\x04": "deepzoom",
}
TOLD_BY_FILE = ("engine", "model_used", "native", "drawn_with")


def read_request(path: Path) -> dict[str, Any]:
    """The request that a picture was made with, its scene included: the same request gives the same bytes.

    Raises NotFound for a file that isn't there, InvalidInput for one that no picture of ours is.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {str(path)[:200]!r}.", field="file")
    try:
        parameters = _format(path).read(path)
    except (OSError, ValueError) as error:
        raise _unknown(path, f"it can't be read ({type(error).__name__})") from error
    if parameters is None:
        raise _unknown(path, "it holds no parameters")
    return {key: value for key, value in parameters.items() if key not in TOLD_BY_FILE}


def _format(path: Path) -> PictureFormat:
    """By how the file begins, whatever it is called."""
    with path.open("rb") as file:
        start = file.read(16)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return formats()["webp"]
    if start[4:12] in (b"ftypavif", b"ftypavis"):
        return formats()["avif"]
    for beginning, name in BEGINNINGS.items():
        if start.startswith(beginning):
            return formats()[name]
    raise _unknown(path, "it is no picture")


def _unknown(path: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name}: {why}.",
        field="file",
        value=path.name,
        remedy="Give a picture that was made here, as it was delivered; other programs may have dropped its metadata.",
    )
