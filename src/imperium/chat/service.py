"""The flow of a message: count, override, categorize; then answer it (L, M) or plan, run and deliver it (H).

A message is stored before anything is done about it. What was accepted and not answered when the process died is taken
up at the next start; the run that it starts carries its id as idempotency key, so it is started once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

import structlog
from msgspec.structs import replace

from imperium.chat.answer import acknowledged, answered, link, now, stored, words
from imperium.chat.followup import understand
from imperium.chat.heard import Heard, as_kept, as_request, as_work, routed, within
from imperium.chat.schemas import ChatAnswer, ChatMessage
from imperium.chat.session import Session, Sessions
from imperium.chat.wording import acknowledgement
from imperium.kit.ids import new_id
from imperium.models.caller import Call
from imperium.models.categorizer import Classification, classify
from imperium.models.chat import ChatRequest, Chunk, Message, Text
from imperium.models.router import Route, forced
from imperium.models.service import ModelService
from imperium.models.tokens import estimate_request
from imperium.models.wish import NO_WISH, Wish
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import ImperiumError, NoModelConnected
from imperium.platform.telemetry import metrics
from imperium.workflows.plan import Plan
from imperium.workflows.schemas import MAX_OBJECTIVE, ForkRequest
from imperium.workflows.service import WorkflowService

log = structlog.get_logger(__name__)
T = TypeVar("T")

CATEGORIZE_WITHIN_S = 0.05
PLAN_WITHIN_S = 0.1
"""Work is acknowledged within 300 ms: a categorizer or a planner that takes longer isn't waited for."""

WARMED = ("categorizer", "fast_ai")


class ChatService:
    """One for the process. `rehearse` loads what planning needs, in a thread, when a chat box is first opened."""

    def __init__(
        self,
        sessions: Sessions,
        models: ModelService,
        workflows: WorkflowService,
        rehearse: Callable[[], None] = lambda: None,
    ) -> None:
        self._sessions = sessions
        self._rehearse = rehearse
        self._is_rehearsed = False
        self._models = models
        self._workflows = workflows
        self._background: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Take up what was accepted before the process died: work is planned and run, a question was given up."""
        for session_id, asked, said, principal in await self._sessions.unanswered():
            message = ChatMessage(message=said["content"], session_id=session_id, budget_usd=said.get("budget_usd"))
            heard = Heard(Session(session_id), asked, message, principal)
            classified = classify(message.message)
            if classified.category == "H":
                self._spawn(self._orchestrate(heard, classified))
            else:
                await self._answered(heard, {"response": GIVEN_UP, "category": classified.category})

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def open(self, principal: Principal) -> tuple[str, list[str]]:
        """A chat box was opened: a new session, and which connected roles are being warmed up. The first one has the
        planner rehearsed."""
        if not self._is_rehearsed:
            self._is_rehearsed = True
            self._spawn(asyncio.to_thread(self._rehearse))
        session_id = new_id("session")
        await self._sessions.ensure(session_id, principal, "New conversation")
        catalog = self._models.catalog_of(principal)
        warming = [role for role in WARMED if catalog.candidates(role)]
        for role in warming:
            self._spawn(self._warm_up(role, principal))
        return session_id, warming

    async def answer(self, message: ChatMessage, principal: Principal, wish: Wish = NO_WISH) -> ChatAnswer:
        """The answer, or for H the acknowledgement of the work."""
        async with aclosing(self.stream(message, principal, wish)) as items:
            return await anext(item async for item in items if isinstance(item, ChatAnswer))

    async def stream(
        self, message: ChatMessage, principal: Principal, wish: Wish = NO_WISH
    ) -> AsyncGenerator[str | ChatAnswer, None]:
        """Pieces of the answer as they come, then the answer. Work that takes long to plan is answered twice: the
        second answer names its run. `wish` is how a model's answer is to be routed; its budget bounds work too.

        Raises TooLarge and what the models and the planner raise.
        """
        message = within(message, wish.budget_micro_usd)
        session = await self._session(message, principal)
        request = as_request(session, message)
        tokens = message.context_tokens + estimate_request(request)
        route = forced(self._models.settings.routes, tokens, request.has_image)
        asked = await self._sessions.hear(session.id, principal, as_kept(message))
        heard = Heard(session, asked, message, principal, wish)
        if route is None and (changed := await self._follow_up(heard)):
            yield changed
            return
        classified = await self._classified(heard, route)
        is_work = route is None and classified.category == "H"
        if is_work or route is not None or not self._is_connected(principal):
            metrics.COMPLEXITY_SCORE.observe(classified.complexity)  # of all others the router tells it
        said = self._do(heard, classified) if is_work else self._say(heard, routed(request, route), classified)
        async with aclosing(said) as items:
            async for item in items:
                yield item

    async def _session(self, message: ChatMessage, principal: Principal) -> Session:
        session_id = message.session_id or new_id("session")
        await self._sessions.ensure(session_id, principal, message.message)
        return await self._sessions.open(session_id, principal)

    async def _classified(self, heard: Heard, route: Route | None) -> Classification:
        """How complex a message is; the reasons are those of the route where one is forced."""
        if route is not None:
            return replace(classify(heard.message.message), reasons=route.reasons)
        classified = await self._classify(heard)
        if await self._is_work_for_us(heard, classified):
            return replace(classified, category="H", reasons=(*classified.reasons, NO_MODEL_NEEDED))
        return classified

    async def _classify(self, heard: Heard) -> Classification:
        """The categorizer's answer; what is work in process already isn't kept waiting for a slow one."""
        own = classify(heard.message.message)
        limit = CATEGORIZE_WITHIN_S if own.category == "H" else None
        try:
            async with asyncio.timeout(limit):
                return await self._models.categorize(heard.message.message, heard.caller)
        except TimeoutError:
            return own

    def _is_connected(self, principal: Principal) -> bool:
        return self._models.catalog_of(principal).is_connected

    async def _is_work_for_us(self, heard: Heard, classified: Classification) -> bool:
        """Whether a message below H asks for work that needs no model, while none is connected to answer it."""
        is_long = len(heard.message.message) > MAX_OBJECTIVE
        if classified.category == "H" or is_long or self._is_connected(heard.principal):
            return False
        try:
            await self._plan(heard)
        except ImperiumError:
            return False
        return True

    # ── L and M ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _say(
        self, heard: Heard, request: ChatRequest, classified: Classification
    ) -> AsyncGenerator[str | ChatAnswer, None]:
        pieces: list[str] = []
        chunk = Chunk()
        chunks = self._models.stream(request, heard.caller, wish=heard.wish, classification=classified)
        async with self._told(heard, classified.category), aclosing(chunks):
            async for chunk in chunks:
                if chunk.text:
                    pieces.append(chunk.text)
                    yield chunk.text
        answer = answered(heard.session.id, classified, "".join(pieces), chunk)
        await self._answered(heard, stored(answer))
        yield answer

    # ── H ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _do(self, heard: Heard, classified: Classification) -> AsyncGenerator[str | ChatAnswer, None]:
        answer, begun = await asyncio.shield(self._spawn(self._orchestrate(heard, classified)))
        yield answer
        if begun is not None:
            yield await asyncio.shield(begun)

    async def _orchestrate(
        self, heard: Heard, classified: Classification
    ) -> tuple[ChatAnswer, asyncio.Task[ChatAnswer] | None]:
        """The acknowledgement; and what comes after it, when planning takes longer than it may wait."""
        planning = self._spawn(self._plan(heard))
        done, _ = await asyncio.wait([planning], timeout=PLAN_WITHIN_S)
        if done:
            return await self._begin(heard, classified, planning), None
        answer = acknowledged(heard.session.id, classified, AT_ONCE)
        await self._sessions.say(heard.session.id, "message.acknowledged", stored(answer))
        return answer, self._spawn(self._begin(heard, classified, planning))

    async def _plan(self, heard: Heard) -> Plan:
        return await self._workflows.plan(as_work(heard.message), heard.principal)

    async def _begin(self, heard: Heard, classified: Classification, planning: asyncio.Task[Plan]) -> ChatAnswer:
        """Acknowledge the plan, then start it: so nothing is delivered before it was announced."""
        async with self._told(heard, "H"):
            try:
                plan = await planning
            except NoModelConnected as error:
                return await self._nobody_can(heard, classified, error)
            answer = acknowledged(heard.session.id, classified, acknowledgement(plan))
            await self._sessions.say(heard.session.id, "message.acknowledged", stored(answer))
            state = await self._workflows.start_plan(
                plan, as_work(heard.message), heard.principal, key=heard.key, session_id=heard.session.id
            )
        await self._sessions.say(heard.session.id, "run.linked", {"run_id": state.id}, heard.asked)
        link(answer, state)
        return answer

    async def _nobody_can(self, heard: Heard, classified: Classification, error: NoModelConnected) -> ChatAnswer:
        """The plain statement that this needs a language model, and how to connect one."""
        answer = acknowledged(heard.session.id, classified, words(error))
        answer.events_url = None
        await self._answered(heard, stored(answer))
        return answer

    async def _follow_up(self, heard: Heard) -> ChatAnswer | None:
        """A change to what the conversation's last run made becomes a fork of it."""
        if heard.session.last_run is None or heard.message.images:
            return None
        run = await self._workflows.get(heard.session.last_run, heard.principal)
        change = understand(heard.message.message, run)
        if change is None:
            return None
        again = ForkRequest(task=change.task, params=change.params)
        async with self._told(heard, "H"):
            state = await self._workflows.fork(run.id, again, heard.principal, key=heard.key)
        answer = ChatAnswer(
            session_id=heard.session.id,
            response=change.said,
            timestamp=now(),
            category="H",
            complexity=0.5,
            reasons=[f"a change to {change.task}"],
            engine="embedded:rules",
        )
        link(answer, state)
        await self._answered(heard, stored(answer))
        return answer

    # ── around it ────────────────────────────────────────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _told(self, heard: Heard, category: str) -> AsyncIterator[None]:
        """An error is an answer too: the conversation keeps it, and the message is pending no more."""
        try:
            yield
        except ImperiumError as error:
            await self._answered(heard, {"response": words(error), "category": category})
            raise

    async def _answered(self, heard: Heard, said: dict[str, Any]) -> None:
        await self._sessions.say(heard.session.id, "message.answered", said, heard.asked)

    async def _warm_up(self, role: str, principal: Principal) -> None:
        request = ChatRequest(messages=(Message("user", (Text("Hello"),)),), model=role, max_tokens=1)
        try:
            await self._models.complete(request, Call(principal, deadline_s=10.0), tries=1)
        except ImperiumError as error:
            log.info("warm-up failed", role=role, reason=error.detail)

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Goes on when whoever waits for it has left."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._retire)
        return task

    def _retire(self, task: asyncio.Task[Any]) -> None:
        self._background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.info("a message could not be answered", reason=str(error))


NO_MODEL_NEEDED = "it can be made here without a model"
GIVEN_UP = "The server stopped before this was answered. Ask again."
AT_ONCE = "I'm going to plan this and start at once; you can watch it here."
