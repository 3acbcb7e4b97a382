"""Several answers to one request from a provider whose wire gives one at a time: as many calls, at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from msgspec.structs import replace

from imperium.models.chat import ChatRequest, Chunk, Completion, Usage
from imperium.platform.errors import ImperiumError

Complete = Callable[[ChatRequest], Awaitable[Completion]]
Stream = Callable[[ChatRequest], AsyncGenerator[Chunk, None]]


async def complete(request: ChatRequest, ask: Complete, several: bool) -> Completion:
    """The first answer with the others as its alternatives, and the usage of all calls.

    `several` says that the wire knows `n`; a server of that wire that gives fewer is asked again for the rest.
    """
    if request.n == 1:
        return await ask(request)
    answers = [await ask(request)] if several else []
    single = replace(request, n=1)
    missing = request.n - sum(1 + len(answer.alternatives) for answer in answers)
    answers += await asyncio.gather(*(ask(single) for _ in range(missing)))
    return _together(answers) if len(answers) > 1 else answers[0]


def _together(answers: Sequence[Completion]) -> Completion:
    first, *others = [choice for answer in answers for choice in (answer, *answer.alternatives)]
    usage = total([answer.usage for answer in answers])
    return replace(
        first, usage=usage, alternatives=tuple(replace(other, alternatives=()) for other in others), raw=None
    )


def total(usages: Sequence[Usage]) -> Usage:
    """The sum; what was charged is known only when every provider says so."""
    costs = [usage.cost_micro_usd for usage in usages]
    return Usage(
        sum(usage.input_tokens for usage in usages),
        sum(usage.output_tokens for usage in usages),
        sum(usage.cached_input_tokens for usage in usages),
        sum(usage.cache_write_tokens for usage in usages),
        sum(usage.reasoning_tokens for usage in usages),
        sum(cost for cost in costs if cost is not None) if costs and None not in costs else None,
    )


async def stream(request: ChatRequest, ask: Stream) -> AsyncGenerator[Chunk, None]:
    """The pieces of all answers as they come, each with the index of its answer; the usage of all at the end."""
    single = replace(request, n=1)
    async with aclosing(_Mixed([ask(single) for _ in range(request.n)]).chunks()) as chunks:
        async for chunk in chunks:
            yield chunk


@dataclass(slots=True)
class _Mixed:
    """Streams read at the same time. The first that fails ends them all, as half of the answers is no whole answer."""

    streams: list[AsyncGenerator[Chunk, None]]
    _heard: asyncio.Queue[Chunk | ImperiumError | None] = field(default_factory=asyncio.Queue)
    _usage: dict[int, Usage] = field(default_factory=dict)

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        readers = [asyncio.ensure_future(self._read(index, stream)) for index, stream in enumerate(self.streams)]
        try:
            left = len(readers)
            while left:
                heard = await self._heard.get()
                if isinstance(heard, ImperiumError):
                    raise heard
                if heard is None:
                    left -= 1
                else:
                    yield heard
        finally:
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
        yield Chunk(usage=total(list(self._usage.values())))

    async def _read(self, index: int, stream: AsyncGenerator[Chunk, None]) -> None:
        try:
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    self._usage[index] = chunk.usage or self._usage.get(index, Usage())
                    self._heard.put_nowait(replace(chunk, index=index, usage=None, raw=b""))
        except ImperiumError as error:
            self._heard.put_nowait(error)
        else:
            self._heard.put_nowait(None)
