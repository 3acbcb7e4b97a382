"""What a kind of work usually takes, where a request doesn't say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imperium.platform.capability import LITTLE, Capability, Estimate, Registry, Resources
from imperium.platform.errors import ImperiumError

WORDS = ("objective", "prompt", "message", "text")
"""Fields of which one in plain words is all that most capabilities need."""

Learned = Callable[[str], float | None]
"""Seconds that past executions of a capability took, as far as there were any."""


Likely = Callable[[str, float], float]
"""Seconds that an execution of a capability is likely to take, of which it says itself that it takes so many."""


class UsualWork:
    """Seconds and resources by the name of a capability: what was learned of it, else what it says of itself.

    A name that no capability has is given what `Estimate` and `Resources` start from: a second, and next to nothing.
    """

    def __init__(self, registry: Registry, learned: Learned = lambda name: None) -> None:
        self._registry = registry
        self._learned = learned
        self._declared: dict[str, float] = {}

    def __call__(self, name: str) -> tuple[float, Resources]:
        capability = self._registry.find(name)
        if capability is None:
            return Estimate().seconds, LITTLE
        seconds = self._learned(name)
        return (self._declared_seconds(capability) if seconds is None else seconds), capability.resources

    def _declared_seconds(self, capability: Capability[Any]) -> float:
        if capability.name not in self._declared:
            self._declared[capability.name] = _declared_estimate(capability).seconds
        return self._declared[capability.name]


def _declared_estimate(capability: Capability[Any]) -> Estimate:
    """For the shortest inputs that it takes; where a word isn't enough for it, what `Estimate` starts from."""
    for field in (word for word in WORDS if word in capability.inputs.model_fields):
        try:
            return capability.estimate(capability.parse({field: "…"}))
        except ImperiumError:
            continue
    return Estimate()
