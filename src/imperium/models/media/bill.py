"""What one order costs: foreseen, bounded by the caller's budget and quotas, and written down however it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from imperium.kit.ids import new_id
from imperium.kit.money import format_usd
from imperium.models.caller import Caller
from imperium.models.chat import Usage
from imperium.models.quota.quota import Estimate, Hold
from imperium.models.quota.service import Quotas
from imperium.models.usage import Record, UsageRecord
from imperium.platform.errors import BudgetExceeded, ImperiumError, TimedOut


@dataclass(slots=True)
class Bill:
    """Of one order to `engine`. `most` is what it may cost in micro-USD, None where no price is known.

    Whoever asks says when the provider `accepted` the work, and at the end what it `cost`.
    """

    engine: str
    model: str
    most: int | None
    cost: int | None = None
    accepted: bool = False
    usage: Usage = field(default_factory=Usage)
    id: str = field(default_factory=lambda: new_id("req"))
    begun: float = field(default_factory=time.time)
    _clock: float = field(default_factory=time.perf_counter)

    def due(self, settled: bool) -> int:
        """Micro-USD. Work that the provider had accepted and that was given up counts as wholly paid."""
        if self.cost is not None:
            return self.cost
        return (self.most or 0) if self.accepted and not settled else 0

    def record(self, caller: Caller, status: str, error: str | None, settled: bool) -> UsageRecord:
        return UsageRecord(
            id=self.id,
            tenant=caller.principal.tenant,
            principal=caller.principal.id,
            role=None,
            engine=self.engine,
            model=self.model,
            usage=self.usage,
            cost_micro_usd=self.due(settled),
            priced=self.most is not None,
            status=status,
            started_at=self.begun,
            seconds=time.perf_counter() - self._clock,
            attempts=int(self.accepted),
            estimated=self.cost is None,
            error=error,
            idempotency_key=caller.idempotency_key,
        )


class Bills:
    """Opens bills. `write` makes a line of the ledger durable; `clock` gives seconds since the epoch."""

    def __init__(self, quotas: Quotas, write: Record, clock: Callable[[], float] = time.time) -> None:
        self._quotas = quotas
        self._write = write
        self._clock = clock
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(
        self, engine: str, model: str, most: int | None, caller: Caller, *, is_own: bool = False
    ) -> AsyncIterator[Bill]:
        """The bill of the work that the block does, for whose key it `is_own`.

        Raises:
            BudgetExceeded: it would cost more than the caller's budget; or money is limited, and no price is known.
            QuotaExhausted, CapacityExceeded: the caller's quota is spent, or held by its other requests.
        """
        _check_budget(engine, model, most, caller)
        bill = Bill(engine, model, most, begun=self._clock())
        hold = await self._hold(bill, caller, is_own)
        try:
            yield bill
        except ImperiumError as error:
            await self._closed(bill, hold, bill.record(caller, "failed", error.code, not isinstance(error, TimedOut)))
            raise
        except BaseException as error:
            kind = "cancelled" if isinstance(error, asyncio.CancelledError) else "failed"
            await self._closed(bill, hold, bill.record(caller, kind, type(error).__name__, False))
            raise
        await self._closed(bill, hold, bill.record(caller, "succeeded", None, True))

    async def close(self) -> None:
        """Waits for what is being written down."""
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def _hold(self, bill: Bill, caller: Caller, is_own: bool) -> Hold | None:
        purse = self._quotas.purse(caller.principal, bill.begun)
        if not purse.accounts:
            return None
        if purse.limits_money and bill.most is None and not is_own:
            raise _unpriced(bill.engine, bill.model, "what you may spend")
        foreseen = Estimate.exactly(bill.most or 0)
        return await self._quotas.reserve(bill.id, caller.principal, foreseen, purse)

    async def _closed(self, bill: Bill, hold: Hold | None, record: UsageRecord) -> None:
        """Whoever leaves cancels the work, but not the writing of what it cost."""
        closing = asyncio.create_task(self._close(bill, hold, record))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        await asyncio.shield(closing)

    async def _close(self, bill: Bill, hold: Hold | None, record: UsageRecord) -> None:
        await self._write(record)
        if hold is not None:
            await self._quotas.settle(hold, record.cost_micro_usd, answered=bill.accepted)


def _check_budget(engine: str, model: str, most: int | None, caller: Caller) -> None:
    budget = caller.budget_micro_usd
    if budget is None:
        return
    if most is None:
        raise _unpriced(engine, model, "the budget")
    if most > budget:
        raise BudgetExceeded(
            f"{engine}:{model} would cost {format_usd(most)}; the budget is {format_usd(budget)}.",
            field="budget",
            value=format_usd(budget),
            remedy="Raise the budget, ask for less, or leave `model` out for the embedded engine, which costs nothing.",
        )


def _unpriced(engine: str, model: str, what: str) -> BudgetExceeded:
    return BudgetExceeded(
        f"What {engine}:{model} costs isn't known, and {what} is limited.",
        field="model",
        value=f"{engine}:{model}",
        remedy=f"Choose a model with a known price, or have this one's set under media.prices.{engine}:{model}.",
    )
