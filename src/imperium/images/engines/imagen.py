"""Imagen: `POST /models/{model}:predict`. Google serves it until 2027 at the earliest; `gemini` is what comes after.

Shapes: 1:1, 3:4, 4:3, 9:16, 16:9; 1K, and 2K except for the fast model.
"""

from __future__ import annotations

from base64 import b64decode

from imperium.images.engine import ImageOrder
from imperium.images.provided import Provided, nearest_aspect
from imperium.models.dialect import Json
from imperium.models.media.bill import Bill
from imperium.models.media.desk import Line, read
from imperium.models.media.refusals import refused
from imperium.scene.resolution import Size

SHAPES = {
    "1:1": Size(1024, 1024),
    "3:4": Size(896, 1280),
    "4:3": Size(1280, 896),
    "9:16": Size(768, 1408),
    "16:9": Size(1408, 768),
}


class _Imagen:
    provider = "google_ai"
    usual = "imagen-4.0-generate-001"
    transparent = False

    def native(self, model: str, size: Size) -> Size:
        small = nearest_aspect(size, tuple(SHAPES.values()))
        return Size(small.width * 2, small.height * 2) if _is_large(model, size, small) else small

    async def paint(self, line: Line, bill: Bill, order: ImageOrder, native: Size) -> bytes:
        small = nearest_aspect(order.size, tuple(SHAPES.values()))
        shape = next(shape for shape, size in SHAPES.items() if size == small)
        parameters = {"sampleCount": 1, "aspectRatio": shape, "includeRaiReason": True}
        if "fast" not in bill.model:
            parameters["sampleImageSize"] = "2K" if native != small else "1K"
        body = {"instances": [{"prompt": order.words}], "parameters": parameters}
        bill.accepted = True
        answer = await line.post(f"/models/{bill.model}:predict", body)
        picture = read(lambda: _picture(answer))
        bill.cost = bill.most or 0
        return picture


def _is_large(model: str, size: Size, small: Size) -> bool:
    return "fast" not in model and (size.width > small.width or size.height > small.height)


def _picture(answer: Json) -> bytes:
    """Raises ContentRefused where the filter kept the picture."""
    predictions = answer.get("predictions") or [{}]
    if content := predictions[0].get("bytesBase64Encoded"):
        return b64decode(content, validate=True)
    why = predictions[0].get("raiFilteredReason") or "its filter kept the picture"
    raise refused(f"google_ai wouldn't draw this: {why}", "google_ai")


ENGINE = Provided("imagen", _Imagen())
