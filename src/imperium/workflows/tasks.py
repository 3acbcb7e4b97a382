"""Performs one task: finds who does it, tries, retries, falls back, and says what it cost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import structlog
from pydantic import BaseModel

from imperium.kit.money import format_usd
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Capability, Context, Result, Waiting
from imperium.platform.errors import BudgetExceeded, FatalError, ImperiumError, TimedOut
from imperium.platform.resilience import Retries, RetryPolicy
from imperium.workflows.clock import Clock
from imperium.workflows.spec import Task

log = structlog.get_logger(__name__)

HEADROOM = 3  # an answer may turn out this many times as long as expected
SMALLEST_SHARE = 8  # what names no cost may spend an eighth of what is left


class Call(NamedTuple):
    """Who does a task, and with what."""

    capability: Capability[Any]
    inputs: BaseModel


class Targets(Protocol):
    """Knows who does the work that a task names."""

    def call(self, name: str, task: Task, scope: Mapping[str, Any], principal: Principal) -> Call:
        """The capability behind a role, model or capability name as the principal has it, and its inputs with
        variables filled in."""


class Budget:
    """What a run may spend, in micro-USD. A call's share is set aside before it and settled after it, so that
    parallel tasks can't overspend together."""

    def __init__(self, limit: int | None, spent: int = 0) -> None:
        self.limit = limit
        self.spent = spent
        self._set_aside = 0
        self._settled: asyncio.Event | None = None

    async def grant(self, expected: int) -> int | None:
        """What a call may cost at most, None for anything: some times what is expected, as far as it is there. Waits
        while others hold what is missing. Raises BudgetExceeded naming what is left and what is needed."""
        if self.limit is None:
            return None
        while expected > (left := max(0, self.limit - self.spent - self._set_aside)):
            if not self._set_aside:
                raise _over(expected, left, self.limit)
            self._settled = self._settled or asyncio.Event()
            await self._settled.wait()
        granted = min(left, max(expected * HEADROOM, left // SMALLEST_SHARE))
        self._set_aside += granted
        return granted

    def settle(self, granted: int | None, actual: int) -> None:
        """Give back what was granted and count what was spent."""
        self.spent += actual
        if granted is not None:
            self._set_aside -= granted
            if self._settled is not None:
                self._settled.set()
                self._settled = None


def _over(expected: int, left: int, limit: int) -> BudgetExceeded:
    return BudgetExceeded(
        f"This needs about {format_usd(expected)}; {format_usd(left)} of {format_usd(limit)} is left.",
        remedy="Send the work again with a larger budget_usd, or choose a cheaper model.",
        field="budget_usd",
    )


class Attempts(Protocol):
    """Whom the engine sends to accompany a task while it is tried."""

    run_limit_s: float
    """What the whole run may take."""
    principal: Principal
    """For whom it runs."""

    def context(self, limit_s: float, granted: int | None, waiting: Waiting) -> Context:
        """What an attempt may use."""

    def started(self, expected_s: float) -> None:
        """An attempt starts, and is expected to take so many seconds."""

    def retried(self, error: ImperiumError, wait_s: float) -> None:
        """An attempt failed, and the next one comes after so many seconds."""

    async def charged(self, cost_micro_usd: int) -> None:
        """An attempt that failed cost money."""

    def waiting(self) -> AbstractContextManager[None]:
        """The attempt stands in a queue for as long as the block takes."""


class TaskRunner:
    """Stateless: one serves all runs."""

    def __init__(self, targets: Targets, policy: RetryPolicy) -> None:
        self._targets = targets
        self._policy = policy

    async def run(self, task: Task, scope: Mapping[str, Any], budget: Budget, attempts: Attempts) -> Result:
        """The result of the named model or of the first fallback that succeeds. Raises the first failure."""
        first_error: ImperiumError | None = None
        for name in (task.model, *task.config.fallback):
            try:
                return await self._try(name, task, scope, budget, attempts)
            except ImperiumError as error:
                first_error = first_error or error
            except Exception as error:
                log.exception("a capability broke", capability=name)
                first_error = first_error or FatalError(f"{name} failed: {type(error).__name__}: {error}")
        assert first_error is not None
        raise first_error

    async def _try(self, name: str, task: Task, scope: Mapping[str, Any], budget: Budget, attempts: Attempts) -> Result:
        """The result of one capability, within budget and time, tried again as the policy allows."""
        capability, inputs = self._targets.call(name, task, scope, attempts.principal)
        expected = capability.estimate(inputs)
        limit = task.config.timeout or capability.timeout_s
        retries: Retries | None = None
        while True:
            granted = None if budget.limit is None else await budget.grant(expected.cost_micro_usd)
            spent = 0
            attempts.started(expected.seconds)
            clock = _AttemptClock(limit, attempts) if limit < attempts.run_limit_s else None
            waiting = attempts.waiting if clock is None else clock.waiting
            try:
                result = await capability.run(inputs, attempts.context(limit, granted, waiting))
                spent = result.cost_micro_usd
                return result
            except (ImperiumError, asyncio.CancelledError, TimeoutError) as failure:
                error = _meaning(failure, clock, capability, limit)
                if spent := int(error.extra.get("cost_micro_usd", 0)):
                    await attempts.charged(spent)
            finally:
                if clock is not None:
                    clock.stop()
                budget.settle(granted, spent)
            retries = retries or self._retries(task, attempts)
            await retries.after(error)

    def _retries(self, task: Task, attempts: Attempts) -> Retries:
        policy = self._policy if task.config.retries is None else _with_retries(self._policy, task.config.retries)
        return Retries(policy, lambda number, error, wait_s: attempts.retried(error, wait_s))


def _with_retries(policy: RetryPolicy, retries: int) -> RetryPolicy:
    """As many further tries as asked for, where trying again can help at all."""
    return replace(policy, tries={kind: retries + 1 if tries > 1 else 1 for kind, tries in policy.tries.items()})


def _meaning(failure: BaseException, clock: Clock | None, capability: Capability[Any], limit_s: float) -> ImperiumError:
    """What ended an attempt, as one of our errors. Raises a cancellation that came from outside."""
    if isinstance(failure, ImperiumError):
        return failure
    if isinstance(failure, TimeoutError):
        return TimedOut(f"{capability.name} waited too long for something else.")
    if clock is None or not clock.is_over:
        raise failure
    return TimedOut(
        f"{capability.name} took longer than {limit_s:g} s.", remedy="Raise config.timeout, or ask for less."
    )


class _AttemptClock(Clock):
    """The time of an attempt that must end before its run does: while it stands in a queue, so does the run."""

    __slots__ = ("_attempts",)

    def __init__(self, limit_s: float, attempts: Attempts) -> None:
        super().__init__(limit_s)
        self._attempts = attempts

    @contextmanager
    def waiting(self) -> Iterator[None]:
        with super().waiting(), self._attempts.waiting():
            yield
