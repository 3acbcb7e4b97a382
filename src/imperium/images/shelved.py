"""An engine over weights on this machine: they draw a picture in a size of theirs, which is finished as ordered."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imperium.images.engine import Drawn, ImageOrder
from imperium.images.provided import FINISH, FINISH_TIMEOUT_S
from imperium.models.media.desk import Desk
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Context, Estimate
from imperium.platform.errors import ProviderRejected
from imperium.scene.resolution import Size
from imperium.weights.request import WeightsRequest
from imperium.weights.shelf import Kind, Weights, chosen, missing_packages, shelved

PICTURE = "native"
USUAL_STEPS = 30
SECONDS_A_STEP = {"cpu": 170.0, "gpu": 0.17}
"""Of SDXL at 1024×1024 by its arithmetic, on one core and on a data centre's GPU. What was measured is taken first."""
TIMEOUT_S = 21_600.0


@dataclass
class Shelved:
    """The engine `name`, over weights of a `family`, those `kinds`, drawn with by `job`.

    `native` is the size that the weights draw which serves an ordered one best; `check` refuses wishes that they can't
    fulfil.
    """

    name: str
    family: str
    kinds: tuple[Kind, ...]
    job: str
    native: Callable[[Weights, Size], Size]
    check: Callable[[WeightsRequest], None]
    work: float = 1.0
    max_side: int = 15_360
    max_work: int = 2**62
    draws_scenes: bool = False
    transparent: bool = False
    _measured: dict[str, float] = field(default_factory=dict)

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        packages, folder = missing_packages(), desk.settings.weights_folder if desk else None
        steps = [f"install {', '.join(packages)} beside Imperium (pip install 'imperium[weights]')"] if packages else []
        if folder is None:
            steps.append('name the folder of weights in orchestration_config.json ({"media": {"weightsFolder": "…"}})')
        if folder is None or packages:
            return " and ".join([*steps, "start it again"])
        there = [weights.name for weights in shelved(folder).values() if weights.kind in self.kinds]
        if model in there or (there and not model):
            return None
        others = f", or name what is there: {', '.join(there[:5])}" if there else ""
        return f"put {model or f'weights of {self.family}'} into {folder}{others}"

    def default_samples(self, size: Size) -> int:
        return 1

    def estimate(self, size: Size, samples: int, model: str = "", desk: Desk | None = None) -> Estimate:
        """As measured with these weights; before, as SDXL takes with its usual steps."""
        drawn = min(size.pixels, 1024**2) / 1024**2
        usual = self._measured.get(model) or USUAL_STEPS * self.work * _seconds_a_step()
        return Estimate(seconds=usual * drawn)

    async def draw(self, order: ImageOrder, folder: Path, context: Context, desk: Desk | None = None) -> Drawn:
        """Raises NotFound for weights or artifacts that aren't there, and what the weights refuse with."""
        began = time.perf_counter()
        if desk is None or desk.settings.weights_folder is None:
            raise ProviderRejected(f"{self.name} can't be asked here.", field="model")
        weights = chosen(desk.settings.weights_folder, order.model or None, *self.kinds)
        wish = WeightsRequest.model_validate(order.parameters.get("weights") or {})
        self.check(wish)
        native = self.native(weights, order.size)
        job = _job(order, wish, weights, native, desk.settings.weights_folder, folder, context)
        told = await self._run(self.job, job, context)
        self._measured[order.model] = (time.perf_counter() - began) * 1024**2 / native.pixels
        name = f"{self.name}:{weights.name}"
        peak_mb = told.pop("peak_memory_mb")
        done = await self._run(FINISH, _finish(order, wish, name, told, folder), context)
        drawn = Size(*done["native"])
        return Drawn(
            files={kind: folder / file for kind, file in done["files"].items()},
            unsigned=done["unsigned"],
            credentials=done["credentials"],
            engine=name,
            seconds=time.perf_counter() - began,
            samples_per_second=0,
            peak_memory_mb=max(done["peak_memory_mb"], peak_mb),
            model=name,
            native=drawn if drawn != order.size else None,
            details=told,
        )

    async def _run(self, function: str, job: dict[str, Any], context: Context) -> dict[str, Any]:
        return await context.workers.run(
            function,
            job,
            progress=context.progress,
            priority=context.priority,
            waiting=context.waiting,
            timeout_s=context.deadline_s or (FINISH_TIMEOUT_S if function == FINISH else TIMEOUT_S),
        )


def _job(
    order: ImageOrder, wish: WeightsRequest, weights: Weights, native: Size, shelf: Path, folder: Path, context: Context
) -> dict[str, Any]:
    control = chosen(shelf, wish.control.model, "controlnet") if wish.control else None
    return {
        "weights": weights.as_dict(),
        "control": control.as_dict() if control else None,
        "prompt": order.words,
        "width": native.width,
        "height": native.height,
        "seed": order.seed,
        "wish": wish.model_dump(mode="json"),
        "files": {name: str(context.artifacts.path(name)) for name in wish.artifacts()},
        "target": str(folder / PICTURE),
    }


def _finish(order: ImageOrder, wish: WeightsRequest, name: str, told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The file tells the weights by their own name, so that it can be made again whatever an alias leads to by then."""
    again = {"model": name, "weights": wish.model_dump(mode="json", exclude_none=True)}
    return {
        "folder": str(folder),
        "picture": PICTURE,
        "width": order.size.width,
        "height": order.size.height,
        "engine": name,
        "formats": order.formats,
        "parameters": {**order.parameters, **again, "engine": name, "drawn_with": told},
        "keys": str(order.keys) if order.keys else None,
    }


def _seconds_a_step() -> float:
    if Path("/proc/driver/nvidia/gpus").exists():
        return SECONDS_A_STEP["gpu"]
    return SECONDS_A_STEP["cpu"] / (os.cpu_count() or 1)
