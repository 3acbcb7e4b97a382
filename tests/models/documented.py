"""How OpenAI, Anthropic and Google document that they refuse: status, headers and body, by a name of ours.

Sources: the API references of OpenAI ("Error codes"), Anthropic ("Errors") and Gemini ("Troubleshooting"). A wait
of 61 s is longer than anybody is kept waiting here, so it reaches the client at once.
"""

from typing import Any

Refusal = tuple[int, dict[str, str], dict[str, Any]]
WAIT_S = 61
LATER = {"retry-after": str(WAIT_S)}


def _openai(status: int, kind: str, code: str | None, param: str | None = None, **headers: str) -> Refusal:
    error = {"message": f"says {code or kind}", "type": kind, "param": param, "code": code}
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, {"error": error}


def _anthropic(status: int, kind: str, headers: dict[str, str] | None = None) -> Refusal:
    body = {"type": "error", "error": {"type": kind, "message": f"says {kind}"}, "request_id": "req_theirs"}
    return status, headers or {}, body


def _google(code: int, status: str, details: list[dict[str, Any]] | None = None) -> Refusal:
    error = {"code": code, "message": f"says {status}", "status": status, "details": details or []}
    return code, {}, {"error": error}


DOCUMENTED: dict[str, dict[str, Refusal]] = {
    "openai": {
        "key": _openai(401, "invalid_request_error", "invalid_api_key"),
        "region": _openai(403, "request_forbidden", "unsupported_country_region_territory"),
        "rate": _openai(429, "requests", "rate_limit_exceeded", retry_after=str(WAIT_S)),
        "credit": _openai(429, "insufficient_quota", "insufficient_quota"),
        "length": _openai(400, "invalid_request_error", "context_length_exceeded", "messages"),
        "value": _openai(400, "invalid_request_error", "invalid_value", "temperature"),
        "model": _openai(404, "invalid_request_error", "model_not_found"),
        "content": _openai(422, "invalid_request_error", None, "messages"),
        "server": _openai(500, "server_error", None),
        "busy": _openai(503, "server_error", "overloaded", retry_after=str(WAIT_S)),
    },
    "anthropic": {
        "value": _anthropic(400, "invalid_request_error"),
        "key": _anthropic(401, "authentication_error"),
        "credit": _anthropic(402, "billing_error"),
        "region": _anthropic(403, "permission_error"),
        "model": _anthropic(404, "not_found_error"),
        "large": _anthropic(413, "request_too_large"),
        "rate": _anthropic(429, "rate_limit_error", LATER),
        "server": _anthropic(500, "api_error"),
        "slow": _anthropic(504, "timeout_error"),
        "busy": _anthropic(529, "overloaded_error", LATER),
    },
    "google_ai": {
        "value": _google(400, "INVALID_ARGUMENT"),
        "region": _google(400, "FAILED_PRECONDITION"),
        "key": _google(400, "INVALID_ARGUMENT", [{"reason": "API_KEY_INVALID"}]),
        "denied": _google(403, "PERMISSION_DENIED"),
        "model": _google(404, "NOT_FOUND"),
        "rate": _google(429, "RESOURCE_EXHAUSTED", [{"retryDelay": f"{WAIT_S}s"}]),
        "server": _google(500, "INTERNAL"),
        "busy": _google(503, "UNAVAILABLE"),
        "slow": _google(504, "DEADLINE_EXCEEDED"),
    },
}
