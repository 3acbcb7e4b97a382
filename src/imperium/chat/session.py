"""A conversation: folded from its events, owned by a tenant."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import bindparam, delete, insert, select

from imperium.chat.tables import pending, sessions
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.database import Database
from imperium.platform.errors import Conflict, NotFound
from imperium.platform.events import Event, EventLog
from imperium.platform.journal import Entry, Journal

REMEMBERED = 40
"""So many of the latest turns go to the model with a new message."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. `run_id`: the run that it started, or that it delivers."""

    id: int
    role: Literal["user", "assistant"]
    content: str
    category: str | None = None
    run_id: str | None = None
    images: tuple[str, ...] = ()


def delivery_key(data: Mapping[str, Any]) -> tuple[str, int]:
    """What makes a delivery the same one: the run, and how much of it was made. A run that failed, was resumed and
    made more is handed over again."""
    return data["run_id"], data.get("made", 0)


@dataclass(slots=True)
class Session:
    """What was said, in order, and what was delivered into it."""

    id: str
    turns: list[Turn] = field(default_factory=list)
    delivered: set[tuple[str, int]] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Take a stored event into account."""
        data, number = event.data, event.id or 0
        if event.type == "message.user":
            self.turns.append(Turn(number, "user", data["content"], images=tuple(data.get("images", ()))))
        elif event.type in ("message.answered", "message.acknowledged"):
            self.turns.append(Turn(number, "assistant", data["response"], data["category"], data.get("run_id")))
        elif event.type == "run.linked":
            self._link(data["run_id"])
        elif event.type == "message.delivered":
            self.turns.append(Turn(number, "assistant", data["response"], "H", data["run_id"]))
            self.delivered.add(delivery_key(data))

    def _link(self, run_id: str) -> None:
        """The run belongs to the latest acknowledgement that has none."""
        for index in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[index]
            if turn.role == "assistant" and turn.category == "H" and turn.run_id is None:
                self.turns[index] = replace(turn, run_id=run_id)
                return

    @property
    def last_run(self) -> str | None:
        """The run that the conversation is about."""
        return next((turn.run_id for turn in reversed(self.turns) if turn.run_id), None)

    def remembered(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.content][-REMEMBERED:]


class Sessions:
    """Stores and opens conversations. Changes of one conversation are made one after another."""

    def __init__(self, database: Database, journal: Journal, events: EventLog) -> None:
        self._database = database
        self._journal = journal
        self._events = events
        self._insert = journal.prepare(insert(sessions), "chat_sessions")
        self._pend = journal.prepare(insert(pending), "chat_pending")
        this = (pending.c.session_id == bindparam("of_session"), pending.c.message == bindparam("of_message"))
        self._unpend = journal.prepare(delete(pending).where(*this), "chat_pending")
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def ensure(self, session_id: str, principal: Principal, title: str) -> None:
        """The conversation exists and is this tenant's. Raises NotFound when it is another's."""
        owner = await self._owner(session_id)
        if owner is None:
            row = self._insert.row(id=session_id, tenant=principal.tenant, title=title[:200], created_at=time.time())
            try:
                await self._journal.append(row)
            except Conflict:
                owner = await self._owner(session_id)
        if owner not in (None, principal.tenant):
            raise _unknown(session_id)

    async def open(self, session_id: str, principal: Principal) -> Session:
        """Raises NotFound when there is none of this tenant's."""
        if await self._owner(session_id) != principal.tenant:
            raise _unknown(session_id)
        return await self._load(session_id)

    async def hear(self, session_id: str, principal: Principal, said: Mapping[str, Any]) -> int:
        """Accept what the user says, durably; the message's id. It stays pending until it is answered."""
        data = {
            **said,
            "principal": [principal.id, principal.tenant, int(principal.role)],
        }
        return await self._append(
            session_id, "message.user", data, lambda number: self._pend.row(session_id=session_id, message=number)
        )

    async def say(self, session_id: str, kind: str, data: dict[str, Any], answers: int | None = None) -> None:
        """Append an event durably; `answers` is the message that is pending no more."""
        done = None if answers is None else lambda number: self._unpend.row(of_session=session_id, of_message=answers)
        await self._append(session_id, kind, data, done)

    async def unanswered(self) -> list[tuple[str, int, dict[str, Any], Principal]]:
        """(session, message id, what was said, who said it) of everything that is pending."""
        rows = await self._database.read(lambda connection: list(connection.execute(select(pending))))
        found = []
        for row in rows:
            event = next(iter(await self._events.read(row.session_id, row.message - 1)))
            who, tenant, role = event.data["principal"]
            found.append((row.session_id, row.message, event.data, Principal(who, tenant, Role(role))))
        return found

    async def _append(
        self, session_id: str, kind: str, data: dict[str, Any], with_row: Callable[[int], Entry] | None
    ) -> int:
        async with self._locks[session_id]:
            number = await self._events.next_id(session_id)
            await self._events.append(session_id, kind, data, *([with_row(number)] if with_row else []))
            return number

    async def page(self, principal: Principal, limit: int, cursor: str | None) -> list[dict[str, Any]]:
        """Newest first."""
        query = select(sessions).where(sessions.c.tenant == principal.tenant).order_by(sessions.c.id.desc())
        if cursor is not None:
            query = query.where(sessions.c.id < cursor)
        return await self._database.read(
            lambda connection: [dict(row._mapping) for row in connection.execute(query.limit(limit))]
        )

    async def _load(self, session_id: str) -> Session:
        session = Session(session_id)
        for event in await self._events.read(session_id):
            session.take(event)
        return session

    async def _owner(self, session_id: str) -> str | None:
        query = select(sessions.c.tenant).where(sessions.c.id == session_id)
        return await self._database.read(lambda connection: connection.execute(query).scalar())


def _unknown(session_id: str) -> NotFound:
    return NotFound(
        f"There is no conversation {session_id[:64]!r}.",
        field="session_id",
        remedy="Leave session_id out to begin a new one.",
    )
