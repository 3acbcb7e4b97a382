"""How long tasks take and what they cost, learned from how far earlier predictions were off.

A capability predicts its own work (`Capability.estimate`); what really came is kept as a ratio to that, the latest ones
of each capability and size. Their quantiles correct the next prediction: the median its level, the outer ones its
spread. One run that hangs for an hour moves no median.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, expm1, log, log1p

import msgspec
from msgspec import Struct

WINDOW = 64
"""So many of the latest observations count."""
ENOUGH = 3
"""From so many on, a size speaks for itself; below that the capability as a whole does."""
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
"""The quantiles called optimistic, likely and pessimistic."""
TIME_SPREAD = (-0.5, -0.25, 0.0, 0.35, 0.7)
COST_SPREAD = (-0.7, -0.3, 0.0, 0.3, 0.7)
"""Natural logarithms: how far predictions are taken to be off before any was observed, about ×0.6 to ×2. They count
like five observations around the level that was observed."""
FIRST_FEW = log(4)
SHORTEST_S = 0.001
SIZE_STEP = log(4)
ANY_SIZE = 1 << 15


class Duration(Struct, frozen=True):
    """Seconds: one time in ten it takes less than the optimistic, or more than the pessimistic."""

    optimistic: float
    likely: float
    pessimistic: float


class Cost(Struct, frozen=True):
    """Micro-USD, likewise."""

    optimistic: int
    likely: int
    pessimistic: int


class Observation(Struct, frozen=True):
    """A task that ended: what its capability had predicted, and what came."""

    capability: str
    seconds: float
    cost_micro_usd: int
    real_seconds: float
    real_cost_micro_usd: int
    succeeded: bool = True


class Window(Struct):
    """The latest of one capability and size. `took` are seconds, `times` and `costs` logarithms of real over predicted;
    `misses` the absolute ones of real over the likely time as it was corrected then; `covered`: it lay in between."""

    capability: str
    size: int
    took: list[float] = []
    times: list[float] = []
    costs: list[float] = []
    misses: list[float] = []
    covered: list[bool] = []
    runs: int = 0
    failures: int = 0

    def add(self, observation: Observation, predicted: Duration) -> None:
        self.runs += 1
        if not observation.succeeded:
            self.failures += 1
            return
        real = max(observation.real_seconds, SHORTEST_S)
        _keep(self.took, real)
        _keep(self.times, log(real / max(observation.seconds, SHORTEST_S)))
        _keep(self.costs, log1p(observation.real_cost_micro_usd) - log1p(observation.cost_micro_usd))
        _keep(self.misses, abs(log(real / predicted.likely)))
        _keep(self.covered, predicted.optimistic <= real <= predicted.pessimistic)

    def as_row(self) -> bytes:
        return msgspec.json.encode(self)


def read_window(row: bytes) -> Window:
    return msgspec.json.decode(row, type=Window)


class Estimates:
    """What was observed, by capability and size. Quick enough to be asked for every task of a plan."""

    def __init__(self) -> None:
        self._windows: dict[tuple[str, int], Window] = {}

    def recall(self, windows: Iterable[Window]) -> None:
        """What was observed before."""
        self._windows |= {(window.capability, window.size): window for window in windows}

    def observe(self, observation: Observation) -> tuple[Window, Window]:
        """The windows that changed: of the size, and of the capability as a whole."""
        predicted = self.duration(observation.capability, observation.seconds)
        changed = tuple(
            self._windows.setdefault((observation.capability, size), Window(observation.capability, size))
            for size in (size_of(observation.seconds), ANY_SIZE)
        )
        for window in changed:
            window.add(observation, predicted)
        return changed[0], changed[1]

    def duration(self, capability: str, seconds: float) -> Duration:
        """The capability's own prediction, corrected."""
        window = self._window(capability, seconds)
        ratios = _with_spread(window.times if window else [], TIME_SPREAD)
        seconds = max(seconds, SHORTEST_S)
        low, middle, high = (seconds * exp(quantile(ratios, share)) for share in (LOW, MIDDLE, HIGH))
        return Duration(low, middle, high)

    def cost(self, capability: str, seconds: float, cost_micro_usd: int) -> Cost:
        """Likewise. What never cost anything, and is predicted to cost nothing, costs nothing."""
        window = self._window(capability, seconds)
        ratios = window.costs if window else []
        if not cost_micro_usd and not any(ratios):
            return Cost(0, 0, 0)
        spread = _with_spread(ratios, COST_SPREAD)
        start = log1p(cost_micro_usd)
        low, middle, high = (max(0, round(expm1(start + quantile(spread, q)))) for q in (LOW, MIDDLE, HIGH))
        return Cost(low, middle, high)

    def usual_seconds(self, capability: str) -> float | None:
        """What a task of it took in the middle; None while too few were observed."""
        window = self._windows.get((capability, ANY_SIZE))
        return quantile(window.took, MIDDLE) if window and len(window.took) >= ENOUGH else None

    def reliability(self, capability: str) -> tuple[int, int]:
        """Tasks that ended, and how many of them failed."""
        window = self._windows.get((capability, ANY_SIZE))
        return (window.runs, window.failures) if window else (0, 0)

    def overview(self) -> list[dict[str, object]]:
        """By capability: how far off its own predictions are, and the corrected ones, in the middle (×1.0: not at
        all); how often the real time lay between optimistic and pessimistic."""
        whole = sorted(key for key in self._windows if key[1] == ANY_SIZE)
        return [_accuracy(self._windows[key]) for key in whole]

    def _window(self, capability: str, seconds: float) -> Window | None:
        own = self._windows.get((capability, size_of(seconds)))
        return own if own and len(own.times) >= ENOUGH else self._windows.get((capability, ANY_SIZE))


def size_of(seconds: float) -> int:
    """Each size is four times the one before."""
    return round(log(max(seconds, SHORTEST_S)) / SIZE_STEP)


def quantile(values: Sequence[float], share: float) -> float:
    """Linear between the two nearest (type 7 of Hyndman and Fan, 1996)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _with_spread(ratios: Sequence[float], spread: Sequence[float]) -> list[float]:
    """The ratios, and around their level what is taken for granted. Of a first few the level is believed in part, and
    not beyond FIRST_FEW: one that hung might be among them."""
    level = quantile(ratios, MIDDLE) * len(ratios) / (len(ratios) + 1) if ratios else 0.0
    if len(ratios) < ENOUGH:
        level = min(max(level, -FIRST_FEW), FIRST_FEW)
        ratios = [min(max(ratio, level - FIRST_FEW), level + FIRST_FEW) for ratio in ratios]
    return [*ratios, *(level + off for off in spread)]


def _keep(values: list[float] | list[bool], value: float) -> None:
    values.append(value)  # type: ignore[arg-type]
    del values[:-WINDOW]


def _accuracy(window: Window) -> dict[str, object]:
    seen = len(window.times)
    return {
        "capability": window.capability,
        "observed": window.runs,
        "failed": window.failures,
        "declared_off_by": round(exp(quantile([abs(ratio) for ratio in window.times], MIDDLE)), 3) if seen else None,
        "estimate_off_by": round(exp(quantile(window.misses, MIDDLE)), 3) if seen else None,
        "within_range": round(sum(window.covered) / seen, 3) if seen else None,
        "cost_off_by": round(exp(quantile([abs(ratio) for ratio in window.costs], MIDDLE)), 3) if seen else None,
    }
