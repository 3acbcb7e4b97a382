"""Asks candidates in order until one answers: the next one is tried before the first word, never after it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Self

from msgspec import Struct

from imperium.models.budget import Ask
from imperium.models.chat import ChatRequest, Chunk, Completion
from imperium.models.fallback import Failure, is_still_asked, told_to_owner
from imperium.models.provider import Candidate
from imperium.models.upstream import Upstream
from imperium.platform.errors import CircuitOpen, ImperiumError, LogicalError, NoModelConnected, TransientError
from imperium.platform.resilience import Breakers, CircuitBreaker, RetryPolicy, retry


class Answer(Struct, frozen=True):
    """Who answered what, at which attempt (from 1)."""

    candidate: Candidate
    completion: Completion
    attempt: int


class Attempt(Struct, frozen=True):
    """How one call went. `first_s` is when its first word came, in seconds; `error` is None for one that succeeded."""

    candidate: Candidate
    seconds: float
    first_s: float | None
    error: ImperiumError | None


Observe = Callable[[Attempt], None]
"""Told of every call that ended by itself; one that was cancelled says nothing about a provider."""


class Begun(Struct, frozen=True):
    """Who began to answer, at which attempt (from 1), with which words, and what follows them."""

    candidate: Candidate
    attempt: int
    first: Chunk
    rest: AsyncGenerator[Chunk, None]


class Chain(Struct):
    """One request's way along its candidates; `attempts` counts the calls made for it. `fall_back`: the platform's
    models are asked even after a user's own key was at fault."""

    upstream: Upstream
    breakers: Breakers
    policy: RetryPolicy
    observe: Observe
    fall_back: bool = True
    attempts: int = 0

    def complete(self, asks: Sequence[Ask]) -> Awaitable[Answer]:
        """The first answer. When all fail, the whole chain is tried again as the policy says for that error.

        Raises:
            LogicalError: the request itself can't be sent; no other candidate is asked.
            ImperiumError: of the failures the one that is most worth a retry, with all of them under `attempts`.
        """
        return retry(lambda: self._complete_once(asks), policy=self.policy)

    def stream(self, asks: Sequence[Ask]) -> Awaitable[Begun]:
        """The first answer that begins; its rest is to be closed. A failure after its first word is raised from there:
        it was heard."""
        return retry(lambda: self._begin(asks), policy=self.policy)

    async def _complete_once(self, asks: Sequence[Ask]) -> Answer:
        failures: list[Failure] = []
        for ask in asks:
            candidate = ask.candidate
            if failures and not is_still_asked(candidate, failures, fall_back=self.fall_back):
                continue
            self.attempts += 1
            try:
                with _Watch(candidate, self.observe, self.breakers.get(candidate.name)):
                    completion = await self.upstream.complete(candidate.connection, ask.request, candidate.model)
                return Answer(candidate, completion, self.attempts)
            except LogicalError:
                raise
            except ImperiumError as error:
                failures.append((candidate, told_to_owner(candidate, error)))
        raise verdict(failures)

    async def _begin(self, asks: Sequence[Ask]) -> Begun:
        failures: list[Failure] = []
        for ask in asks:
            candidate = ask.candidate
            if failures and not is_still_asked(candidate, failures, fall_back=self.fall_back):
                continue
            self.attempts += 1
            try:
                return await self._begun(candidate, ask.request)
            except LogicalError:
                raise
            except ImperiumError as error:
                failures.append((candidate, told_to_owner(candidate, error)))
        raise verdict(failures)

    async def _begun(self, candidate: Candidate, request: ChatRequest) -> Begun:
        """From the first word on. A clean end has a finish, so at least one comes, or an error."""
        watch = _Watch(candidate, self.observe, self.breakers.get(candidate.name))
        chunks = self.upstream.stream(candidate.connection, request, candidate.model, watch)
        while not (chunk := await anext(chunks)).says_something:
            pass
        watch.first_word()
        return Begun(candidate, self.attempts, chunk, chunks)


class _Watch:
    """Around one call, which the circuit breaker has to let through: tells afterwards how it went."""

    __slots__ = ("_began", "_candidate", "_first_s", "_observe", "_passage")

    def __init__(self, candidate: Candidate, observe: Observe, breaker: CircuitBreaker) -> None:
        self._candidate = candidate
        self._observe = observe
        self._passage = breaker.guard()
        self._first_s: float | None = None

    def __enter__(self) -> Self:
        self._passage.__enter__()
        self._began = time.perf_counter()
        return self

    def first_word(self) -> None:
        self._first_s = time.perf_counter() - self._began

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._passage.__exit__(kind, error, trace)
        if error is None or isinstance(error, ImperiumError):
            self._observe(Attempt(self._candidate, time.perf_counter() - self._began, self._first_s, error))


def verdict(failures: Sequence[Failure]) -> ImperiumError:
    """The failure that is most worth a retry: a passing one, rather that of a call that was made."""
    if not failures:
        return NoModelConnected("No language model is connected.")
    errors = [error for _, error in failures]
    best = min(errors, key=lambda error: (not isinstance(error, TransientError), isinstance(error, CircuitOpen)))
    best.extra["attempts"] = [
        {"model": str(candidate), "code": error.code, "detail": error.detail} for candidate, error in failures
    ]
    return best
