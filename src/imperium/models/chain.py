"""Asks candidates in order until one answers: the next one is tried before the first word, never after it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from imperium.models.budget import Ask
from imperium.models.chat import ChatRequest, Chunk, Completion
from imperium.models.fallback import Failure, is_still_asked, told_to_owner
from imperium.models.provider import Candidate
from imperium.models.upstream import Upstream
from imperium.platform.errors import CircuitOpen, ImperiumError, LogicalError, NoModelConnected, TransientError
from imperium.platform.resilience import Breakers, RetryPolicy, retry


class Answer(NamedTuple):
    """Who answered what, at which attempt (from 1)."""

    candidate: Candidate
    completion: Completion
    attempt: int


class Attempt(NamedTuple):
    """How one call went. `first_s` is when its first word came, in seconds; `error` is None for one that succeeded."""

    candidate: Candidate
    seconds: float
    first_s: float | None
    error: ImperiumError | None


Observe = Callable[[Attempt], None]
"""Told of every call that ended by itself; one that was cancelled says nothing about a provider."""


class Begun(NamedTuple):
    """Who began to answer, at which attempt (from 1), with which words, and what follows them."""

    candidate: Candidate
    attempt: int
    first: Chunk
    rest: AsyncGenerator[Chunk, None]


@dataclass(slots=True)
class Chain:
    """One request's way along its candidates; `attempts` counts the calls made for it. `fall_back`: the platform's
    models are asked even after a user's own key was at fault."""

    upstream: Upstream
    breakers: Breakers
    policy: RetryPolicy
    observe: Observe
    fall_back: bool = True
    attempts: int = field(default=0, init=False)

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
        for candidate, request in asks:
            if failures and not is_still_asked(candidate, failures, fall_back=self.fall_back):
                continue
            self.attempts += 1
            try:
                with self.breakers.get(candidate.name).guard(), _Watch(candidate, self.observe):
                    completion = await self.upstream.complete(candidate.connection, request, candidate.model)
                return Answer(candidate, completion, self.attempts)
            except LogicalError:
                raise
            except ImperiumError as error:
                failures.append((candidate, told_to_owner(candidate, error)))
        raise verdict(failures)

    async def _begin(self, asks: Sequence[Ask]) -> Begun:
        failures: list[Failure] = []
        for candidate, request in asks:
            if failures and not is_still_asked(candidate, failures, fall_back=self.fall_back):
                continue
            self.attempts += 1
            chunks = self._chunks(candidate, request)
            try:
                return Begun(candidate, self.attempts, await anext(chunks), chunks)
            except LogicalError:
                raise
            except ImperiumError as error:
                failures.append((candidate, told_to_owner(candidate, error)))
        raise verdict(failures)

    async def _chunks(self, candidate: Candidate, request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        """From the first word on. A clean end has a finish, so at least one comes, or an error."""
        chunks = self.upstream.stream(candidate.connection, request, candidate.model)
        with self.breakers.get(candidate.name).guard(), _Watch(candidate, self.observe) as watch:
            async with aclosing(chunks):
                async for chunk in chunks:
                    if chunk.says_something:
                        watch.first_word()
                        yield chunk
                        break
                async for chunk in chunks:
                    yield chunk


class _Watch:
    """Around one call: tells afterwards how it went."""

    __slots__ = ("_began", "_candidate", "_first_s", "_observe")

    def __init__(self, candidate: Candidate, observe: Observe) -> None:
        self._candidate = candidate
        self._observe = observe
        self._first_s: float | None = None

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        return self

    def first_word(self) -> None:
        self._first_s = time.perf_counter() - self._began

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
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
