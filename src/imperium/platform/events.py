"""Events: appended to the journal, published to whoever listens, replayed by id.

A stream (one per run, one per chat session) is a sequence with rising ids, from 1. An event is published after it
is durable, so a listener never sees what a crash could undo. Progress is published without an id and not stored.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import Connection, func, insert, select

from imperium.platform.database import Database
from imperium.platform.journal import Entry, Journal
from imperium.platform.tables import events as table

LISTENER_BACKLOG = 10_000


class Event(Struct, frozen=True):
    """`id` is None for what is not stored. `at` is seconds since the epoch."""

    stream: str
    id: int | None
    type: str
    data: dict[str, Any]
    at: float

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type, "data": self.data, "at": self.at}


class EventLog:
    """Appends and replays. One process appends to a stream at a time."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._insert = journal.prepare(insert(table), "events")
        self._last_id: dict[str, int] = {}
        self._listeners: defaultdict[str, set[asyncio.Queue[Event]]] = defaultdict(set)

    def append(
        self,
        stream: str,
        kind: str,
        data: dict[str, Any],
        *with_entries: Entry,
        on_commit: Callable[[Event], None] | None = None,
    ) -> asyncio.Future[None]:
        """Store an event, and other rows in the same transaction; the future ends when they are durable.

        `on_commit` is called with the event when it is durable, before it is published, also when nobody waits for
        the future any more. The stream must be new or opened: see `open`.
        """
        entry, committed = self._entry(stream, kind, data, on_commit)
        return self._journal.append(entry, *with_entries, on_commit=committed)

    def note(self, stream: str, kind: str, data: dict[str, Any]) -> None:
        """Store an event without waiting: losing it in a crash, or to a full disk, must change nothing."""
        entry, committed = self._entry(stream, kind, data, None)
        self._journal.note(entry, on_commit=committed)

    def _entry(
        self, stream: str, kind: str, data: dict[str, Any], on_commit: Callable[[Event], None] | None
    ) -> tuple[Entry, Callable[[], None]]:
        """The row of the next event of a stream, and what is to be done when it is durable."""
        number = self._last_id[stream] = self._last_id.get(stream, 0) + 1
        event = Event(stream, number, kind, data, time.time())

        def committed() -> None:
            if on_commit is not None:
                on_commit(event)
            if stream in self._listeners:
                self.publish(event)

        return Entry(self._insert, (stream, number, kind, orjson.dumps(data).decode(), event.at)), committed

    def publish(self, event: Event) -> None:
        """Hand an event to the listeners of its stream; one that can't keep up is cut off."""
        listeners = self._listeners.get(event.stream)
        if not listeners:
            return
        for queue in list(listeners):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                listeners.discard(queue)

    def progress(self, stream: str, kind: str, data: dict[str, Any]) -> None:
        """Publish without storing."""
        if stream in self._listeners:
            self.publish(Event(stream, None, kind, data, time.time()))

    async def open(self, stream: str) -> list[Event]:
        """What is stored of a stream; from now on `append` continues it."""
        stored = await self.read(stream)
        self._last_id[stream] = (stored[-1].id or 0) if stored else 0
        return stored

    async def next_id(self, stream: str) -> int:
        """The id that the next event will have; from now on `append` continues the stream."""
        if stream not in self._last_id:
            query = select(func.max(table.c.id)).where(table.c.stream == stream)
            self._last_id[stream] = await self._database.read(
                lambda connection: connection.execute(query).scalar() or 0
            )
        return self._last_id[stream] + 1

    def forget(self, stream: str) -> None:
        """Drop what is kept in memory of a stream that has ended."""
        self._last_id.pop(stream, None)

    async def read(self, stream: str, after: int = 0) -> list[Event]:
        return await self._database.read(lambda connection: _select(connection, stream, after))

    async def follow(self, stream: str, after: int = 0, until: frozenset[str] = frozenset()) -> AsyncIterator[Event]:
        """Stored events after id `after`, then live ones, without gap or repetition, until one of type `until`."""
        while True:
            queue: asyncio.Queue[Event] = asyncio.Queue(LISTENER_BACKLOG)
            self._listeners[stream].add(queue)
            try:
                async for event in self._stored_then_live(queue, stream, after):
                    after = event.id or after
                    yield event
                    if event.type in until:
                        return
            finally:
                self._unlisten(stream, queue)

    async def _stored_then_live(self, queue: asyncio.Queue[Event], stream: str, after: int) -> AsyncIterator[Event]:
        """Ends when the listener was cut off for being slow; the caller then starts again after the last id."""
        for event in await self.read(stream, after):
            after = event.id or after
            yield event
        while queue in self._listeners[stream] or not queue.empty():
            event = await queue.get()
            if event.id is None or event.id > after:
                after = event.id or after
                yield event

    def _unlisten(self, stream: str, queue: asyncio.Queue[Event]) -> None:
        self._listeners[stream].discard(queue)
        if not self._listeners[stream]:
            del self._listeners[stream]


def _select(connection: Connection, stream: str, after: int) -> list[Event]:
    query = select(table).where(table.c.stream == stream, table.c.id > after).order_by(table.c.id)
    return [Event(row.stream, row.id, row.type, orjson.loads(row.data), row.at) for row in connection.execute(query)]
