"""The contract of a file format: what of a developed picture it keeps, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from imperium.kit.kinds import discover

Source = Literal["display8", "display16", "light", "hdr"]
Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """`save(source, target, parameters)` turns a canvas into a file; `parameters` are kept in it and read back by
    `read`, which gives None for a file that holds none.

    `source` is the canvas that it is made from: sRGB in 8 or 16 bits, the scene's linear light, or that light as it is
    exposed, for displays that show more than white. `most_side` and `most_pixels`
    are the largest picture that it takes within bounded memory; `credentials` names the media type that content
    credentials are written for, None where the format can't carry them. `bytes_a_pixel` is usual for a product picture.
    """

    extension: str
    source: Source
    bytes_a_pixel: float
    save: Callable[[Path, Path, Parameters], None]
    read: Callable[[Path], Parameters | None]
    most_side: int = 2**16 - 1
    most_pixels: int = 2**40
    alpha: bool = True
    credentials: str | None = None


def expected_bytes(names: Iterable[str], pixels: int) -> int:
    """How large the files of a picture will be together, about: pictures differ by a factor of two."""
    return round(sum(formats()[name].bytes_a_pixel for name in names) * pixels)


@cache
def formats() -> dict[str, PictureFormat]:
    """Every format by name."""
    return discover("imperium.images.formats", PictureFormat, "imperium.images.formats")
