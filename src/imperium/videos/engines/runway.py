"""Runway: `POST /text_to_video` or `/image_to_video`, a task to look at, a file to fetch; `DELETE` cancels a task.

Models, lengths and ratios: Runway's API reference, version 2024-11-06. Failure codes that begin with `SAFETY` or hold
`.SAFETY` are refusals; the others are its own trouble.
"""

from __future__ import annotations

import re
from typing import Any

from imperium.models.media.bill import Bill
from imperium.models.media.desk import Line, read
from imperium.models.media.refusals import refused
from imperium.platform.errors import InvalidInput, TooLarge
from imperium.scene.resolution import Size
from imperium.videos.engine import Delivery, VideoOrder
from imperium.videos.provided import Provided, Take, TaskFailed, Tell, as_data, shortest

LONGEST_PROMPT = 1_000
"""UTF-16 code units."""
LENGTHS = {"gen4.5": tuple(range(2, 11)), "gen4_turbo": tuple(range(2, 11))}
VEO_LENGTHS = (4, 6, 8)
WIDE, UPRIGHT = Size(1280, 720), Size(720, 1280)
OF_PICTURES = (WIDE, UPRIGHT, Size(1104, 832), Size(832, 1104), Size(960, 960), Size(1584, 672))
PICTURES_ONLY = ("gen4_turbo",)
TASK = re.compile(r"[0-9A-Za-z-]{1,64}")


class _Runway:
    provider = "runway"
    usual = "gen4.5"

    def take(self, model: str, delivery: Delivery, of_picture: bool) -> Take:
        lengths = LENGTHS.get(model, VEO_LENGTHS)
        offered = OF_PICTURES if of_picture and model in LENGTHS else (WIDE, UPRIGHT)
        shape = delivery.size.aspect
        size = min(offered, key=lambda one: max(one.aspect / shape, shape / one.aspect))
        return Take(shortest(lengths, delivery.seconds, model), size)

    async def begin(self, line: Line, bill: Bill, order: VideoOrder, take: Take, picture: bytes | None) -> str:
        _check(order, bill.model, picture)
        body: dict[str, Any] = {
            "model": bill.model,
            "promptText": order.words,
            "ratio": f"{take.size.width}:{take.size.height}",
            "duration": take.seconds,
            "seed": order.seed,
        }
        if picture is not None:
            body["promptImage"] = f"data:image/jpeg;base64,{as_data(picture)}"
        answer = await line.post("/text_to_video" if picture is None else "/image_to_video", body)
        return read(lambda: _id(answer["id"]))

    async def look(self, line: Line, task: str, tell: Tell) -> str | None:
        state = await line.get(f"/tasks/{task}")
        status = state.get("status")
        if status == "SUCCEEDED":
            return read(lambda: str(state["output"][0]))
        if status in ("FAILED", "CANCELLED"):
            raise _failure(state)
        done = state.get("progress")
        tell(float(done) if isinstance(done, int | float) else 0.0, f"runway: {str(status).lower()[:40]}")
        return None

    async def fetch(self, line: Line, where: str) -> bytes:
        return await line.file(where)

    async def cancel(self, line: Line, task: str) -> None:
        await line.delete(f"/tasks/{task}")


def _check(order: VideoOrder, model: str, picture: bytes | None) -> None:
    length = len(order.words.encode("utf-16-le")) // 2
    if length > LONGEST_PROMPT:
        raise TooLarge(
            f"prompt: runway reads at most {LONGEST_PROMPT} characters, style and the like included.",
            field="prompt",
            value=length,
            limit=LONGEST_PROMPT,
        )
    if picture is None and model in PICTURES_ONLY:
        raise InvalidInput(
            f"model: {model} films a picture alone.", field="model", value=model, remedy="Give an image, or use gen4.5."
        )


def _id(text: Any) -> str:
    """Raises ValueError for what is no task's id."""
    if not isinstance(text, str) or not TASK.fullmatch(text):
        raise ValueError("not a task's id")
    return text


def _failure(state: dict[str, Any]) -> Exception:
    code, said = str(state.get("failureCode") or ""), str(state.get("failure") or "it was cancelled there")
    if "SAFETY" in code:
        return refused(f"runway wouldn't film this: {said[:200]} ({code})", "runway")
    if code.startswith(("ASSET.INVALID", "INPUT")):
        return InvalidInput(f"runway can't use the picture: {said[:200]}", field="image", value=code)
    return TaskFailed(f"runway: the task failed: {said[:200]}", remedy="Try again.", provider_code=code)


ENGINE = Provided("runway", _Runway())
