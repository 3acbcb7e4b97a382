"""What happens after a failure, by the error's class alone: try again, wait, or stop asking.

The figures are the documented ones: base delay 1 s, longest delay 30 s, full jitter, 3 to 5 tries; the circuit opens
after 5 failures in a row and lets one probe through after 60 s.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from imperium.kit.backoff import full_jitter
from imperium.platform.errors import CircuitOpen, ErrorClass, ImperiumError

T = TypeVar("T")
Clock = Callable[[], float]
BreakerState = Literal["closed", "half_open", "open"]

TRIES: Mapping[ErrorClass, int] = MappingProxyType(
    {"transient": 5, "resource": 3, "persistent": 1, "logical": 1, "fatal": 1}
)

MOST_BREAKERS = 2_000
"""Users' own keys have breakers of their own, so there are as many as users times models; a kilobyte each at most."""

COUNTED: frozenset[ErrorClass] = frozenset({"transient", "resource", "fatal"})
"""The classes that say something about the other side's health, not about the request."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often an error of each class is tried in all, and how long between tries.

    `deadline_s` bounds the waiting: a wait that would pass it is not begun, and the error is raised instead.
    """

    tries: Mapping[ErrorClass, int] = field(default_factory=lambda: TRIES)
    base_s: float = 1.0
    cap_s: float = 30.0
    deadline_s: float = 300.0

    def wait_s(self, error: ImperiumError, attempt: int) -> float | None:
        """Seconds to wait after failed attempt `attempt` (from 1), or None when it was the last.

        What the other side asks for (`retry_after_s`) is a floor, also above the cap.
        """
        if attempt >= self.tries[error.error_class]:
            return None
        return max(full_jitter(attempt, base_s=self.base_s, cap_s=self.cap_s), error.retry_after_s or 0.0)


class Retries:
    """The tries of one call: after each failure it waits for the next one, or raises.

    `on_retry(attempt, error, wait_s)` is called before each wait.
    """

    def __init__(
        self,
        policy: RetryPolicy,
        on_retry: Callable[[int, ImperiumError, float], None] = lambda attempt, error, wait_s: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Clock = time.monotonic,
        began: float | None = None,
    ) -> None:
        self._policy = policy
        self._on_retry = on_retry
        self._sleep = sleep
        self._clock = clock
        self._ends = (clock() if began is None else began) + policy.deadline_s
        self._attempt = 1

    async def after(self, error: ImperiumError) -> None:
        """Returns when the call is to be tried again; raises the error when it was the last try."""
        wait_s = self._policy.wait_s(error, self._attempt)
        if wait_s is None or self._clock() + wait_s > self._ends:
            raise error
        self._on_retry(self._attempt, error, wait_s)
        await self._sleep(wait_s)
        self._attempt += 1


async def retry(
    call: Callable[[], Awaitable[T]],
    *,
    policy: RetryPolicy = RetryPolicy(),
    on_retry: Callable[[int, ImperiumError, float], None] = lambda attempt, error, wait_s: None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Clock = time.monotonic,
) -> T:
    """The result of `call`, tried again as the policy allows; raises the last error.

    Errors that are not ImperiumErrors pass at once.
    """
    retries, began = None, clock()
    while True:
        try:
            return await call()
        except ImperiumError as error:
            retries = retries or Retries(policy, on_retry, sleep, clock, began)
            await retries.after(error)


@dataclass(slots=True)
class CircuitBreaker:
    """Stops asking what keeps failing. Closed → open after `threshold` failures in a row → half open after `rest_s`.

    Half open lets exactly one call through: its success closes the circuit, its failure opens it again. Errors of the
    other classes are answers too, so they count as success. A refusal has the `reason` of the latest failure, if that
    had one.
    """

    name: str
    threshold: int = 5
    rest_s: float = 60.0
    clock: Clock = time.monotonic
    failures: int = field(default=0, init=False)
    _opened_at: float | None = field(default=None, init=False)
    _probing: bool = field(default=False, init=False)
    _reason: Any = field(default=None, init=False)

    @property
    def state(self) -> BreakerState:
        if self._opened_at is None:
            return "closed"
        return "open" if self.clock() < self._opened_at + self.rest_s else "half_open"

    def guard(self) -> Passage:
        """A block around one call. Raises CircuitOpen instead of letting it through."""
        return Passage(self)

    def _enter(self) -> bool:
        """Whether this call is the probe."""
        if self._opened_at is None and not self._probing:
            return False
        state = self.state
        if state == "open" or self._probing:
            raise self._refusal()
        self._probing = state == "half_open"
        return self._probing

    def _leave(self, error: BaseException | None, probe: bool) -> None:
        """What was cancelled tells nothing."""
        if probe:
            self._probing = False
        if error is None:
            self._record(failed=False, probe=probe)
        elif isinstance(error, ImperiumError):
            self._reason = error.extra.get("reason")
            self._record(failed=error.error_class in COUNTED, probe=probe)
        elif isinstance(error, Exception):
            self._reason = None
            self._record(failed=True, probe=probe)

    def _record(self, *, failed: bool, probe: bool) -> None:
        if self._opened_at is not None and not probe:
            return  # began before the circuit opened: only the probe decides now
        self.failures = self.failures + 1 if failed else 0
        self._opened_at = self.clock() if self.failures >= self.threshold else None

    def _refusal(self) -> CircuitOpen:
        opened = self._opened_at if self._opened_at is not None else self.clock()
        wait_s = max(opened + self.rest_s - self.clock(), 1.0)
        reason = {} if self._reason is None else {"reason": self._reason}
        return CircuitOpen(
            f"{self.name} failed {self.failures} times in a row and is not asked for now.",
            remedy=f"It is tried again in {wait_s:.0f} s.",
            retry_after_s=wait_s,
            breaker=self.name,
            **reason,
        )


class Passage:
    """One call through a circuit breaker."""

    __slots__ = ("_breaker", "_probe")

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker

    def __enter__(self) -> None:
        self._probe = self._breaker._enter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._breaker._leave(error, self._probe)


class Breakers:
    """One circuit breaker for each name, made when it is first asked for and then shown to `on_new`.

    At most `most` are kept: the one that wasn't asked for the longest goes first, and an open one only when all are.
    """

    def __init__(
        self,
        *,
        threshold: int = 5,
        rest_s: float = 60.0,
        most: int = MOST_BREAKERS,
        clock: Clock = time.monotonic,
        on_new: Callable[[CircuitBreaker], None] = lambda breaker: None,
    ) -> None:
        self._most = most
        self._on_new = on_new
        self._make = partial(CircuitBreaker, threshold=threshold, rest_s=rest_s, clock=clock)
        self._by_name: OrderedDict[str, CircuitBreaker] = OrderedDict()

    def get(self, name: str) -> CircuitBreaker:
        breaker = self._by_name.get(name)
        if breaker is None:
            return self._new(name)
        self._by_name.move_to_end(name)
        return breaker

    def _new(self, name: str) -> CircuitBreaker:
        if len(self._by_name) >= self._most:
            del self._by_name[self._least_missed()]
        breaker = self._by_name[name] = self._make(name)
        self._on_new(breaker)
        return breaker

    def _least_missed(self) -> str:
        names = (name for name, breaker in self._by_name.items() if breaker.state != "open")
        return next(names, next(iter(self._by_name)))

    def __iter__(self) -> Iterator[CircuitBreaker]:
        return iter(self._by_name.values())
