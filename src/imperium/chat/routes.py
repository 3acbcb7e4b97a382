"""`/chat`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from starlette.responses import Response

from imperium.chat.schemas import (
    ChatAnswer,
    ChatMessage,
    Conversation,
    Opened,
    SessionPage,
)
from imperium.chat.service import ChatService
from imperium.chat.session import Sessions
from imperium.models.wish import read_wish
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.events import EventLog
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents
from imperium.platform.web.sse import EventStream, ServerEvent, last_event_id
from imperium.workflows.run import FINAL_EVENTS

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "The answer, or events with this Accept."}
}


def routes(service: ChatService, sessions: Sessions, events: EventLog) -> APIRouter:
    router = APIRouter(tags=["chat"], responses=documents(401, 403, 429))

    @router.post(
        "/chat",
        summary="Say something",
        response_model=ChatAnswer,
        responses={
            202: {"model": ChatAnswer, "description": "Work was started (category H)."},
            **EVENT_STREAM,
            **documents(400, 402, 404, 413, 422, 502, 503, 504, 507),
        },
    )
    @allow(body_bytes=32 * MIB, text={"message": 4_000_000, "images": 16_000_000})
    async def say(message: ChatMessage, request: Request, caller: Member) -> Response:
        wish = read_wish(request.headers)
        if "text/event-stream" in request.headers.get("accept", ""):
            return EventStream(_streamed(service.stream(message, caller, wish), events))
        answer = await service.answer(message, caller, wish)
        return JSONResponse(answer.model_dump(), 202 if answer.category == "H" and answer.events_url else 200)

    @router.post("/chat/open", summary="A chat box was opened: a session, and models warmed up")
    async def open_chat(caller: Member) -> Opened:
        session_id, warming = await service.open(caller)
        return Opened(session_id=session_id, warming=warming)

    @router.get("/chat", summary="List the conversations")
    async def list_sessions(
        caller: Viewer,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(max_length=64)] = None,
    ) -> SessionPage:
        rows = await sessions.page(caller, limit + 1, cursor)
        shown = [{"session_id": row["id"], "title": row["title"], "created_at": row["created_at"]} for row in rows]
        following = rows[limit - 1]["id"] if len(rows) > limit else None
        return SessionPage.model_validate({"sessions": shown[:limit], "next_cursor": following})

    @router.get("/chat/{session_id}", summary="A conversation", responses=documents(404))
    async def show_session(session_id: str, caller: Viewer) -> Conversation:
        session = await sessions.open(session_id, caller)
        return Conversation.model_validate(
            {
                "session_id": session.id,
                "messages": [
                    {"id": t.id, "role": t.role, "content": t.content, "category": t.category, "run_id": t.run_id}
                    for t in session.turns
                ],
                "events_url": f"/chat/{session.id}/events",
            }
        )

    @router.get(
        "/chat/{session_id}/events",
        summary="A conversation's events, live",
        response_class=Response,
        responses={**EVENT_STREAM, **documents(404, 422)},
    )
    async def follow_session(session_id: str, request: Request, caller: Viewer) -> Response:
        await sessions.open(session_id, caller)
        return EventStream(_followed(events, session_id, last_event_id(request)))

    return router


async def _streamed(answer: AsyncIterator[str | ChatAnswer], events: EventLog) -> AsyncIterator[ServerEvent]:
    """`token` by `token`, then `answer`; for work its run's events, and `done`."""
    async for item in answer:
        if isinstance(item, str):
            yield ServerEvent({"text": item}, "token")
            continue
        yield ServerEvent(item.model_dump(), "answer")
        if item.run_id is not None:
            async for event in events.follow(item.run_id, 0, FINAL_EVENTS):
                yield ServerEvent({**event.data, "run_id": item.run_id, "at": event.at}, event.type, event.id)
    yield ServerEvent({}, "done")


async def _followed(events: EventLog, session_id: str, after: int) -> AsyncIterator[ServerEvent]:
    async for event in events.follow(session_id, after):
        yield ServerEvent({**event.data, "at": event.at}, event.type, event.id)
