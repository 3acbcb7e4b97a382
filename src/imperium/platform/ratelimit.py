"""How often a client may ask: at most `limit` requests to one endpoint within any `window_s` seconds.

A sliding window that remembers the time of each request, so the documented figure holds for every window, not only for
those that begin on the minute. The answer headers follow draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType
from typing import Protocol

from imperium.platform.errors import RateLimited

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


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is the path prefix or template that the rule was given for."""

    name: str
    limit: int
    window_s: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one request. `reset_s`: seconds until there is room for one more than now."""

    rule: Rule
    allowed: bool
    remaining: int
    reset_s: float

    def headers(self) -> list[tuple[bytes, bytes]]:
        """`RateLimit-Policy` and `RateLimit`, as structured fields."""
        name = self.rule.name.replace("\\", "").replace('"', "")
        policy = f'"{name}";q={self.rule.limit};w={ceil(self.rule.window_s)}'
        current = f'"{name}";r={self.remaining};t={ceil(self.reset_s)}'
        return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", current.encode())]

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
        if template not in self._found:
            rule = next((rule for rule in self._rules if _covers(rule.name, template)), None)
            self._found[template] = rule if rule and rule.limit > 0 else None
        return self._found[template]


def _longest_first(rule: Rule) -> int:
    return -len(rule.name)


def _covers(rule: str, template: str) -> bool:
    return rule in ("/", template) or template.startswith(rule.rstrip("/") + "/")


class Counter(Protocol):
    """Where requests are counted: in this process, or where several processes share it."""

    async def take(self, rule: Rule, key: str) -> Decision:
        """Count one request for `key`, if the rule still has room for it."""
        ...


class MemoryCounter:
    """Counts in this process. Holds only what lies inside a window: at most `limit` times for each client."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._taken: dict[tuple[Rule, str], deque[float]] = {}
        self._swept_at = clock()

    async def take(self, rule: Rule, key: str) -> Decision:
        now = self._clock()
        self._sweep(now)
        taken = self._taken.setdefault((rule, key), deque())
        while taken and taken[0] <= now - rule.window_s:
            taken.popleft()
        allowed = len(taken) < rule.limit
        if allowed:
            taken.append(now)
        return Decision(rule, allowed, rule.limit - len(taken), rule.window_s - (now - taken[0]))

    def _sweep(self, now: float, every_s: float = 60.0) -> None:
        """Forget the clients that have been gone for a whole window."""
        if now - self._swept_at >= every_s:
            self._swept_at = now
            gone = [key for key, taken in self._taken.items() if not taken or taken[-1] <= now - key[0].window_s]
            for key in gone:
                del self._taken[key]


class RateLimits:
    """The rules and the counter together: one call for each request."""

    def __init__(self, rules: Mapping[str, tuple[int, float]] = DOCUMENTED, counter: Counter | None = None) -> None:
        self._rules = Rules(rules)
        self._counter: Counter = counter or MemoryCounter()

    async def take(self, client: str, method: str, template: str) -> Decision | None:
        """The decision on one request of `client` to an endpoint, or None when the endpoint has no limit."""
        rule = self._rules.of(template)
        return await self._counter.take(rule, f"{client} {method} {template}") if rule else None
