"""How often a client may ask: at most `limit` requests to one endpoint within any `window_s` seconds.

A sliding window that remembers the time of each request, so the documented figure holds for every window, not only for
those that begin on the minute. The answer headers follow draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from imperium.platform.errors import RateLimited

SWEEP_EVERY_S = 60.0
DOCUMENTED: Mapping[str, tuple[int, float]] = MappingProxyType(
    {
        "/": (100, 60.0),
        "/api/v1/l20/strategize": (10, 60.0),
        "/api/v1/l20/coordinate": (20, 60.0),
        "/api/v1/swarm/dispatch": (50, 60.0),
        "/api/v1/intelligence/{type}/execute": (30, 60.0),
    }
)
"""The limits of the specification: requests, and the seconds in which they may come. `/` is the rule for the rest."""


@dataclass(frozen=True)
class Rule:
    """`name` is the path prefix or template that the rule was given for."""

    name: str
    limit: int
    window_s: float

    @cached_property
    def title(self) -> bytes:
        """The name as a structured field's string."""
        return b'"%b"' % self.name.replace("\\", "").replace('"', "").encode()

    @cached_property
    def policy(self) -> tuple[bytes, bytes]:
        """The header `RateLimit-Policy`, as a structured field."""
        return b"ratelimit-policy", b"%b;q=%d;w=%d" % (self.title, self.limit, ceil(self.window_s))


class Decision(Struct, frozen=True, gc=False):
    """What became of one request. `reset_s`: seconds until there is room for one more than now."""

    rule: Rule
    allowed: bool
    remaining: int
    reset_s: float

    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """`RateLimit-Policy` and `RateLimit`, as structured fields."""
        current = b"%b;r=%d;t=%d" % (self.rule.title, self.remaining, ceil(self.reset_s))
        return self.rule.policy, (b"ratelimit", current)

    def error(self) -> RateLimited:
        wait_s = max(1, ceil(self.reset_s))
        return RateLimited(
            f"More than {self.rule.limit} requests to {self.rule.name} within {self.rule.window_s:g} s.",
            remedy=f"Wait {wait_s} s, and follow long work by its events instead of asking again and again.",
            retry_after_s=wait_s,
            limit=self.rule.limit,
            window_s=self.rule.window_s,
        )


class Rules:
    """Which rule holds for a path template: the longest one that it equals or lies under."""

    def __init__(self, rules: Mapping[str, tuple[int, float]] = DOCUMENTED) -> None:
        self._rules = sorted((Rule(path, *figures) for path, figures in rules.items()), key=_longest_first)
        self._found: dict[str, Rule | None] = {}

    def of(self, template: str) -> Rule | None:
        """None when no rule holds, or the one that does has a limit of 0: as often as one likes."""
        try:
            return self._found[template]
        except KeyError:
            rule = next((rule for rule in self._rules if _covers(rule.name, template)), None)
            self._found[template] = rule if rule and rule.limit > 0 else None
            return self._found[template]


def _longest_first(rule: Rule) -> int:
    return -len(rule.name)


def _covers(rule: str, template: str) -> bool:
    return rule in ("/", template) or template.startswith(rule.rstrip("/") + "/")


class Counter(Protocol):
    """Where requests are counted: in this process, or where several processes share it."""

    async def take(self, rule: Rule, key: tuple[str, ...]) -> Decision:
        """Count one request for `key`, which belongs to that rule, if it still has room for it."""
        ...


class MemoryCounter:
    """Counts in this process. Holds only what lies inside a window: at most `limit` times for each client."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, ...], tuple[Rule, deque[float]]] = {}
        self._swept_at = clock()

    async def take(self, rule: Rule, key: tuple[str, ...]) -> Decision:
        now = self._clock()
        if now - self._swept_at >= SWEEP_EVERY_S:
            self._sweep(now)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = (rule, deque())
        taken, window_s = window[1], rule.window_s
        while taken and taken[0] <= now - window_s:
            taken.popleft()
        allowed = len(taken) < rule.limit
        if allowed:
            taken.append(now)
        return Decision(rule, allowed, rule.limit - len(taken), window_s - (now - taken[0]))

    def _sweep(self, now: float) -> None:
        """Forget the clients that have been gone for a whole window."""
        self._swept_at = now
        gone = [key for key, (rule, taken) in self._windows.items() if not taken or taken[-1] <= now - rule.window_s]
        for key in gone:
            del self._windows[key]


class RateLimits:
    """The rules and the counter together: one call for each request."""

    def __init__(self, rules: Mapping[str, tuple[int, float]] = DOCUMENTED, counter: Counter | None = None) -> None:
        self._rules = Rules(rules)
        self._counter: Counter = counter or MemoryCounter()

    async def take(self, client: str, method: str, template: str) -> Decision | None:
        """The decision on one request of `client` to an endpoint, or None when the endpoint has no limit."""
        rule = self._rules.of(template)
        return await self._counter.take(rule, (client, method, template)) if rule else None
