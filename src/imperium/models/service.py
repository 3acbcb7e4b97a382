"""The one door to language models: from a request to an answer, its cost and its line in the ledger."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from imperium.models.account import Account, Settled
from imperium.models.appraisal import Appraiser
from imperium.models.budget import Ask, affordable, priced, with_known_price, within
from imperium.models.caller import ANYONE, Caller
from imperium.models.catalog import Catalog, how_to_connect
from imperium.models.categorizer import Classification, classify
from imperium.models.chain import Attempt, Begun, Chain, Observe
from imperium.models.chat import ChatRequest, Chunk, Completion, Source, Usage
from imperium.models.deadline import deadline, in_time, until
from imperium.models.endpoint import having
from imperium.models.feedback.fit import completion_fits
from imperium.models.knowledge import Knowledge
from imperium.models.llm_categorizer import categorize
from imperium.models.performance import Performance
from imperium.models.provider import Candidate, Connection
from imperium.models.quota.purse import Purse
from imperium.models.quota.quota import Hold
from imperium.models.quota.service import Quotas
from imperium.models.router import Route, Router, by_complexity, forced
from imperium.models.tokens import estimate_request
from imperium.models.upstream import Upstream
from imperium.models.usage import Record, UsageRecord
from imperium.models.wish import NO_WISH, Wish
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ErrorClass, ImperiumError, StorageFull
from imperium.platform.resilience import TRIES, Breakers, RetryPolicy
from imperium.platform.settings import Settings

KNOWLEDGE_ENGINE = "embedded:knowledge"
KNOWLEDGE_MODEL = "imperium/knowledge"
PATIENCE_S = 30.0
"""How long someone who waits for an answer is kept waiting between tries."""

USUAL_ANSWER = 800
"""Tokens that a cost is foreseen for when nothing is known of the answer."""


class ModelService:
    """Completes and streams. `record` makes a ledger record durable and is awaited before an answer ends.

    `own(principal)` are a principal's own connections, which come before the platform's for nobody else; `quotas` bound
    what a principal spends. Without them nobody has any. `running` says how many requests are under way; `clock` gives
    seconds since the epoch.
    """

    def __init__(
        self,
        settings: Settings,
        record: Record,
        knowledge: Knowledge,
        *,
        catalog: Catalog | None = None,
        router: Router | None = None,
        own: Callable[[Principal], Mapping[str, Connection]] = lambda principal: {},
        quotas: Quotas | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        resilience = settings.resilience
        self.settings = settings
        self.catalog = catalog or Catalog(settings)
        self.prices = self.catalog.prices
        self.knowledge = knowledge
        self.upstream = Upstream()
        self.breakers = Breakers(threshold=resilience.failure_threshold, rest_s=resilience.open_seconds)
        self.observers: list[Observe] = []
        self.running = 0
        self._policies: dict[int, RetryPolicy] = {}
        self._falls_back = settings.user_providers.fall_back
        self._router = router or Router(settings, Appraiser(Performance()))
        self._own = own
        self._quotas = quotas
        self._clock = clock
        self._write = record
        self._unwritten: StorageFull | None = None
        self._settling: set[asyncio.Task[None]] = set()

    @property
    def is_connected(self) -> bool:
        """Whether any language model can be asked by everybody."""
        return self.catalog.is_connected

    def catalog_of(self, principal: Principal) -> Catalog:
        """What a principal can ask: its own connections first, then the platform's."""
        own = self._own(principal)
        return self.catalog.with_own(own) if own else self.catalog

    async def close(self) -> None:
        """Waits for the quotas that are being settled, then lets go of the connections."""
        await asyncio.gather(*self._settling, return_exceptions=True)
        await self.upstream.close()

    async def categorize(self, message: str, caller: Caller = ANYONE) -> Classification:
        """L, M or H: by the model that is mapped to the role `categorizer` and connected, in process otherwise."""
        if not self._asks_a_model:
            return classify(message)
        return await categorize(
            message,
            lambda asked: self.complete(asked, caller, tries=1),
            self.settings.routes.categorizer_timeout_seconds,
        )

    @property
    def _asks_a_model(self) -> bool:
        return self.settings.routes.ask_categorizer and self.catalog.is_mapped("categorizer")

    async def route(self, request: ChatRequest, caller: Caller = ANYONE) -> Route:
        """Where a request goes whose model is `auto`. Raises TooLarge."""
        routes = self.settings.routes
        if by_size := forced(routes, estimate_request(request), request.has_image):
            return by_size
        return by_complexity(routes, await self.categorize(request.question, caller))

    async def complete(
        self,
        request: ChatRequest,
        caller: Caller = ANYONE,
        *,
        wish: Wish = NO_WISH,
        classification: Classification | None = None,
        tries: int | None = None,
    ) -> Completion:
        """A whole answer with its source, usage and cost.

        With no model connected the knowledge base answers, or a plain statement does (`answered` is False). `wish` is
        how the request wants to be routed, `classification` what is known of it already; `tries` bounds how often a
        passing failure is tried in all: 1 for callers that retry themselves.

        Raises:
            TooLarge, NotFound, InvalidInput: the request can't be asked as it is.
            BudgetExceeded: no candidate can be afforded within the caller's budget.
            QuotaExhausted, CapacityExceeded: the caller's quota is spent, or held by its other requests.
            TimedOut: the caller's deadline passed.
            ImperiumError: what the providers' failures come to, after fallbacks and retries.
        """
        if not self.catalog_of(caller.principal).is_connected:
            return await self._from_knowledge(request, caller)
        account = Account(request, caller, self.prices, started_at=self._clock(), classification=classification)
        limit = deadline(caller.deadline_s)
        async with self._settled(account):
            answered = self._answer(account, wish, tries)
            completion = await (answered if limit is None else in_time(limit, answered))
        return replace(completion, id=account.id, source=account.source())

    async def _answer(self, account: Account, wish: Wish, tries: int | None) -> Completion:
        answer = await self._chain(tries).complete(await self._asks(account, wish))
        account.answered_by(
            answer.candidate, answer.candidate.model or await self._model(answer.candidate), answer.attempt
        )
        account.take(answer.completion)
        account.fits = completion_fits(account.request.response_format, answer.completion)
        return answer.completion

    async def stream(
        self,
        request: ChatRequest,
        caller: Caller = ANYONE,
        *,
        wish: Wish = NO_WISH,
        classification: Classification | None = None,
        tries: int | None = None,
    ) -> AsyncGenerator[Chunk, None]:
        """The answer in pieces; the last one holds `usage` and `source`. Raises like `complete`, midway too. What is
        known to be the provider's last piece waits for the ledger, and leaves together with what the answer cost."""
        if not self.catalog_of(caller.principal).is_connected:
            for chunk in _as_chunks(await self._from_knowledge(request, caller)):
                yield chunk
            return
        account = Account(
            request, caller, self.prices, started_at=self._clock(), streamed=True, classification=classification
        )
        limit = deadline(caller.deadline_s)
        async with self._settled(account):
            beginning = self._begin(account, wish, tries)
            begun = await (beginning if limit is None else in_time(limit, beginning))
            rest = begun.rest
            try:
                account.hear(begun.first)
                first = _opening(begun.first, account)
                last = first if first.last else None
                if last is None:
                    yield first
                async for chunk in rest if limit is None else until(limit, rest):
                    account.hear(chunk)
                    said = _goes_on(chunk, account.model)
                    if chunk.last:
                        last = said
                    elif said is not None:
                        yield said
            finally:
                await rest.aclose()
        if last is not None:
            yield last
        yield Chunk(usage=account.measured(), source=account.source(), model=account.model, id=account.id)

    def foreseen_cost(self, request: ChatRequest) -> int:
        """About what a request will cost in micro-USD; 0 when nothing that could answer is connected or priced."""
        name = request.model
        if name == "auto":
            name = by_complexity(self.settings.routes, classify(request.question)).role
        try:
            candidates = self.catalog.resolve(name)
        except ImperiumError:
            return 0
        usage = Usage(estimate_request(request), min(request.max_tokens or USUAL_ANSWER, USUAL_ANSWER))
        return self.prices.cost(candidates[0], usage).micro_usd

    def _settled(self, account: Account) -> Settled:
        self.running += 1
        return Settled(account, self._close)

    async def _close(self, account: Account, status: str, error: str | None) -> None:
        """A client that leaves cancels its request, but not the writing of what that request cost."""
        self.running -= 1
        record, hold = account.record(status, error), account.hold
        written = self._write(record)
        try:
            await written
        except asyncio.CancelledError:
            if hold is not None:
                self._settle_beside(record, hold)
            raise
        finally:
            self._note_written(written)
        if hold is not None:
            await self._settle(record, hold)

    def _note_written(self, written: asyncio.Future[None]) -> None:
        """While the ledger takes nothing no provider is asked: what it charged would stand nowhere. The records of the
        requests that are refused meanwhile show when it is over."""
        if not written.cancelled():
            error = written.exception()
            self._unwritten = error if isinstance(error, StorageFull) else None

    def _settle_beside(self, record: UsageRecord, hold: Hold) -> None:
        settling = asyncio.create_task(self._settle(record, hold))
        self._settling.add(settling)
        settling.add_done_callback(self._settling.discard)

    def _settle(self, record: UsageRecord, hold: Hold) -> Coroutine[Any, Any, None]:
        """After the ledger: what is counted against a quota can be counted again from it."""
        assert self._quotas is not None
        tokens, answered = record.usage.output_tokens or None, bool(record.attempts)
        return self._quotas.settle(hold, record.cost_micro_usd, answered=answered, output_tokens=tokens)

    async def _begin(self, account: Account, wish: Wish, tries: int | None) -> Begun:
        begun = await self._chain(tries).stream(await self._asks(account, wish))
        account.answered_by(begun.candidate, begun.candidate.model or await self._model(begun.candidate), begun.attempt)
        return begun

    async def _asks(self, account: Account, wish: Wish) -> Sequence[Ask]:
        """Whom to ask, in order, with what each may cost; fills in the account's choice and hold."""
        request, caller = account.request, account.caller
        if (full := self._unwritten) is not None:
            raise StorageFull(full.detail, remedy=full.remedy, retry_after_s=full.retry_after_s)
        tokens, classification = estimate_request(request), account.classification
        if classification is None and self._asks_a_model and request.model == "auto":
            classification = await self.categorize(request.question, caller)
        purse = self._quotas.purse(caller.principal, account.started_at) if self._quotas else None
        choice = account.choice = self._router.choose(
            request,
            wish,
            self.catalog_of(caller.principal),
            classification=classification,
            tokens=tokens,
            streamed=account.streamed,
            pressure=purse.pressure if purse else 0.0,
        )
        candidates = having(request, choice.candidates)
        account.engine, account.model = candidates[0].connection.name, candidates[0].model
        if purse is None or not purse.accounts:
            return affordable(candidates, request, self.prices, caller.budget_micro_usd, tokens)
        return await self._reserved(account, purse, candidates, tokens)

    async def _reserved(
        self, account: Account, purse: Purse, candidates: Sequence[Candidate], tokens: int
    ) -> Sequence[Ask]:
        """What the request may cost is set aside on every quota of its principal, and bounds what is asked."""
        assert self._quotas is not None
        request, caller = account.request, account.caller
        asks = within(priced(candidates, request, self.prices), caller.budget_micro_usd, tokens)
        if purse.limits_money:
            asks = with_known_price(asks)
        cards, longest = [ask.card for ask in asks], asks[0].request.max_tokens
        foreseen = self._quotas.foresee(
            caller.principal, tokens * request.n, *cards, max_tokens=longest, answers=request.n
        )
        account.hold = await self._quotas.reserve(account.id, caller.principal, foreseen, purse)
        granted = account.hold.granted_micro_usd if account.hold else None
        is_whole = granted == foreseen.most and caller.budget_micro_usd is None
        if not is_whole or longest is None:  # else no bound would be narrower than the request's own
            asks = within(asks, granted, tokens)
        return asks

    async def _model(self, candidate: Candidate) -> str:
        return await self.upstream.model_name(candidate.connection, candidate.model)

    def _chain(self, tries: int | None) -> Chain:
        bound = tries or self.settings.orchestration.max_retries + 1
        if (policy := self._policies.get(bound)) is None:
            policy = self._policies[bound] = _policy(self.settings, bound)
        return Chain(self.upstream, self.breakers, policy, self._tell, self._falls_back)

    def _tell(self, attempt: Attempt) -> None:
        for observe in self.observers:
            observe(attempt)

    async def _from_knowledge(self, request: ChatRequest, caller: Caller) -> Completion:
        account = Account(
            request,
            caller,
            self.prices,
            started_at=self._clock(),
            engine=KNOWLEDGE_ENGINE,
            model=KNOWLEDGE_MODEL,
            attempts=1,
        )
        async with self._settled(account):
            found = self.knowledge.answer(request.question)
        text = found.text if found else self.cannot_answer()
        return Completion(text=text, id=account.id, source=account.source(), answered=found is not None)

    def cannot_answer(self) -> str:
        """The plain statement that no language model is connected, and how to connect one."""
        return f"No language model is connected, so this can't be answered. {how_to_connect(self.catalog.providers)}"


def _policy(settings: Settings, bound: int) -> RetryPolicy:
    """The usual tries of each class of errors, at most `bound` of them."""
    allowed: dict[ErrorClass, int] = {kind: min(usual, bound) for kind, usual in TRIES.items()}
    resilience = settings.resilience
    return RetryPolicy(allowed, resilience.base_delay_seconds, resilience.max_delay_seconds, PATIENCE_S)


def _opening(first: Chunk, account: Account) -> Chunk:
    """The first piece, which tells whose answer it is. The usage comes at the end."""
    begun = Source(account.engine, account.model, account.role, attempts=account.attempts, reasons=account.reasons)
    return replace(first, usage=None, model=account.model, id=account.id, begun=begun)


def _goes_on(chunk: Chunk, model: str) -> Chunk | None:
    """A piece as it is told: without the usage, which comes at the end; None where that was all."""
    if chunk.raw and chunk.usage is None:
        return chunk
    return replace(chunk, usage=None, model=model) if chunk.raw or chunk.says_something else None


def _as_chunks(completion: Completion) -> Iterator[Chunk]:
    yield Chunk(text=completion.text, model=KNOWLEDGE_MODEL, id=completion.id, begun=completion.source)
    yield Chunk(finish="stop", model=KNOWLEDGE_MODEL)
    yield Chunk(usage=completion.usage, source=completion.source, model=KNOWLEDGE_MODEL)
