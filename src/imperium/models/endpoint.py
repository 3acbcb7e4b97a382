"""OpenAI's endpoints beside chat: whoever has them is asked in their own wire, through the same door as for chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from imperium.models import embeddings, responses_wire
from imperium.models.chat import ChatRequest
from imperium.models.dialect import Dialect
from imperium.models.provider import Candidate
from imperium.platform.errors import ImperiumError, NotBuilt, ProviderRejected

OPENAI = "openai_chat"
ENDPOINTS: Final[Mapping[str, Dialect]] = {wire.name: wire for wire in (responses_wire.WIRE, embeddings.WIRE)}


def having(request: ChatRequest, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates that may have the endpoint a request was written for, speaking its wire; for chat all of them.

    Raises:
        NotBuilt: none of them speaks a wire of OpenAI's.
    """
    endpoint = ENDPOINTS.get(request.original.dialect) if request.original else None
    if endpoint is None:
        return candidates
    found = [_speaking(candidate, endpoint) for candidate in candidates if candidate.connection.dialect.name == OPENAI]
    if not found:
        raise missing(endpoint, ", ".join(str(candidate) for candidate in candidates))
    return found


def missing(endpoint: Dialect, model: str) -> NotBuilt:
    """The error for a provider without that endpoint."""
    return NotBuilt(
        f"What serves {model} has no {endpoint.path('', False)}.",
        field="model",
        value=model,
        remedy="Name a model of a provider that has it, such as OpenAI's, or ask for /v1/chat/completions.",
    )


def explained(request: ChatRequest, error: ProviderRejected) -> ImperiumError:
    """The error; where a provider only says that nothing is at that address, that it lacks the endpoint.

    A 404 that has a code of its own is about the model or what the request refers to.
    """
    endpoint = ENDPOINTS.get(request.original.dialect) if request.original else None
    absent = error.extra.get("reason") in (404, 405) and "provider_code" not in error.extra
    return missing(endpoint, request.model) if endpoint is not None and absent else error


def _speaking(candidate: Candidate, endpoint: Dialect) -> Candidate:
    return replace(candidate, connection=replace(candidate.connection, dialect=endpoint))
