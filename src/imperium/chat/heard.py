"""A message that was accepted, and what becomes of it: a request to a model, or work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imperium.chat.schemas import ChatMessage
from imperium.chat.session import Session
from imperium.kit.money import MICRO, usd_to_micro
from imperium.models.caller import Call
from imperium.models.chat import ChatRequest, Image, Message, Text
from imperium.models.router import Route
from imperium.models.wish import NO_WISH, Wish
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import TooLarge
from imperium.workflows.schemas import MAX_OBJECTIVE, WorkflowRequest


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that was accepted: `asked` is its number in the session, as the session was before it."""

    session: Session
    asked: int
    message: ChatMessage
    principal: Principal
    wish: Wish = NO_WISH

    @property
    def key(self) -> str:
        return f"chat:{self.session.id}:{self.asked}"

    @property
    def caller(self) -> Call:
        budget = self.message.budget_usd
        return Call(
            self.principal,
            budget_micro_usd=None if budget is None else usd_to_micro(budget),
            deadline_s=self.wish.deadline_s,
            idempotency_key=self.key,
        )


def as_kept(message: ChatMessage) -> dict[str, Any]:
    """As it stands in the conversation's events."""
    return {"content": message.message, "images": message.images, "budget_usd": message.budget_usd}


def as_work(message: ChatMessage) -> WorkflowRequest:
    """Raises TooLarge for a message that is longer than an objective may be."""
    if len(message.message) > MAX_OBJECTIVE:
        raise TooLarge(
            f"message: this asks for work, and has {len(message.message):,} characters; work takes {MAX_OBJECTIVE:,}.",
            field="message",
            limit=MAX_OBJECTIVE,
            value=len(message.message),
            remedy="Say what is wanted in fewer words, or send it to /workflow with the material as a variable.",
        )
    return WorkflowRequest(objective=message.message, budget_usd=message.budget_usd)


def as_request(session: Session, message: ChatMessage) -> ChatRequest:
    """The conversation so far and the new message."""
    said = [Message(turn.role, (Text(turn.content),)) for turn in session.remembered()]
    said.append(Message("user", (Text(message.message), *(Image(url) for url in message.images))))
    return ChatRequest(messages=tuple(said))


def routed(request: ChatRequest, route: Route | None) -> ChatRequest:
    """To the role that size or pictures force, else to whichever the router chooses."""
    return ChatRequest(messages=request.messages, model=route.role if route else "auto")


def within(message: ChatMessage, budget_micro_usd: int | None) -> ChatMessage:
    """With the smaller one of the message's own budget and this."""
    own = message.budget_usd
    if budget_micro_usd is None or (own is not None and usd_to_micro(own) <= budget_micro_usd):
        return message
    return message.model_copy(update={"budget_usd": budget_micro_usd / MICRO})
