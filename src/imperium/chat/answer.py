"""Answers, as they are sent and as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from imperium.chat.schemas import ChatAnswer
from imperium.models.categorizer import Classification
from imperium.models.chat import Chunk
from imperium.platform.errors import ImperiumError
from imperium.workflows.run import RunState


def answered(session_id: str, classified: Classification, text: str, last: Chunk) -> ChatAnswer:
    """What a model, or the knowledge base, has said. `last` is the piece that tells who did and at what cost."""
    source = last.source
    reasons = dict.fromkeys((*classified.reasons, *(source.reasons if source else ())))
    return ChatAnswer(
        session_id=session_id,
        response=text,
        timestamp=now(),
        category="L" if classified.category == "L" else "M",
        complexity=classified.complexity,
        reasons=list(reasons),
        engine=source.engine if source else None,
        model=source.model if source else None,
        role=source.role if source else None,
        request_id=last.id or None,
        cost_micro_usd=source.cost_micro_usd if source else 0,
    )


def acknowledged(session_id: str, classified: Classification, response: str) -> ChatAnswer:
    """What is said before work: follow it at the conversation's events."""
    return ChatAnswer(
        session_id=session_id,
        response=response,
        timestamp=now(),
        category="H",
        complexity=classified.complexity,
        reasons=list(classified.reasons),
        engine="embedded:rules",
        events_url=f"/chat/{session_id}/events",
    )


def link(answer: ChatAnswer, state: RunState) -> None:
    """From now on the work is followed at its run."""
    answer.run_id = state.id
    answer.status_url = f"/workflow/{state.id}"
    answer.events_url = f"/workflow/{state.id}/events"


def words(error: ImperiumError) -> str:
    """What went wrong and what to do about it."""
    return " ".join(filter(None, (error.detail, error.remedy)))


def stored(answer: ChatAnswer) -> dict[str, Any]:
    """As it stands in the conversation's events."""
    return answer.model_dump(exclude={"session_id", "status_url", "events_url"})


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
