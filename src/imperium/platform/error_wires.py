"""Errors in the shapes that the clients of OpenAI and of Anthropic read, under the statuses by which they choose their
exception.

What a provider refuses because of the request (400, 404, 413, 422) keeps its status: the client can put it right. So
does a fault of its own (500). What it refuses because of the key that stands here (401, 403) stays 502: the key of the
client is fine. Sources: the error pages of the API references of OpenAI and of Anthropic, and `x-should-retry` in the
code of their official clients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
OVERLOADED = 529
REJECTED = "provider-rejected"
KEPT: Mapping[str, tuple[int, ...]] = {REJECTED: (400, 404, 413, 422), "provider-unavailable": (500,)}
"""Statuses of a provider that its refusal keeps, by the code of our error."""
LASTING = ("persistent", "logical", "fatal")


@dataclass(frozen=True, slots=True)
class ErrorWire:
    """How the errors under some paths look: `error(document, request_id)`, with `status(document)`.

    `name` is that of its `schema` in OpenAPI; `id_header` tells the request's id where the wire has a header for it.
    """

    name: str
    prefix: str
    error: Callable[[Document, str], dict[str, Any]]
    status: Callable[[Document], int]
    schema: dict[str, Any]
    id_header: str | None = None

    def headers(self, document: Document, request_id: str) -> dict[str, str]:
        """What official clients go by: whether asking again can help, and the request's id."""
        found = {self.id_header: request_id} if self.id_header and request_id else {}
        if document["error_class"] in LASTING and (self.status(document) >= 500 or self.status(document) == 429):
            found["x-should-retry"] = "false"
        return found


def wire_of(path: str) -> ErrorWire | None:
    """The shape of errors at a path; None where they are problem documents."""
    return next((wire for wire in WIRES if path.startswith(wire.prefix)), None) if path.startswith("/v1/") else None


def openai_error(document: Document, request_id: str = "") -> dict[str, Any]:
    """A problem document in OpenAI's shape."""
    status = openai_status(document)
    kind = _OPENAI_TYPES.get(status) or ("server_error" if status >= 500 else "invalid_request_error")
    if _is_out_of_credit(document):
        kind = "insufficient_quota"
    return {
        "error": {
            "message": _message(document),
            "type": kind,
            "param": document.get("provider_param") or document.get("field"),
            "code": _openai_code(document),
        }
    }


def openai_status(document: Document) -> int:
    """OpenAI says 429 of an account without credit, and has no 529."""
    if _is_out_of_credit(document):
        return 429
    return _kept(document) or int(document["status"])


def anthropic_error(document: Document, request_id: str = "") -> dict[str, Any]:
    """A problem document in Anthropic's shape, with one of its documented types."""
    kind = _ANTHROPIC_TYPES.get(anthropic_status(document), "api_error")
    body = {"type": "error", "error": {"type": kind, "message": _message(document)}}
    return {**body, "request_id": request_id} if request_id else body


def anthropic_status(document: Document) -> int:
    """Anthropic says 400 of anything wrong with a request, and 529 when it has too much to do."""
    if document["status"] == 503 and (document.get("reason") == OVERLOADED or document["code"] in _OVERLOADED_CODES):
        return OVERLOADED
    if _is_out_of_credit(document):
        return 402
    status = _kept(document) or int(document["status"])
    return 400 if status == 422 else status


def _message(document: Document) -> str:
    return " ".join(filter(None, (document["detail"], document.get("remedy"))))


def _kept(document: Document) -> int | None:
    reason = document.get("reason")
    return reason if reason in KEPT.get(document["code"], ()) else None


def _is_out_of_credit(document: Document) -> bool:
    return document["code"] == REJECTED and document.get("reason") == 402


def _openai_code(document: Document) -> str:
    told = _kept(document) or _is_out_of_credit(document)
    return str((document.get("provider_code") if told else None) or document["code"])


_OPENAI_TYPES = {
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    429: "rate_limit_error",
}
_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    408: "timeout_error",
    409: "invalid_request_error",
    413: "request_too_large",
    415: "invalid_request_error",
    429: "rate_limit_error",
    501: "invalid_request_error",
    504: "timeout_error",
    OVERLOADED: "overloaded_error",
}
_OVERLOADED_CODES = ("circuit-open", "capacity-exceeded")
_TEXT = {"type": "string"}
_TEXT_OR_NONE = {"anyOf": [_TEXT, {"type": "null"}]}


def _schema(title: str, error: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "required": ["error", *(name for name in more if name == "type")],
        "properties": {**more, "error": {"type": "object", "required": ["message", "type"], "properties": error}},
    }


WIRES = (
    ErrorWire(
        name="AnthropicError",
        prefix="/v1/messages",
        error=anthropic_error,
        status=anthropic_status,
        schema=_schema("AnthropicError", {"message": _TEXT, "type": _TEXT}, type={"const": "error"}, request_id=_TEXT),
        id_header="request-id",
    ),
    ErrorWire(
        name="OpenAIError",
        prefix="/v1/",
        error=openai_error,
        status=openai_status,
        schema=_schema("OpenAIError", {"message": _TEXT, "type": _TEXT, "param": _TEXT_OR_NONE, "code": _TEXT_OR_NONE}),
    ),
)
"""The first whose prefix fits is taken."""
