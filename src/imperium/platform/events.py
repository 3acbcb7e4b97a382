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
from imperium.platform.errors import InvalidInput
from imperium.platform.journal import Entry, Journal
from imperium.platform.tables import events as table

LISTENER_BACKLOG = 10_000
MOST_SHOWN = 32
"""Of what is shown of a stream and not stored, the latest so many are kept for who joins later."""
SHOWN_BACKLOG = 64
"""Who has so many events to read yet isn't shown more: the next one tells the same."""


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
        self._shown: dict[str, dict[tuple[str, str], Event]] = {}
        self._listeners: defaultdict[str, set[asyncio.Queue[Event]]] = defaultdict(set)

    def append(
        self,
        stream: str,
        kind: str,
        data: dict[str, Any],
        *with_entries: Entry,
        on_commit: Callable[[str, dict[str, Any], float], None] | None = None,
    ) -> asyncio.Future[None]:
        """Store an event, and other rows in the same transaction; the future ends when they are durable.

        `on_commit` is called with type, data and time when it is durable, before it is published, also when nobody
        waits for the future any more. The stream must be new or opened: see `open`. Raises InvalidInput for what JSON
        can't hold.
        """
        text, at, number = _as_json(data), time.time(), self._last_id.get(stream, 0) + 1
        self._last_id[stream] = number

        def committed() -> None:
            if on_commit is not None:
                on_commit(kind, data, at)
            if stream in self._listeners:
                self.publish(Event(stream, number, kind, data, at))

        row = Entry(self._insert, (stream, number, kind, text, at))
        return self._journal.append(row, *with_entries, on_commit=committed)

    def note(self, stream: str, kind: str, data: dict[str, Any], *with_entries: Entry) -> None:
        """Store an event without waiting: losing it in a crash, or to a full disk, must change nothing."""
        number = self._last_id[stream] = self._last_id.get(stream, 0) + 1
        event = Event(stream, number, kind, data, time.time())
        row = Entry(self._insert, (stream, number, kind, _as_json(data), event.at))
        self._journal.note(row, *with_entries, on_commit=lambda: self.publish(event))

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

    def show(self, stream: str, kind: str, subject: str, data: dict[str, Any]) -> None:
        """Publish how a `subject` of the stream stands, without storing. The latest of each kind is handed to who
        joins later, until the stream is forgotten."""
        event = Event(stream, None, kind, data, time.time())
        shown = self._shown.setdefault(stream, {})
        shown.pop((kind, subject), None)
        shown[kind, subject] = event
        if len(shown) > MOST_SHOWN:
            del shown[next(iter(shown))]
        for queue in self._listeners.get(stream, ()):
            if queue.qsize() < SHOWN_BACKLOG:
                queue.put_nowait(event)

    def shown(self, stream: str) -> list[Event]:
        """What stands of a stream that isn't stored, oldest first."""
        return list(self._shown.get(stream, {}).values())

    def showing(self) -> list[str]:
        """The streams of which something is shown."""
        return list(self._shown)

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
        self._shown.pop(stream, None)

    async def read(self, stream: str, after: int = 0) -> list[Event]:
        return await self._database.read(lambda connection: _select(connection, stream, after))

    async def follow(self, stream: str, after: int = 0, until: frozenset[str] = frozenset()) -> AsyncIterator[Event]:
        """Stored events after id `after`, then live ones, without gap or repetition, until one of type `until` that
        nothing stored follows. A listener too slow for live events is served from what is stored."""
        ended = False
        while not ended:
            queue: asyncio.Queue[Event] = asyncio.Queue(LISTENER_BACKLOG)
            self._listeners[stream].add(queue)
            try:
                for event in (stored := await self.read(stream, after)):
                    after = event.id or after
                    yield event
                ended = bool(stored) and stored[-1].type in until
                for event in () if ended else self.shown(stream):
                    yield event
                while not ended and (queue in self._listeners[stream] or not queue.empty()):
                    event = await queue.get()
                    if event.id is None or event.id > after:
                        after = event.id or after
                        yield event
                        ended = event.type in until
            finally:
                self._unlisten(stream, queue)

    def _unlisten(self, stream: str, queue: asyncio.Queue[Event]) -> None:
        self._listeners[stream].discard(queue)
        if not self._listeners[stream]:
            del self._listeners[stream]


def _as_json(data: dict[str, Any]) -> str:
    try:
        return orjson.dumps(data).decode()
    except TypeError as error:
        raise InvalidInput(
            f"This can't be stored as JSON: {error}.", remedy="Use text, lists and 64-bit numbers."
        ) from None


def _select(connection: Connection, stream: str, after: int) -> list[Event]:
    query = select(table).where(table.c.stream == stream, table.c.id > after).order_by(table.c.id)
    return [Event(row.stream, row.id, row.type, orjson.loads(row.data), row.at) for row in connection.execute(query)]
