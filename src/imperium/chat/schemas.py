"""What the chat endpoints take and give."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SESSION_ID = r"^[A-Za-z0-9_-]{1,64}$"


class ChatMessage(BaseModel):
    """One message. Leave `session_id` out to begin a conversation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"message": "What are the benefits of renewable energy?"}]},
    )

    message: str = Field(min_length=1, max_length=4_000_000)
    session_id: str | None = Field(None, pattern=SESSION_ID)
    context_tokens: int = Field(0, ge=0, le=10_000_000, description="Tokens that the client adds to the conversation.")
    images: list[str] = Field([], max_length=20, description="Pictures: https addresses or data URLs.")
    budget_usd: float | None = Field(None, ge=0, le=1_000_000, description="What the work may cost.")


class ChatAnswer(BaseModel):
    """`category`: L, M or H. For H the answer acknowledges; the work is followed at `events_url`."""

    session_id: str
    response: str
    timestamp: str = Field(description="ISO 8601, UTC.")
    category: Literal["L", "M", "H"]
    complexity: float = Field(description="0 to 1.")
    reasons: list[str]
    engine: str | None = Field(None, description="What answered: a provider, or embedded:….")
    model: str | None = None
    role: str | None = Field(None, description="Which role the model answered for.")
    request_id: str | None = Field(None, description="For POST /v1/feedback.")
    cost_micro_usd: int = 0
    run_id: str | None = None
    status_url: str | None = None
    events_url: str | None = None


class SessionView(BaseModel):
    session_id: str
    title: str
    created_at: float


class SessionPage(BaseModel):
    sessions: list[SessionView]
    next_cursor: str | None


class TurnView(BaseModel):
    id: int
    role: Literal["user", "assistant"]
    content: str
    category: str | None
    run_id: str | None


class Conversation(BaseModel):
    session_id: str
    messages: list[TurnView]
    events_url: str


class Opened(BaseModel):
    """A chat box was opened: the session to use, and which roles are being warmed up."""

    session_id: str
    warming: list[str]
