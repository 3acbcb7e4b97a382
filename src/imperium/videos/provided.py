"""An engine over a provider's model: its film is fetched, and brought to the size, rate and range that were ordered."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from imperium.models.media.bill import Bill
from imperium.models.media.desk import Desk, Line
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context, Estimate
from imperium.platform.errors import (
    FatalError,
    ImperiumError,
    LogicalError,
    PersistentError,
    ProviderRejected,
    ProviderUnavailable,
    TimedOut,
    TooLarge,
)
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene
from imperium.videos.codec import codecs
from imperium.videos.engine import Delivery, Native, Shot, VideoOrder

RENDER = "imperium.videos.film:render_video"
FIRST_FRAME = "imperium.videos.first_frame:prepare"
USUAL_S = 90.0
FRAME_S = 0.6e-6
"""A pixel of a frame, on one core: scaled, graded and encoded."""
RENDER_S = 14_400.0
Tell = Callable[[float, str], None]


class TaskFailed(ProviderUnavailable):
    """It failed there, for no fault of what was asked."""

    title = "The provider's task failed"


OVER = (LogicalError, PersistentError, FatalError, TimedOut, TaskFailed)
"""After these a task is given up: another attempt orders anew."""


@dataclass(frozen=True, slots=True)
class Take:
    """What is ordered: whole seconds, the size, and the frames a second that a model is known to film."""

    seconds: int
    size: Size
    fps: int = 24

    @property
    def lines(self) -> int:
        return min(self.size.width, self.size.height)


class Filmer(Protocol):
    """What is particular about a maker of films. `provider` is its name under `providers`, `usual` the model where none
    is named."""

    provider: str
    usual: str

    def take(self, model: str, delivery: Delivery, of_picture: bool) -> Take:
        """What serves the delivery best. Raises TooLarge for a film that is longer than the model's longest."""

    async def begin(self, line: Line, bill: Bill, order: VideoOrder, take: Take, picture: bytes | None) -> str:
        """The name of the task that films; `picture` is the first frame, a JPEG of the take's size."""

    async def look(self, line: Line, task: str, tell: Tell) -> str | None:
        """Where the film lies; None while it isn't done. Raises what the task failed with."""

    async def fetch(self, line: Line, where: str) -> bytes:
        """The film, an MP4."""

    async def cancel(self, line: Line, task: str) -> None:
        """Tell the provider that nobody waits any more, where it can be told."""


@dataclass(frozen=True, slots=True)
class Provided:
    """The engine `name` of a filmer."""

    name: str
    filmer: Filmer
    max_side: int = 7680
    max_rate: int = 7680 * 4320 * 60
    max_work: int = 25_000_000_000
    films_scenes: bool = False

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        return desk.missing(self.filmer.provider, principal) if desk else "start the whole server"

    def estimate(self, scene: Scene | None, delivery: Delivery, model: str = "", desk: Desk | None = None) -> Estimate:
        model = model or self.filmer.usual
        most = self._most(desk, model, self.filmer.take(model, delivery, False)) if desk else None
        return Estimate(USUAL_S + FRAME_S * delivery.size.pixels * delivery.frames, most or 0)

    def expected_bytes(self, delivery: Delivery) -> int:
        return codecs()[delivery.codec].expected_bytes(delivery.take, delivery.frames)

    async def shoot(self, order: VideoOrder, folder: Path, context: Context, desk: Desk | None = None) -> Shot:
        """Raises what the provider refuses with, and BudgetExceeded or QuotaExhausted before it is asked."""
        began = time.perf_counter()
        if desk is None:
            raise ProviderRejected(f"{self.name} can't be asked here.", field="model")
        model = order.model or self.filmer.usual
        take = self.filmer.take(model, order.delivery, order.picture is not None)
        most, footage = self._most(desk, model, take), folder / "footage.mp4"
        if not footage.is_file():
            line = desk.line(self.filmer.provider, context)
            async with line.bill(self.name, model, most) as bill:
                await self._filmed(line, bill, order, take, footage)
        try:
            result = await self._finished(order, model, footage, context)
        except ProviderUnavailable:
            footage.unlink()  # another attempt fetches it again
            raise
        delivery = order.delivery
        return Shot(
            folder / "video.mp4",
            folder / "poster.png",
            folder / "sdr.mp4" if delivery.hdr != "none" else None,
            folder / "stream.zip" if delivery.hls else None,
            self.name,
            time.perf_counter() - began,
            0,
            result["max_cll"],
            result["max_fall"],
            result["peak_mb"],
            f"{self.name}:{model}",
            Native(**_noted(folder / "native.json")),
            _noted(folder / "task.json")["cost"],
            most is not None,
        )

    async def _filmed(self, line: Line, bill: Bill, order: VideoOrder, take: Take, footage: Path) -> None:
        """Fetches the film of a task. That of an earlier attempt is gone on with: its name was written down, and what
        was paid for it."""
        note, context = footage.with_name("task.json"), line.context
        known = _noted(note) if note.is_file() else {}
        if not known:
            picture = await _first_frame(order, take, footage.parent, context)
            known = {"task": await self.filmer.begin(line, bill, order, take, picture)}
            _note(note, known)
        task = known["task"]
        bill.accepted = True
        try:
            where = await line.followed(lambda: self.filmer.look(line, task, _told(context)))
            part = footage.with_suffix(".part")
            content = await self.filmer.fetch(line, where)
            await asyncio.to_thread(part.write_bytes, content)
            part.replace(footage)
        except OVER as error:
            note.unlink()
            if isinstance(error, TimedOut):
                await self._give_up(line, task)
            raise
        except asyncio.CancelledError:
            await asyncio.shield(self._give_up(line, task))
            raise
        bill.cost = 0 if "cost" in known else bill.most or 0
        _note(note, {"cost": bill.cost, **known})

    async def _give_up(self, line: Line, task: str) -> None:
        """Who can't be told any more films on for nobody."""
        try:
            await self.filmer.cancel(line, task)
        except ImperiumError:
            return

    async def _finished(self, order: VideoOrder, model: str, footage: Path, context: Context) -> dict[str, Any]:
        delivery = order.delivery
        job = {
            "source": "footage",
            "footage": str(footage),
            "width": delivery.size.width,
            "height": delivery.size.height,
            "fps": delivery.fps,
            "frames": delivery.frames,
            "codec": delivery.codec,
            "hdr": delivery.hdr,
            "hls": delivery.hls,
            "quick": delivery.quality == "draft",
            "seed": order.seed,
            "name": order.name,
            "title": order.title,
            "parameters": {**order.parameters, "engine": self.name, "model_used": f"{self.name}:{model}"},
            "folder": str(footage.parent),
        }
        result: dict[str, Any] = await context.workers.run(
            RENDER,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or RENDER_S,
        )
        return result

    def _most(self, desk: Desk, model: str, take: Take) -> int | None:
        return desk.prices.film(f"{self.name}:{model}", take.seconds, take.lines)


def shortest(lengths: tuple[int, ...], seconds: float, model: str) -> int:
    """Of the lengths that a model films the shortest that is long enough. Raises TooLarge."""
    enough = [length for length in lengths if length >= seconds - 0.001]
    if enough:
        return min(enough)
    raise TooLarge(
        f"duration: {model} films at most {max(lengths)} seconds.",
        field="duration",
        value=seconds,
        limit=max(lengths),
        nearest=max(lengths),
        remedy=f"Ask for {max(lengths)} seconds, or leave `model` out for the embedded engine.",
    )


def _note(path: Path, content: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(content), "utf-8")
    part.replace(path)


def _noted(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def as_data(picture: bytes) -> str:
    return b64encode(picture).decode()


def _told(context: Context) -> Tell:
    """A provider's progress is the first part of ours."""
    return lambda fraction, message: context.progress(0.02 + 0.36 * fraction, message)


async def _first_frame(order: VideoOrder, take: Take, folder: Path, context: Context) -> bytes | None:
    if order.picture is None:
        return None
    job = {"picture": str(order.picture), "width": take.size.width, "height": take.size.height, "folder": str(folder)}
    made = await context.workers.run(FIRST_FRAME, job, priority=context.priority, waiting=context.waiting)
    return await asyncio.to_thread((folder / made["file"]).read_bytes)
