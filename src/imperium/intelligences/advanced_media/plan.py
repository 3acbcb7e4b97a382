"""A choice with what it will take; lowered step by step until it fits into the time that there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from imperium.intelligences.advanced_media.choices import Choice, Reason, choose
from imperium.intelligences.advanced_media.inputs import MediaInputs
from imperium.intelligences.advanced_media.outcomes import Outcomes
from imperium.platform.capability import Estimate, Registry
from imperium.platform.errors import InvalidInput
from imperium.scene.resolution import SMALLEST

BYTES_A_PIXEL = {
    "png": 1.5,
    "png16": 4.6,
    "jpeg": 0.2,
    "webp": 0.1,
    "tiff": 4.6,
    "exr": 4.0,
    "avif": 0.12,
    "deepzoom": 0.3,
}
"""Measured of path-traced scenes between 512² and 4K; corrected by what pictures really had."""
ENDINGS = {"jpeg": "jpg", "tiff": "tif", "png16": "png", "deepzoom": "zip"}


class Foreseen(Struct, frozen=True):
    """Without correction: seconds, money, and bytes by format."""

    seconds: float
    cost_micro_usd: int
    sizes: dict[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be done. `seconds` and `sizes` are corrected by what like work took."""

    choice: Choice
    foreseen: Foreseen
    seconds: float
    sizes: dict[str, int]
    observed: int

    def as_dict(self) -> dict[str, Any]:
        choice = self.choice
        return {
            "capability": choice.capability,
            "inputs": choice.inputs,
            "width": choice.size.width,
            "height": choice.size.height,
            "frames": choice.frames or None,
            "formats": list(choice.formats),
            "hdr": choice.hdr,
            "tiled": choice.is_tiled,
            "reasons": [{"choice": reason.choice, "because": reason.because} for reason in choice.reasons],
            "estimate": {
                "seconds": round(self.seconds, 1),
                "cost_micro_usd": self.foreseen.cost_micro_usd,
                "bytes": sum(self.sizes.values()),
                "bytes_by_format": self.sizes,
                "learned_from": self.observed,
            },
        }


class Planner:
    """Asks the capabilities of the registry what they foresee."""

    def __init__(self, registry: Registry, outcomes: Outcomes) -> None:
        self._registry = registry
        self._outcomes = outcomes

    def plan(self, asked: MediaInputs) -> Plan:
        """Raises what is wrong with the request, and InvalidInput when nothing of it fits into the time."""
        wanted = plan = self._plan(choose(asked))
        for lowered in _lowered(asked):
            if asked.within_seconds is None or plan.seconds <= asked.within_seconds:
                return plan
            plan = self._explained(self._plan(choose(lowered)), wanted)
        if asked.within_seconds is None or plan.seconds <= asked.within_seconds:
            return plan
        raise InvalidInput(
            f"within_seconds: even the smallest takes about {plan.seconds:.0f} s.",
            field="within_seconds",
            value=asked.within_seconds,
            remedy=f"Give it at least {plan.seconds:.0f} s.",
        )

    def observe(self, plan: Plan, seconds: float, sizes: dict[str, int]) -> None:
        """What it really took, by ending of file."""
        self._outcomes.observe(_kind(plan.choice), plan.choice.size.pixels, plan.foreseen.seconds, seconds)
        for name, foreseen in plan.foreseen.sizes.items():
            if real := sizes.get(ENDINGS.get(name, name)):
                self._outcomes.observe(f"bytes.{name}", plan.choice.size.pixels, foreseen, float(real))

    def _plan(self, choice: Choice) -> Plan:
        foreseen, pixels = self._foreseen(choice), choice.size.pixels
        sizes = {
            name: round(self._outcomes.corrected(f"bytes.{name}", pixels, size))
            for name, size in foreseen.sizes.items()
        }
        kind = _kind(choice)
        seconds = self._outcomes.corrected(kind, pixels, foreseen.seconds)
        return Plan(choice, foreseen, seconds, sizes, self._outcomes.seen(kind))

    def _foreseen(self, choice: Choice) -> Foreseen:
        capability = self._registry.get(choice.capability)
        declared: Estimate = capability.estimate(capability.parse(choice.inputs))
        return Foreseen(declared.seconds, declared.cost_micro_usd, _sizes(choice, declared.bytes))

    def _explained(self, plan: Plan, wanted: Plan) -> Plan:
        because = f"as asked it would take about {wanted.seconds:.0f} s"
        lowered = Reason(f"{plan.choice.size}, lowered", because)
        choice = Choice(
            plan.choice.capability,
            plan.choice.inputs,
            plan.choice.size,
            plan.choice.frames,
            plan.choice.formats,
            plan.choice.hdr,
            (*plan.choice.reasons, lowered),
        )
        return Plan(choice, plan.foreseen, plan.seconds, plan.sizes, plan.observed)


def _lowered(asked: MediaInputs) -> Iterator[MediaInputs]:
    """First the quality, then the size, by half each time."""
    asked = asked.model_copy(update={"quality": "draft"})
    yield asked
    size = choose(asked).size
    width, height = size.width // 2, size.height // 2
    while min(width, height) >= SMALLEST:
        yield asked.model_copy(update={"resolution": f"{width}x{height}"})
        width, height = width // 2, height // 2


def _kind(choice: Choice) -> str:
    kind = "seconds.video" if choice.frames else "seconds.image"
    return f"{kind}.{choice.inputs.get('quality', choice.inputs.get('samples', 'usual'))}" + ".hdr" * choice.hdr


def _sizes(choice: Choice, declared: int | None) -> dict[str, float]:
    """By format: a film's as its capability declares it."""
    if choice.frames:
        return {"mp4": float(declared)} if declared else {}
    pixels = choice.size.pixels
    formats = (*choice.formats, *(("exr", "avif") if choice.hdr else ()))
    return {name: pixels * BYTES_A_PIXEL[name] for name in dict.fromkeys(formats)}
