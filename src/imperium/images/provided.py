"""An engine over a provider's model: it draws the nearest size it can, and that is scaled to what was asked for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from imperium.images.engine import Drawn, ImageOrder
from imperium.models.media.bill import Bill
from imperium.models.media.desk import Desk, Line
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context, Estimate
from imperium.platform.errors import ProviderRejected
from imperium.scene.resolution import Size

FINISH = "imperium.images.finishing:finish_picture"
USUAL_S = 30.0
FINISH_S = 1.5e-6
"""A pixel, on one core."""
FINISH_TIMEOUT_S = 900.0


class Painter(Protocol):
    """What is particular about a maker of pictures. `provider` is its name under `providers`, `usual` the model where
    none is named; `paint` gives a PNG, JPEG or WebP and fills in the bill."""

    provider: str
    usual: str
    transparent: bool

    def native(self, model: str, size: Size) -> Size:
        """The size that it draws which serves that one best."""

    async def paint(self, line: Line, bill: Bill, order: ImageOrder, native: Size) -> bytes:
        """Raises ContentRefused, and what the provider's failures come to."""


@dataclass(frozen=True, slots=True)
class Provided:
    """The engine `name` of a painter."""

    name: str
    painter: Painter
    max_side: int = 15_360
    max_work: int = 2**62
    draws_scenes: bool = False

    @property
    def transparent(self) -> bool:
        return self.painter.transparent

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        return desk.missing(self.painter.provider, principal) if desk else "start the whole server"

    def default_samples(self, size: Size) -> int:
        return 0

    def estimate(self, size: Size, samples: int, model: str = "", desk: Desk | None = None) -> Estimate:
        return Estimate(USUAL_S + FINISH_S * size.pixels, self._most(size, model, desk) or 0)

    async def draw(self, order: ImageOrder, folder: Path, context: Context, desk: Desk | None = None) -> Drawn:
        """Raises what the provider refuses with, and BudgetExceeded or QuotaExhausted before it is asked."""
        began = time.perf_counter()
        if desk is None:
            raise ProviderRejected(f"{self.name} can't be asked here.", field="model")
        model = order.model or self.painter.usual
        native, most = self.painter.native(model, order.size), self._most(order.size, model, desk)
        line = desk.line(self.painter.provider, context)
        context.progress(0.05, f"{self.name} draws {native}")
        async with line.bill(self.name, model, most) as bill:
            picture = await self.painter.paint(line, bill, order, native)
        await asyncio.to_thread((folder / "native").write_bytes, picture)
        done = await self._finished(order, model, native, folder, context)
        drawn = Size(*done["native"])
        return Drawn(
            files={name: folder / file for name, file in done["files"].items()},
            unsigned=done["unsigned"],
            credentials=done["credentials"],
            engine=self.name,
            seconds=time.perf_counter() - began,
            samples_per_second=0,
            peak_memory_mb=done["peak_memory_mb"],
            model=f"{self.name}:{model}",
            native=drawn if drawn != order.size else None,
            cost_micro_usd=bill.due(settled=True),
            priced=most is not None,
        )

    async def _finished(
        self, order: ImageOrder, model: str, native: Size, folder: Path, context: Context
    ) -> dict[str, Any]:
        told = {"engine": self.name, "model_used": f"{self.name}:{model}", "native": str(native)}
        job = {
            "folder": str(folder),
            "picture": "native",
            "width": order.size.width,
            "height": order.size.height,
            "engine": self.name,
            "formats": order.formats,
            "parameters": {**order.parameters, **told},
            "transparent": order.transparent,
            "keys": str(order.keys) if order.keys else None,
        }
        return await context.workers.run(
            FINISH,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=FINISH_TIMEOUT_S,
        )

    def _most(self, size: Size, model: str, desk: Desk | None) -> int | None:
        model = model or self.painter.usual
        native = self.painter.native(model, size)
        return desk.prices.picture(f"{self.name}:{model}", native.pixels) if desk else None


def nearest_aspect(size: Size, offered: Sequence[Size]) -> Size:
    """Of the offered sizes the one of the nearest shape; of several alike the smallest that is large enough, else the
    largest."""
    shape = min(offered, key=lambda one: max(one.aspect / size.aspect, size.aspect / one.aspect))
    alike = sorted((one for one in offered if abs(one.aspect / shape.aspect - 1) < 0.02), key=lambda one: one.pixels)
    enough = [one for one in alike if one.width >= size.width and one.height >= size.height]
    return (enough or alike[-1:])[0]
