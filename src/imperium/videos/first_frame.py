"""The job that cuts a picture to the frame that a film begins with. Runs in a worker process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imperium.platform.preview import Report

QUALITY = 92


def prepare(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """The name (`file`) of a JPEG in `job["folder"]`: the middle of `job["picture"]`, `width` by `height` pixels."""
    from PIL import Image, ImageOps

    with Image.open(job["picture"]) as picture:
        size = (job["width"], job["height"])
        frame = ImageOps.fit(picture.convert("RGB"), size, Image.Resampling.LANCZOS)
    target = Path(job["folder"]) / "first-frame.jpg"
    frame.save(target, "JPEG", quality=QUALITY)
    return {"file": target.name}
