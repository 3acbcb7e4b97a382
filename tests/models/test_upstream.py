"""Where a connection may lead, and what becomes of a key on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from pydantic import SecretStr
from upstream import Upstream as Server

from imperium.models.chat import ChatRequest, Message, Text
from imperium.models.dialect import dialects
from imperium.models.keys.secret import Configured
from imperium.models.provider import Connection, described
from imperium.models.upstream import Upstream
from imperium.platform.errors import ImperiumError, ProviderRejected, ProviderUnavailable
from imperium.platform.settings import ProviderSettings

KEY = "sk-test-0123456789abcdef"
HELLO = ChatRequest(messages=(Message("user", (Text("hello"),)),))


@pytest.fixture
async def client() -> AsyncIterator[Upstream]:
    client = Upstream()
    yield client
    await client.close()


@pytest.fixture
def connection(upstream: Server) -> Connection:
    return Connection(
        name="lab",
        provider=described("lab", None),
        dialect=dialects()["openai_chat"],
        base_url=f"{upstream.url}/v1",
        secret=Configured(SecretStr(KEY), "api_keys.lab"),
        settings=ProviderSettings(),
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_an_address_that_a_user_gave_is_judged_when_it_is_connected_to(
    client: Upstream, connection: Connection, upstream: Server, host: str
) -> None:
    """Whatever it led to when it was saved."""
    users = replace(connection, base_url=connection.base_url.replace("127.0.0.1", host), trusted=False, owner="uprov_1")
    with pytest.raises(ProviderRejected) as refused:
        await client.complete(users, HELLO, "echo")
    assert "does not lead to a public address" in refused.value.detail
    assert upstream.requests == []
    assert (await client.complete(connection, HELLO, "echo")).text == "You said: hello"


async def test_a_server_of_the_same_name_is_another_one_for_each_owner(
    client: Upstream, connection: Connection, upstream: Server
) -> None:
    assert await client.model_name(connection, "") == "echo-loaded"
    elsewhere = replace(connection, owner="uprov_1", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ImperiumError):
        await client.model_name(elsewhere, "")


async def test_a_repeated_key_is_taken_out_of_the_error(client: Upstream, connection: Connection) -> None:
    with pytest.raises(ProviderRejected) as refused:
        await client.complete(connection, HELLO, "repeats-key")
    assert KEY not in str(refused.value.as_dict()) + str(refused.value)
    assert "Bearer …" in refused.value.detail


class Outage:
    """A secret whose master is away."""

    hint = "wxyz"

    @asynccontextmanager
    async def revealed(self) -> AsyncIterator[bytearray]:
        raise ProviderUnavailable("Vault is unavailable.", remedy="This passes by itself: try again.")
        yield bytearray()


async def test_without_the_master_nothing_is_sent_and_it_says_why(
    client: Upstream, connection: Connection, upstream: Server
) -> None:
    with pytest.raises(ProviderUnavailable) as refused:
        await client.complete(replace(connection, secret=Outage()), HELLO, "echo")
    assert refused.value.detail == "lab: Vault is unavailable."
    assert upstream.requests == []


async def test_a_get_is_repeated_by_itself_when_the_kept_connection_has_died(
    client: Upstream, connection: Connection
) -> None:
    """The client asks again on a new connection, with the same key."""
    seen: list[bytes] = []

    async def answers_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        body = b'{"data": [{"id": "echo"}]}'
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        if len(seen) == 1:
            await reader.readuntil(b"\r\n\r\n")  # the second request on it gets no answer
        writer.close()

    async with await asyncio.start_server(answers_once, "127.0.0.1", 0) as server:
        there = replace(connection, base_url="http://127.0.0.1:{1}/v1".format(*server.sockets[0].getsockname()))
        for _ in range(2):
            assert await client.models(there) == ["echo"]
    assert [f"Bearer {KEY}".encode() in request for request in seen] == [True, True]
