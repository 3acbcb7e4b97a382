"""A PNG that tells how it was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def save_png(path: Path, pixels: np.ndarray[Any, np.dtype[np.uint8]], parameters: dict[str, Any]) -> None:
    """A PNG whose parameters stand in an iTXt chunk `imperium`, as JSON."""
    info = PngInfo()
    info.add_itxt("imperium", json.dumps(parameters, sort_keys=True, ensure_ascii=False))
    info.add_itxt("Software", "Imperium")
    Image.fromarray(pixels).save(path, pnginfo=info, compress_level=6)
