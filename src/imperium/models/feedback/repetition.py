"""Who asks the same question again soon after its answer wasn't content with it, as a rule."""

from __future__ import annotations

from collections import OrderedDict

from msgspec import Struct

from imperium.models.feedback.outcome import Outcome

CAPACITY = 2_000
SOONEST_S, LATEST_S = 3.0, 600.0
"""Sooner it is a program that asks many times at once; later it is another occasion."""

Key = tuple[str, str, bytes]
"""Tenant, principal, and what the prompt is like."""


class Asked(Struct, frozen=True):
    request_id: str
    outcome: Outcome
    answered_at: float


class Repetition:
    """Remembers the latest questions by who asked and what they were like."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._latest: OrderedDict[Key, Asked] = OrderedDict()

    def note(self, key: Key, asked: Asked, began_at: float) -> Asked | None:
        """The earlier request that this one repeats, if it does. Each is given at most once."""
        earlier = self._latest.pop(key, None)
        self._latest[key] = asked
        while len(self._latest) > self._capacity:
            self._latest.popitem(last=False)
        if earlier is None or not SOONEST_S <= began_at - earlier.answered_at <= LATEST_S:
            return None
        return earlier
