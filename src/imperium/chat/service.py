"""The flow of a message: count, override, categorize; then answer it (L, M) or plan, run and deliver it (H).

A message is stored before anything is done about it. What was accepted and not answered when the process died is taken
up at the next start; the run that it starts carries its id as idempotency key, so it is started once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import structlog

from imperium.chat.followup import understand
from imperium.chat.schemas import ChatAnswer, ChatMessage
from imperium.chat.session import Session, Sessions
from imperium.chat.wording import acknowledgement
from imperium.kit.ids import new_id
from imperium.models.caller import Call
from imperium.models.categorizer import Classification, classify
from imperium.models.chat import ChatRequest, Image, Message, Text
from imperium.models.router import Route, by_complexity, forced
from imperium.models.service import ModelService
from imperium.models.tokens import estimate_request
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ImperiumError, NoModelConnected
from imperium.platform.telemetry import metrics
from imperium.workflows.plan import Plan, Planner
from imperium.workflows.run import RunState
from imperium.workflows.schemas import ForkRequest, WorkflowRequest
from imperium.workflows.service import WorkflowService

log = structlog.get_logger(__name__)

ACKNOWLEDGE_WITHIN_S = 0.25
"""Planning that takes longer goes on behind the acknowledgement, which must be out within 300 ms."""

WARMED = ("categorizer", "fast_ai")


class ChatService:
    """One for the process."""

    def __init__(self, sessions: Sessions, models: ModelService, workflows: WorkflowService, planner: Planner) -> None:
        self._sessions = sessions
        self._models = models
        self._workflows = workflows
        self._planner = planner
        self._background: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def open(self, principal: Principal) -> tuple[str, list[str]]:
        """A chat box was opened: a new session, and which connected roles are being warmed up."""
        session_id = new_id("session")
        await self._sessions.ensure(session_id, principal, "New conversation")
        warming = [role for role in WARMED if self._models.catalog.candidates(role)]
        for role in warming:
            self._spawn(self._warm_up(role, principal))
        return session_id, warming

    async def answer(self, message: ChatMessage, principal: Principal) -> ChatAnswer:
        """The answer, or for H the acknowledgement of the run that was started."""
        final: ChatAnswer | None = None
        async for item in self.stream(message, principal):
            if isinstance(item, ChatAnswer):
                final = item
        assert final is not None
        return final

    async def stream(self, message: ChatMessage, principal: Principal) -> AsyncIterator[str | ChatAnswer]:
        """Pieces of the answer as they come, then the answer. Raises TooLarge and what the models raise."""
        session_id = message.session_id or new_id("session")
        await self._sessions.ensure(session_id, principal, message.message)
        session = await self._sessions.open(session_id, principal)
        request = _request(session, message)
        tokens = message.context_tokens + estimate_request(request)
        route = forced(self._models.settings.routes, tokens, request.has_image)
        asked = await self._sessions.hear(session_id, principal, message.message, message.images)
        if route is None and (changed := await self._follow_up(session, message, asked, principal)):
            yield changed
            return
        classified = await self._models.categorize(message.message) if route is None else classify(message.message)
        metrics.COMPLEXITY_SCORE.observe(classified.complexity)
        if route is None and classified.category == "H":
            yield await self._orchestrate(session_id, message, asked, classified, principal)
            return
        route = route or by_complexity(self._models.settings.routes, classified)
        async for item in self._say(session_id, request, asked, route, classified, message, principal):
            yield item

    async def start(self) -> None:
        """Take up what was accepted before the process died: work is planned and run, a question was given up."""
        for session_id, asked, content, principal in await self._sessions.unanswered():
            classified = classify(content)
            if classified.category == "H":
                message = ChatMessage(message=content, session_id=session_id)
                await self._orchestrate(session_id, message, asked, classified, principal)
            else:
                said = {"response": "The server stopped before this was answered. Ask again.", "category": "L"}
                await self._sessions.say(session_id, "message.answered", said, asked)

    # ── L and M ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _say(
        self,
        session_id: str,
        request: ChatRequest,
        asked: int,
        route: Route,
        classified: Classification,
        message: ChatMessage,
        principal: Principal,
    ) -> AsyncIterator[str | ChatAnswer]:
        budget = None if message.budget_usd is None else int(message.budget_usd * 1_000_000)
        caller = Call(principal, budget_micro_usd=budget, idempotency_key=f"chat:{session_id}:{asked}")
        pieces: list[str] = []
        source = None
        try:
            async for chunk in self._models.stream(_for_role(request, route.role), caller):
                source = chunk.source or source
                if chunk.text:
                    pieces.append(chunk.text)
                    yield chunk.text
        except ImperiumError as error:
            said = {"response": error.detail, "category": classified.category}
            await self._sessions.say(session_id, "message.answered", said, asked)
            raise
        answer = ChatAnswer(
            session_id=session_id,
            response="".join(pieces),
            timestamp=_now(),
            category="L" if classified.category == "L" else "M",
            complexity=classified.complexity,
            reasons=list(route.reasons or classified.reasons),
            engine=source.engine if source else None,
            model=source.model if source else None,
            cost_micro_usd=source.cost_micro_usd if source else 0,
        )
        await self._sessions.say(session_id, "message.answered", _stored(answer), asked)
        yield answer

    # ── H ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _orchestrate(
        self, session_id: str, message: ChatMessage, asked: int, classified: Classification, principal: Principal
    ) -> ChatAnswer:
        """Plan and start; what takes longer than the acknowledgement may goes on behind it."""
        planning = asyncio.create_task(self._plan_and_start(session_id, message, asked, principal))
        self._background.add(planning)
        planning.add_done_callback(self._background.discard)
        done, _ = await asyncio.wait([planning], timeout=ACKNOWLEDGE_WITHIN_S)
        answer = ChatAnswer(
            session_id=session_id,
            response="I'm going to plan this and start at once; you can watch it here.",
            timestamp=_now(),
            category="H",
            complexity=classified.complexity,
            reasons=list(classified.reasons),
            engine="embedded:rules",
            events_url=f"/chat/{session_id}/events",
        )
        if done:
            plan, state = planning.result()
            answer.response = acknowledgement(plan) if plan else self._models.cannot_answer()
            _link(answer, state)
        kind = "message.acknowledged" if not done or answer.run_id else "message.answered"
        await self._sessions.say(session_id, kind, _stored(answer), asked if kind == "message.answered" else None)
        return answer

    async def _plan_and_start(
        self, session_id: str, message: ChatMessage, asked: int, principal: Principal
    ) -> tuple[Plan | None, RunState | None]:
        try:
            budget = None if message.budget_usd is None else int(message.budget_usd * 1_000_000)
            plan = await self._planner.plan(message.message, principal, budget)
            state = await self._workflows.submit_objective(
                message.message,
                principal,
                request=WorkflowRequest(objective=message.message, budget_usd=message.budget_usd),
                key=f"chat:{session_id}:{asked}",
                plan=plan,
                session_id=session_id,
            )
        except NoModelConnected:
            return None, None
        except ImperiumError as error:
            said = f"{error.detail} {error.remedy or ''}".strip()
            await self._sessions.say(session_id, "message.answered", {"response": said, "category": "H"}, asked)
            raise
        linked = {"run_id": state.id, "note": acknowledgement(plan)}
        await self._sessions.say(session_id, "run.linked", linked, asked)
        return plan, state

    async def _follow_up(
        self, session: Session, message: ChatMessage, asked: int, principal: Principal
    ) -> ChatAnswer | None:
        """A change to what the conversation's last run made becomes a fork of it."""
        if session.last_run is None:
            return None
        run = await self._workflows.get(session.last_run, principal)
        change = understand(message.message, run)
        if change is None:
            return None
        request = ForkRequest(task=change.task, params=change.params, prompt=change.prompt)
        state = await self._workflows.fork(run.id, request, principal)
        answer = ChatAnswer(
            session_id=session.id,
            response=change.said,
            timestamp=_now(),
            category="H",
            complexity=0.5,
            reasons=[f"a change to {change.task}"],
            engine="embedded:rules",
        )
        _link(answer, state)
        await self._sessions.say(session.id, "message.answered", _stored(answer), asked)
        return answer

    # ── around it ────────────────────────────────────────────────────────────────────────────────────────────

    async def _warm_up(self, role: str, principal: Principal) -> None:
        request = ChatRequest(messages=(Message("user", (Text("Hello"),)),), model=role, max_tokens=1)
        try:
            await self._models.complete(request, Call(principal, deadline_s=10.0), tries=1)
        except ImperiumError as error:
            log.info("warm-up failed", role=role, reason=error.detail)

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _request(session: Session, message: ChatMessage) -> ChatRequest:
    """The conversation so far and the new message."""
    said = [Message(turn.role, (Text(turn.content),)) for turn in session.remembered()]
    said.append(Message("user", (Text(message.message), *(Image(url) for url in message.images))))
    return ChatRequest(messages=tuple(said))


def _for_role(request: ChatRequest, role: str) -> ChatRequest:
    return ChatRequest(messages=request.messages, model=role)


def _link(answer: ChatAnswer, state: RunState | None) -> None:
    if state is not None:
        answer.run_id = state.id
        answer.status_url = f"/workflow/{state.id}"
        answer.events_url = f"/workflow/{state.id}/events"


def _stored(answer: ChatAnswer) -> dict[str, Any]:
    return answer.model_dump(exclude={"session_id", "status_url", "events_url"})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
