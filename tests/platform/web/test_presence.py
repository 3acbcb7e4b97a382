"""A client who leaves ends the work that is done for it; one who stays is never disturbed."""

import asyncio

import pytest
from starlette.requests import ClientDisconnect

from imperium.platform.web.presence import KEY, Peer, Presence


async def test_who_leaves_ends_the_block() -> None:
    peer, begun, stopped = Peer(), asyncio.Event(), asyncio.Event()

    async def serve() -> None:
        with Presence({KEY: peer}):
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                stopped.set()

    serving = asyncio.create_task(serve())
    await begun.wait()
    peer.leave()
    with pytest.raises(ClientDisconnect):
        await serving
    assert stopped.is_set()
    assert not serving.cancelled()


async def test_who_has_left_already_ends_the_block_where_it_first_waits() -> None:
    peer = Peer()
    peer.leave()
    with pytest.raises(ClientDisconnect), Presence({KEY: peer}):
        await asyncio.Event().wait()
    with Presence({KEY: peer}):
        pass
    await asyncio.sleep(0)  # a block that waited for nothing is not ended later


@pytest.mark.parametrize("scope", [{}, {KEY: Peer()}])
async def test_who_stays_is_answered_and_awaited_no_longer(scope: dict[str, Peer]) -> None:
    with Presence(scope):
        await asyncio.sleep(0)
    for peer in scope.values():
        peer.leave()
    await asyncio.sleep(0)


async def test_a_cancel_from_elsewhere_stays_a_cancel() -> None:
    begun = asyncio.Event()

    async def serve() -> None:
        with Presence({KEY: Peer()}):
            begun.set()
            await asyncio.Event().wait()

    serving = asyncio.create_task(serve())
    await begun.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_an_error_inside_passes() -> None:
    with pytest.raises(LookupError), Presence({KEY: Peer()}):
        raise LookupError
