import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse

from imperium.platform.limits import KIB, EndpointLimits, Limits, allow
from imperium.platform.telemetry import metrics
from imperium.platform.web.bodies import Body, json_body
from support.waiting import until

Guarded = Callable[..., FastAPI]

Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]

JSON = {"content-type": "application/json"}


class Message(BaseModel):
    message: str


@pytest.fixture
def app(guarded: Guarded) -> FastAPI:
    app = FastAPI()

    @app.post("/typed")
    async def typed(message: Message) -> int:
        return len(message.message)

    @app.post("/wide")
    @allow(body_bytes=256 * KIB, text={"message": 50_000})
    async def wide(message: Message) -> int:
        return len(message.message)

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/ignores")
    async def ignores() -> str:
        return "done"

    async def plain(request: Request) -> JSONResponse:
        return JSONResponse(await json_body(request))

    app.router.routes.append(APIRoute("/plain", plain, methods=["POST"]))
    return guarded(app, limits=Limits(body_bytes=64 * KIB))


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def test_a_text_over_its_limit_is_refused_with_the_field_and_its_size(client: httpx.AsyncClient) -> None:
    answer = await client.post("/typed", json={"message": "x" * 10_001})
    assert answer.status_code == 413
    assert answer.json().items() >= {"field": "message", "limit": 10_000, "size": 10_001}.items()


async def test_a_route_may_declare_more(client: httpx.AsyncClient) -> None:
    assert (await client.post("/wide", json={"message": "x" * 50_000})).json() == 50_000
    assert (await client.post("/wide", json={"message": "x" * 50_001})).json()["limit"] == 50_000
    assert (await client.post("/wide", json={"message": "x" * 300_000})).json()["field"] == "body"


@pytest.mark.parametrize("path", ["/typed", "/plain"])
@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{", 400, "The body is not JSON"),
        (b'{"message": "a\\u0000b"}', 422, "message: a null byte."),
        (b'{"message": NaN}', 400, "The body is not JSON"),
        (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", 413, "nesting of 11 levels"),
        (b"[" * 60_000, 400, "The body is not JSON"),
    ],
)
async def test_bad_json_is_refused_before_the_route_sees_it(
    client: httpx.AsyncClient, path: str, body: bytes, status: int, detail: str
) -> None:
    answer = await client.post(path, content=body, headers=JSON)
    assert answer.status_code == status
    assert detail in answer.json()["detail"]


async def test_json_under_another_name_is_checked_where_it_is_read_as_json(client: httpx.AsyncClient) -> None:
    long = orjson.dumps({"message": "x" * 10_001})
    assert (await client.post("/plain", content=long, headers={"content-type": "text/plain"})).status_code == 413
    fine = await client.post("/plain", content=b'{"a": null}', headers={"content-type": "text/plain"})
    assert fine.json() == {"a": None}


async def test_json_may_come_in_pieces(app: FastAPI, serve: Serve) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b'{"mess', b'age": [1, ', b"2]}"):
            yield piece
            await asyncio.sleep(0.02)

    async with serve(app) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        assert (await client.post("/plain", content=pieces(), headers=JSON)).json() == {"message": [1, 2]}


async def test_who_leaves_before_the_json_is_whole_is_no_error() -> None:
    messages = [{"type": "http.request", "body": b'{"a"', "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Any:
        return messages.pop(0)

    with pytest.raises(ClientDisconnect):
        await Body({}, JSON, receive, EndpointLimits()).json()


@pytest.mark.parametrize("path", ["/typed", "/raw", "/plain"])
async def test_who_leaves_before_the_body_is_whole_is_counted_as_one_who_left(
    app: FastAPI, serve: Serve, path: str
) -> None:
    def left() -> float:
        labels = {"route": path, "method": "POST", "code": "499"}
        return metrics.REGISTRY.get_sample_value("imperium_http_requests_total", labels) or 0.0

    before = left()
    async with serve(app) as address:
        _, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(address).port)
        writer.write(f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n".encode())
        writer.write(b'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"a"')
        await writer.drain()
        writer.close()
        await until(lambda: left() > before)
    assert left() == before + 1


async def test_bytes_that_are_no_json_are_only_counted(client: httpx.AsyncClient) -> None:
    octets = {"content-type": "application/octet-stream"}
    assert (await client.post("/raw", content=b"\0" * 65_536, headers=octets)).json() == 65_536
    assert (await client.post("/raw", content=b"\0" * 65_537, headers=octets)).status_code == 413


async def test_a_wrong_path_or_method_is_told_first(client: httpx.AsyncClient) -> None:
    assert (await client.post("/nowhere", content=b"{", headers=JSON)).status_code == 404
    assert (await client.put("/typed", content=b"{", headers=JSON)).status_code == 405


def endless(chunks: int) -> Iterator[bytes]:
    yield from (b"x" * 16_384 for _ in range(chunks))


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
async def test_a_body_without_a_length_is_stopped_at_the_limit(app: FastAPI, serve: Serve, kind: str) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for chunk in endless(10_000):
            sent += len(chunk)
            yield chunk

    async with serve(app) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        answer: Any = None
        with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):  # closed while we still sent
            answer = await client.post("/raw", content=chunks(), headers={"content-type": kind})
        assert answer is None or answer.status_code == 413
        assert sent < 16_384 * 9_999
        assert (await client.post("/ignores")).status_code == 200


async def test_a_body_nobody_reads_does_no_harm(app: FastAPI, serve: Serve) -> None:
    async with serve(app) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        for _ in range(3):
            assert (await client.post("/ignores", json={"message": "x" * 30_000})).status_code == 200


async def test_an_address_is_no_place_for_long_texts(client: httpx.AsyncClient) -> None:
    assert (await client.post("/raw", params={"text": "x" * 9_000})).status_code == 200
    answer = await client.post("/raw", params={"text": "x" * 10_001})
    assert answer.status_code == 413
    assert answer.json()["limit"] == 10_000


async def test_null_bytes_in_the_address_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/raw?name=a%00b")).status_code == 422
    assert (await client.post("/ra%00w")).status_code == 422
