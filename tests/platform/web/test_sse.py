import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import httpx
import orjson
import pytest
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import Conflict
from imperium.platform.web.sse import EventStream, ServerEvent, last_event_id

Guarded = Callable[..., FastAPI]

Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]


def read(text: str) -> list[dict[str, str]]:
    """The events in a stream, as WHATWG HTML has a browser read them."""
    events = []
    for block in text.split("\n\n"):
        event: dict[str, str] = {}
        for line in block.split("\n"):
            name, separator, value = line.partition(":")
            if separator and name:
                value = value.removeprefix(" ")
                event[name] = f"{event[name]}\n{value}" if name == "data" and name in event else value
        if "data" in event:
            events.append(event)
    return events


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_any_text_arrives_as_it_was_sent(text: str) -> None:
    (event,) = read(ServerEvent(text, "note", 7).encode().decode())
    assert event == {"id": "7", "event": "note", "data": text}


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_name_or_id_can_not_forge_another_event(name: str, event_id: str) -> None:
    text = ServerEvent({"a": 1}, name, event_id).encode().decode("utf-8", "replace")
    assert len(read(text)) == 1


class Room:
    """An application with three streams, which knows how they ended."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.app = FastAPI()
        self.app.get("/three")(self.three)
        self.app.get("/forever")(self.forever)
        self.app.get("/fails/{how}")(self.fails)

    async def three(self, request: Request) -> EventStream:
        had = last_event_id(request)

        async def events() -> AsyncIterator[ServerEvent]:
            for number in range(had + 1, 4):
                yield ServerEvent({"n": number}, "step", number)

        return EventStream(events())

    async def forever(self) -> EventStream:
        async def events() -> AsyncIterator[ServerEvent]:
            try:
                yield ServerEvent("hello")
                await asyncio.Event().wait()
            finally:
                self.closed.set()

        return EventStream(events(), heartbeat_s=0.05)

    async def fails(self, how: str) -> EventStream:
        async def events() -> AsyncIterator[ServerEvent]:
            yield ServerEvent("hello")
            raise Conflict("It was cancelled.") if how == "known" else KeyError("hunter2")

        return EventStream(events())


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def client(room: Room, guarded: Guarded, serve: Serve) -> AsyncIterator[httpx.AsyncClient]:
    async with serve(guarded(room.app)) as address, httpx.AsyncClient(base_url=address, timeout=60) as client:
        yield client


async def test_a_stream_has_its_events_and_ends(client: httpx.AsyncClient) -> None:
    answer = await client.get("/three")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["x-accel-buffering"] == "no"
    assert answer.text.startswith("retry: 2000\n\n")
    assert [(e["id"], e["event"], orjson.loads(e["data"])) for e in read(answer.text)] == [
        (str(n), "step", {"n": n}) for n in (1, 2, 3)
    ]


async def test_a_reader_that_comes_back_says_what_it_has(client: httpx.AsyncClient) -> None:
    answer = await client.get("/three", headers={"last-event-id": "2"})
    assert [event["id"] for event in read(answer.text)] == ["3"]
    assert (await client.get("/three", headers={"last-event-id": "x"})).status_code == 422


async def test_a_quiet_stream_shows_that_it_lives_and_stops_when_the_reader_leaves(
    client: httpx.AsyncClient, room: Room
) -> None:
    async with client.stream("GET", "/forever") as answer:
        text = ""
        async for chunk in answer.aiter_text():
            text += chunk
            if text.count(": still here") == 3:
                break
    assert [event["data"] for event in read(text)] == ["hello"]
    async with asyncio.timeout(60):
        await room.closed.wait()


@pytest.mark.parametrize(("how", "code"), [("known", "conflict"), ("unknown", "fatal-error")])
async def test_a_failure_is_the_last_event(client: httpx.AsyncClient, how: str, code: str) -> None:
    answer = await client.get(f"/fails/{how}")
    first, last = read(answer.text)
    assert first["data"] == "hello"
    assert last["event"] == "error"
    assert orjson.loads(last["data"])["code"] == code
    assert "hunter2" not in answer.text
