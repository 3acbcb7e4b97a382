"""Several answers of a wire that gives one at a time."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from imperium.models import choices
from imperium.models.chat import ChatRequest, Chunk, Completion, Usage, user
from imperium.platform.errors import ProviderUnavailable

THREE = ChatRequest((user("hello"),), n=3)


async def test_as_many_calls_as_answers_and_the_usage_of_all() -> None:
    asked: list[int] = []

    async def ask(request: ChatRequest) -> Completion:
        asked.append(request.n)
        return Completion(text=f"answer {len(asked)}", usage=Usage(10, 5, cost_micro_usd=7))

    answer = await choices.complete(THREE, ask, several=False)
    assert asked == [1, 1, 1]
    assert [answer.text, *(other.text for other in answer.alternatives)] == ["answer 1", "answer 2", "answer 3"]
    assert answer.usage == Usage(30, 15, cost_micro_usd=21)


async def test_who_gives_fewer_is_asked_for_the_rest() -> None:
    asked: list[int] = []

    async def ask(request: ChatRequest) -> Completion:
        asked.append(request.n)
        return Completion(alternatives=(Completion(),) * (min(request.n, 2) - 1))

    assert len((await choices.complete(THREE, ask, several=True)).alternatives) == 2
    assert asked == [3, 1]


async def test_streams_are_mixed_as_they_come() -> None:
    turns = [asyncio.Event() for _ in range(3)]
    begun = 0

    async def ask(request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        nonlocal begun
        number, begun = begun, begun + 1
        await turns[number].wait()
        yield Chunk(text=f"{number}", usage=Usage(10, 1))
        turns[(number - 1) % 3].set()
        yield Chunk(finish="stop", usage=Usage(10, 5))

    turns[2].set()
    heard = [chunk async for chunk in choices.stream(THREE, ask)]
    assert [(chunk.index, chunk.text) for chunk in heard if chunk.text] == [(2, "2"), (1, "1"), (0, "0")]
    assert sorted(chunk.index for chunk in heard if chunk.finish) == [0, 1, 2]
    assert [chunk.usage for chunk in heard if chunk.usage] == [Usage(30, 15)]


async def test_one_that_breaks_ends_them_all() -> None:
    closed: list[int] = []
    begun = 0

    async def ask(request: ChatRequest) -> AsyncGenerator[Chunk, None]:
        nonlocal begun
        number, begun = begun, begun + 1
        try:
            yield Chunk(text="x")
            if number == 1:
                raise ProviderUnavailable("gone")
            await asyncio.Event().wait()
        finally:
            closed.append(number)

    with pytest.raises(ProviderUnavailable):
        [chunk async for chunk in choices.stream(THREE, ask)]
    assert sorted(closed) == [0, 1, 2]


def test_a_sum_of_charges_needs_all_of_them() -> None:
    assert choices.total([Usage(1, 1, cost_micro_usd=2), Usage(1, 1)]) == Usage(2, 2)
    assert choices.total([]) == Usage()
