"""OpenAI's image models: `POST /images/generations`, answered with base64 and the tokens used.

Sizes are free since gpt-image-2: multiples of 16, sides at most 3840, at most 3840×2160 pixels, at least 655,360,
between 1:3 and 3:1 (OpenAI's image generation guide, 2026). There is no cancelling: who leaves has paid.
"""

from __future__ import annotations

from base64 import b64decode
from math import ceil
from typing import Any

from imperium.images.engine import ImageOrder
from imperium.images.provided import Provided, nearest_aspect
from imperium.models.chat import Usage
from imperium.models.dialect import Json
from imperium.models.media.bill import Bill
from imperium.models.media.desk import Line, read
from imperium.scene.resolution import Size

FIXED = (Size(1024, 1024), Size(1536, 1024), Size(1024, 1536))
OF_FIXED_SIZES = ("gpt-image-1", "chatgpt-image")
STEP, LONGEST, MOST, LEAST, WIDEST = 16, 3840, 3840 * 2160, 655_360, 3.0

QUALITY = ((0, "auto"), (8, "low"), (32, "medium"), (1024, "high"))


class _OpenAI:
    provider = "openai"
    usual = "gpt-image-2.5-sunburst"
    transparent = True

    def native(self, model: str, size: Size) -> Size:
        if model.startswith(OF_FIXED_SIZES):
            return nearest_aspect(size, FIXED)
        return _free(size)

    async def paint(self, line: Line, bill: Bill, order: ImageOrder, native: Size) -> bytes:
        body = {
            "model": bill.model,
            "prompt": order.words,
            "n": 1,
            "size": str(native),
            "output_format": "png",
            "quality": _quality(order.samples),
            "background": "transparent" if order.transparent else "opaque",
        }
        bill.accepted = True
        answer = await line.post("/images/generations", body)
        picture = read(lambda: b64decode(answer["data"][0]["b64_json"], validate=True))
        _settle(line, bill, answer)
        return picture


def _quality(samples: int) -> str:
    """By the samples a pixel that a renderer would take; 0 leaves it to the model."""
    return next(name for most, name in QUALITY if samples <= most)


def _free(size: Size) -> Size:
    """The size itself where it is offered: on a grid of 16 pixels, within the bounds."""
    aspect = min(max(size.aspect, 1 / WIDEST), WIDEST)
    pixels = min(max(size.pixels, LEAST), MOST)
    width, height = (pixels * aspect) ** 0.5, (pixels / aspect) ** 0.5
    shrink = min(1.0, LONGEST / max(width, height))
    larger = _shaped(*(ceil(side * shrink / STEP) * STEP for side in (width, height)))
    if larger.pixels <= MOST:
        return larger
    return _shaped(*(int(side * shrink) // STEP * STEP for side in (width, height)))


def _shaped(width: int, height: int) -> Size:
    """On the grid and no longer than allowed."""
    longest = min(LONGEST, int(WIDEST) * min(width, height))
    return Size(min(width, longest), min(height, longest))


def _settle(line: Line, bill: Bill, answer: Json) -> None:
    used: dict[str, Any] = answer.get("usage") or {}
    rates = line.desk.prices.token_rates(f"{bill.engine}:{bill.model}")
    if not used:
        bill.cost = bill.most or 0
        return
    parts = used.get("input_tokens_details") or {}
    drawn = int(used.get("output_tokens", 0))
    words = int(parts.get("text_tokens", used.get("input_tokens", 0)))
    bill.usage = Usage(int(used.get("input_tokens", 0)), drawn)
    bill.cost = rates.cost(words, int(parts.get("image_tokens", 0)), 0, drawn) if rates else bill.most or 0


ENGINE = Provided("openai", _OpenAI())
