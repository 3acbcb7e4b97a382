"""The panel at work on one subject: asks experts, in child processes, and the models behind them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from imperium.platform.capability import Context
from imperium.platform.errors import ImperiumError, ResourceError, TimedOut
from imperium.platform.telemetry import metrics
from imperium.platform.workers import Workers
from imperium.review.asking import Asked, Asking
from imperium.review.claim import Claim
from imperium.review.expert import Examination, Expert
from imperium.review.finding import Status
from imperium.review.job import Order, plain
from imperium.review.subject import Subject

JOB = "imperium.review.job:examine"
RETRY_AFTER_S = 0.2
"""An expert whose process died is asked once more after this long; each further attempt waits twice as long."""


class Examined(Struct, frozen=True, kw_only=True):
    """An examination and how it went. `attempt` counts from 0."""

    expert: str
    status: Status
    examination: Examination
    seconds: float
    attempt: int = 0
    reason: str = ""
    asked: Asked = Asked()

    @property
    def claims(self) -> tuple[Claim, ...]:
        return (*self.examination.claims, *self.asked.claims)


@dataclass
class Panel:
    """`names` are the experts to ask, Meta last. `examined` holds the latest examination of each."""

    subject: Subject
    names: Sequence[str]
    experts: Mapping[str, Expert]
    context: Context
    asking: Asking
    deadline: float
    """By `time.monotonic`."""
    workers: Workers
    job: str = JOB
    examined: dict[str, Examined] = field(default_factory=dict)

    @property
    def others(self) -> list[str]:
        """The experts but Meta."""
        return [name for name in self.names if name in self.experts and name != "meta"]

    def claims(self, names: Iterable[str] | None = None) -> tuple[Claim, ...]:
        """What was claimed, by the experts in their order."""
        asked = self.names if names is None else names
        return tuple(claim for name in asked if name in self.examined for claim in self.examined[name].claims)

    async def together(self, names: Iterable[str]) -> None:
        """Ask several at once; each examines without knowing of the others."""
        await asyncio.gather(*(self.ask(name) for name in names))

    async def ask(self, name: str, earlier: tuple[Claim, ...] = (), attempt: int = 0) -> Examined:
        """Ask one expert and keep its examination. One that fails, hangs or dies is an examination with the reason."""
        started = time.perf_counter()
        examined = await self._examined(name, earlier, attempt, started)
        if examined.status == "ran" and name != "meta":
            asked = await self.asking.ask(self.experts[name], self.subject, examined.examination.claims, earlier)
            examined = replace(examined, asked=asked, seconds=time.perf_counter() - started)
        metrics.EXPERT_SECONDS.labels(name).observe(examined.seconds)
        self.examined[name] = examined
        done = len(self.examined) / max(len(self.names), 1)
        self.context.progress(min(done, 0.99), f"{name}: {len(examined.claims)} claims")
        return examined

    async def _examined(self, name: str, earlier: tuple[Claim, ...], attempt: int, started: float) -> Examined:
        order = self._order(name, earlier, attempt)
        for again in (True, False):
            try:
                examination = await self._examine(order)
            except ResourceError as error:
                if again and not isinstance(error, TimedOut):
                    await asyncio.sleep(RETRY_AFTER_S * 2**attempt)
                    continue
                status: Status = "timed_out" if isinstance(error, TimedOut) else "failed"
                return self._without(name, status, error, started, attempt)
            except ImperiumError as error:
                return self._without(name, "failed", error, started, attempt)
            seconds = time.perf_counter() - started
            return Examined(expert=name, status="ran", examination=examination, seconds=seconds, attempt=attempt)
        raise AssertionError("unreachable")

    async def _examine(self, order: Order) -> Examination:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimedOut("No time was left.", field="deadline_seconds", remedy="Allow more time.")
        examination = await self.workers.run(
            self.job,
            plain(order),
            priority=self.context.priority,
            timeout_s=left,
            waiting=self.context.waiting,
        )
        return msgspec.convert(examination, Examination)

    def _order(self, name: str, earlier: tuple[Claim, ...], attempt: int) -> Order:
        subject = replace(self.subject, files={}, attempt=attempt)
        return Order(expert=name, subject=subject, paths=tuple(self.subject.files), earlier=earlier)

    @staticmethod
    def _without(name: str, status: Status, error: ImperiumError, started: float, attempt: int) -> Examined:
        return Examined(
            expert=name,
            status=status,
            examination=Examination(expert=name),
            seconds=time.perf_counter() - started,
            attempt=attempt,
            reason=error.detail,
        )
