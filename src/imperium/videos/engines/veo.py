"""Veo by the Gemini API: `models/{model}:predictLongRunning`, an operation to look at, and a file to fetch.

4, 6 or 8 seconds at 24 frames a second, 16:9 or 9:16; 1080p and 4K come 8 seconds long (Gemini API, video, 2026). The
API has no way to cancel an operation. The sound that comes with a film is left out.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from imperium.models.media.bill import Bill
from imperium.models.media.desk import Line, read
from imperium.models.media.refusals import MODERATED, refused
from imperium.scene.resolution import Size
from imperium.videos.engine import Delivery, VideoOrder
from imperium.videos.provided import Provided, Take, TaskFailed, Tell, as_data, shortest

LENGTHS = (4, 6, 8)
RESOLUTIONS = {720: "720p", 1080: "1080p", 2160: "4k"}
LITTLE = ("lite", "veo-3.0", "veo-2")
"""Models that don't go beyond 1080p."""

OPERATION = re.compile(r"(?:[\w.-]*\w[\w.-]*/)*operations/[\w.-]+", re.ASCII)


class _Veo:
    provider = "google_ai"
    usual = "veo-3.1-generate-preview"

    def take(self, model: str, delivery: Delivery, of_picture: bool) -> Take:
        length = shortest(LENGTHS, delivery.seconds, model)
        lines = _lines(model, min(delivery.size.width, delivery.size.height))
        size = Size(lines * 16 // 9, lines)
        upright = delivery.size.height > delivery.size.width
        return Take(length if lines == 720 else max(LENGTHS), Size(size.height, size.width) if upright else size)

    async def begin(self, line: Line, bill: Bill, order: VideoOrder, take: Take, picture: bytes | None) -> str:
        instance: dict[str, Any] = {"prompt": order.words}
        if picture is not None:
            instance["image"] = {"bytesBase64Encoded": as_data(picture), "mimeType": "image/jpeg"}
        parameters = {
            "aspectRatio": "9:16" if take.size.height > take.size.width else "16:9",
            "durationSeconds": take.seconds,
            "resolution": RESOLUTIONS[take.lines],
            "seed": order.seed,
        }
        body = {"instances": [instance], "parameters": parameters}
        answer = await line.post(f"/models/{bill.model}:predictLongRunning", body)
        return read(lambda: _name(answer["name"]))

    async def look(self, line: Line, task: str, tell: Tell) -> str | None:
        operation = await line.get(f"/{task}")
        if not operation.get("done"):
            tell(0.5, "veo films")
            return None
        if error := operation.get("error"):
            said = str(error.get("message", "")) if isinstance(error, dict) else ""
            if MODERATED.search(said):
                raise refused(f"google_ai wouldn't film this: {said}", "google_ai")
            raise TaskFailed(f"google_ai: the operation failed: {said[:200]}", remedy="Try again.")
        return read(lambda: _where(operation["response"]))

    async def fetch(self, line: Line, where: str) -> bytes:
        """Only from the provider's own address is a file asked for with the key."""
        base, parts = urlsplit(line.connection.base_url), urlsplit(where)
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not parts.path.startswith(f"{base.path}/"):
            return await line.file(where)
        path = parts.path.removeprefix(base.path) + (f"?{parts.query}" if parts.query else "")
        return await line.whole(path)

    async def cancel(self, line: Line, task: str) -> None:
        """There is nothing to tell it by."""


def _lines(model: str, asked: int) -> int:
    offered = [lines for lines in RESOLUTIONS if lines < 2160 or not any(name in model for name in LITTLE)]
    return next((lines for lines in offered if lines >= asked), offered[-1])


def _name(name: str) -> str:
    """An operation's name as a path. Raises ValueError for what is none."""
    if not OPERATION.fullmatch(name):
        raise ValueError("not an operation's name")
    return name


def _where(response: dict[str, Any]) -> str:
    answer = response["generateVideoResponse"]
    if samples := answer.get("generatedSamples"):
        return str(samples[0]["video"]["uri"])
    if answer.get("raiMediaFilteredCount"):
        why = " ".join(answer.get("raiMediaFilteredReasons") or ["its filter kept the film"])
        raise refused(f"google_ai wouldn't film this: {why}", "google_ai")
    raise TaskFailed("google_ai gave no film.", remedy="Try again.")


ENGINE = Provided("veo", _Veo())
