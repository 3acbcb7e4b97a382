"""A client who leaves ends the work that is done for it; one who stays is never disturbed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from imperium.platform.web import presence
from imperium.platform.web.presence import Presence

Receive = Callable[[], Awaitable[Message]]


@pytest.fixture(autouse=True)
def _looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "LOOK_AFTER_S", 0.0)


def leaving_when(gone: asyncio.Event) -> Receive:
    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    return receive


async def test_who_leaves_ends_the_block() -> None:
    gone, begun, stopped = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def serve() -> None:
        with Presence(leaving_when(gone)):
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()

    serving = asyncio.create_task(serve())
    await begun.wait()
    gone.set()
    with pytest.raises(ClientDisconnect):
        await serving
    assert stopped.is_set()
    assert not serving.cancelled()


async def test_who_stays_is_answered_and_nothing_is_left_running() -> None:
    before = asyncio.all_tasks()
    with Presence(leaving_when(asyncio.Event())):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_a_cancel_from_elsewhere_stays_a_cancel() -> None:
    begun = asyncio.Event()

    async def serve() -> None:
        with Presence(leaving_when(asyncio.Event())):
            begun.set()
            await asyncio.Event().wait()

    serving = asyncio.create_task(serve())
    await begun.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_an_error_inside_passes() -> None:
    with pytest.raises(LookupError), Presence(leaving_when(asyncio.Event())):
        raise LookupError
