"""Keeps the account of one request while it runs; however it ends, its record is written."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial

from msgspec import Struct, field

from imperium.kit.ids import new_id
from imperium.models.caller import Caller
from imperium.models.categorizer import Classification
from imperium.models.chat import ChatRequest, Chunk, Completion, Source, Usage
from imperium.models.choice import Choice
from imperium.models.feedback.fit import fits
from imperium.models.feedback.outcome import outcome_of
from imperium.models.prices import Cost, Prices
from imperium.models.provider import Candidate
from imperium.models.quota.quota import Hold
from imperium.models.tokens import estimate, estimate_request
from imperium.models.usage import UsageRecord
from imperium.platform.errors import ImperiumError

NOTHING_TOLD = Usage()


class Account(Struct):
    """What is known of a request so far. Who answers is None until someone does.

    `hold` is what is reserved for it, `fits` whether a whole answer has the form that was asked for.
    """

    request: ChatRequest
    caller: Caller
    prices: Prices
    streamed: bool = False
    classification: Classification | None = None
    choice: Choice | None = None
    hold: Hold | None = None
    fits: bool | None = None
    candidate: Candidate | None = None
    engine: str = ""
    model: str = ""
    attempts: int = 0
    usage: Usage | None = None
    id: str = field(default_factory=partial(new_id, "req"))
    started_at: float = field(default_factory=time.time)
    _clock: float = field(default_factory=time.perf_counter)
    _first_s: float | None = None
    _heard: list[str] = []
    _said: list[str] = []
    _finish: str = ""
    _source: Source | None = None

    def answered_by(self, candidate: Candidate, model: str, attempts: int) -> None:
        self.candidate, self.engine, self.model, self.attempts = candidate, candidate.connection.name, model, attempts

    def hear(self, chunk: Chunk) -> None:
        """Note a piece of the answer: its time, its words, its usage."""
        if self._first_s is None:
            self._first_s = time.perf_counter() - self._clock
        self._heard.append(chunk.text + chunk.reasoning)
        self.usage = chunk.usage or self.usage
        if self.request.response_format is not None:
            self._said.append(chunk.text)
            self._finish = chunk.finish or self._finish

    def take(self, completion: Completion) -> None:
        """Note a whole answer: its words, and its usage if one was told."""
        if completion.usage != NOTHING_TOLD:
            self.usage = completion.usage
        else:
            self._heard += [one.text + one.reasoning for one in (completion, *completion.alternatives)]

    def measured(self) -> Usage:
        """The usage that the provider told, else an estimate from what was heard; nothing when no one answered."""
        if self.usage is not None or self.candidate is None:
            return self.usage or Usage()
        return Usage(estimate_request(self.request), estimate("".join(self._heard)))

    def source(self) -> Source:
        """Who answered and what it cost, when the request is over: the record and the answer tell the same."""
        if self._source is None:
            cost = self.prices.cost(self.candidate, self.measured()) if self.candidate else Cost()
            self._source = Source(
                self.engine, self.model, self.role, cost.micro_usd, cost.priced, self.attempts, self.reasons
            )
        return self._source

    @property
    def role(self) -> str | None:
        return self.choice.role if self.choice else None

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.choice.reasons if self.choice else ()

    def record(self, status: str, error: str | None) -> UsageRecord:
        source, principal = self.source(), self.caller.principal
        return UsageRecord(
            id=self.id,
            tenant=principal.tenant,
            principal=principal.id,
            role=source.role,
            engine=source.engine,
            model=source.model,
            usage=self.measured(),
            cost_micro_usd=source.cost_micro_usd,
            priced=source.priced,
            status=status,
            started_at=self.started_at,
            seconds=time.perf_counter() - self._clock,
            first_token_seconds=self._first_s,
            streamed=self.streamed,
            attempts=self.attempts,
            estimated=self.candidate is not None and self.usage is None,
            error=error,
            idempotency_key=self.caller.idempotency_key,
            outcome=outcome_of(self.choice, self.candidate, self._judged()) if status == "succeeded" else None,
        )

    def _judged(self) -> bool | None:
        """Whether the answer has the form that was asked for, if one was."""
        return fits(self.request.response_format, "".join(self._said), self._finish) if self.streamed else self.fits


class Settled:
    """Closes the account when the block ends: succeeded, failed with its error's code, or cancelled."""

    __slots__ = ("_account", "_close")

    def __init__(self, account: Account, close: Callable[[Account, str, str | None], Awaitable[None]]) -> None:
        self._account = account
        self._close = close

    async def __aenter__(self) -> Account:
        return self._account

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            await self._close(self._account, "succeeded", None)
        elif isinstance(error, ImperiumError):
            await self._close(self._account, "failed", error.code)
        else:
            await self._close(self._account, "cancelled", None)
