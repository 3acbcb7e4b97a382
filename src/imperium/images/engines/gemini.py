"""Gemini's image models: `POST /models/{model}:generateContent`, asked for a picture.

Shapes and sizes: Gemini API, image generation (2026). What draws 1K alone isn't told a size.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from imperium.images.engine import ImageOrder
from imperium.images.provided import Provided
from imperium.models.chat import Usage
from imperium.models.dialect import Json
from imperium.models.media.bill import Bill
from imperium.models.media.desk import Line, read
from imperium.models.media.refusals import MODERATED, refused
from imperium.platform.errors import ProviderUnavailable
from imperium.scene.resolution import Size

SHAPES = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
AREAS = {"1K": 1024, "2K": 2048, "4K": 4096}
"""The side of the square."""
OF_ONE_SIZE = ("gemini-2.5-flash-image", "gemini-3.1-flash-lite-image")


class _Gemini:
    provider = "google_ai"
    usual = "gemini-3-pro-image-preview"
    transparent = False

    def native(self, model: str, size: Size) -> Size:
        wide, high = map(int, _shape(size).split(":"))
        side = AREAS[_area(model, size)]
        width = side * (wide / high) ** 0.5
        return Size(round(width / 16) * 16, round(width * high / wide / 16) * 16)

    async def paint(self, line: Line, bill: Bill, order: ImageOrder, native: Size) -> bytes:
        image = {"aspectRatio": _shape(order.size)}
        if not bill.model.startswith(OF_ONE_SIZE):
            image["imageSize"] = _area(bill.model, order.size)
        drawing = {"responseModalities": ["TEXT", "IMAGE"], "imageConfig": image, "seed": order.seed % 2**31}
        body = {"contents": [{"role": "user", "parts": [{"text": order.words}]}], "generationConfig": drawing}
        bill.accepted = True
        answer = await line.post(f"/models/{bill.model}:generateContent", body)
        _settle(line, bill, answer)
        return read(lambda: _picture(answer))


def _shape(size: Size) -> str:
    def distance(shape: str) -> float:
        wide, high = map(int, shape.split(":"))
        return max(wide / high / size.aspect, size.aspect * high / wide)

    return min(SHAPES, key=distance)


def _area(model: str, size: Size) -> str:
    if model.startswith(OF_ONE_SIZE):
        return "1K"
    return next((name for name, side in AREAS.items() if side * side * 1.1 >= size.pixels), "4K")


def _picture(answer: Json) -> bytes:
    """Raises ContentRefused where it was blocked, ProviderUnavailable where words came instead of a picture."""
    candidate: Json = next(iter(answer.get("candidates") or ()), {})
    for part in (candidate.get("content") or {}).get("parts") or ():
        if (inline := part.get("inlineData")) and not part.get("thought"):
            return b64decode(inline["data"], validate=True)
    why = str((answer.get("promptFeedback") or {}).get("blockReason") or candidate.get("finishReason") or "no reason")
    if MODERATED.search(why) or "RECITATION" in why:
        raise refused(f"google_ai wouldn't draw this: {why}.", "google_ai")
    raise ProviderUnavailable(f"google_ai gave no picture ({why[:80]}).", provider="google_ai")


def _settle(line: Line, bill: Bill, answer: Json) -> None:
    used: dict[str, Any] = answer.get("usageMetadata") or {}
    rates = line.desk.prices.token_rates(f"{bill.engine}:{bill.model}")
    if not used or rates is None:
        bill.cost = bill.most or 0
        return
    parts = used.get("candidatesTokensDetails") or ()
    drawn = sum(int(part.get("tokenCount", 0)) for part in parts if part.get("modality") == "IMAGE")
    written = int(used.get("candidatesTokenCount", 0)) + int(used.get("thoughtsTokenCount", 0)) - drawn
    words = int(used.get("promptTokenCount", 0))
    bill.usage = Usage(words, drawn + written)
    bill.cost = rates.cost(words, 0, max(written, 0), drawn)


ENGINE = Provided("gemini", _Gemini())
