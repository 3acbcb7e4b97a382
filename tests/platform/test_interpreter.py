from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Iterator

import pytest

from imperium.platform import interpreter


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds, seconds = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(seconds)


def test_what_is_set_is_what_the_interpreter_says() -> None:
    async def served() -> None:
        assert sys.get_asyncgen_hooks().firstiter is not None
        interpreter.tune()
        assert sys.get_asyncgen_hooks().firstiter is None  # the loop keeps no list of streams

    asyncio.run(served())
    assert gc.get_freeze_count() > 1_000
    assert gc.get_threshold() == (interpreter.YOUNG, interpreter.MIDDLE, interpreter.OLD)
    assert sys.getswitchinterval() == pytest.approx(interpreter.SWITCH_SECONDS)


def test_a_stream_that_is_dropped_is_still_closed() -> None:
    closed: list[bool] = []

    async def words() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)  # only the loop can run this: the collector alone could not
            closed.append(True)

    async def served() -> None:
        interpreter.tune()
        stream = words()
        assert await anext(stream) == 1
        del stream
        gc.collect()
        for _ in range(10):
            await asyncio.sleep(0)

    asyncio.run(served())
    assert closed == [True]
